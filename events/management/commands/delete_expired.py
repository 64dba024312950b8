from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.daily_tasks import services
from events.personal_data.retention.job import NAME


class Command(BaseCommand):
    help = "Delete expired data now, as the nightly job does, and print how many rows each line has deleted."

    def handle(self, **options: Any) -> None:
        run = services.run_now(NAME)
        for key, count in run.counts.items():
            self.stdout.write(f"{key}: {count}")
        if run.error:
            raise CommandError(run.error)
