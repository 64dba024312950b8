from typing import Any

from django.core.management.base import BaseCommand

from notifications.outbox.tasks import deliver_due


class Command(BaseCommand):
    help = "Send the due messages once, for cron or to see the result."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{deliver_due()} sent")
