from typing import Any

from django.core.management.base import BaseCommand

from events.reminders.services import remind_due


class Command(BaseCommand):
    help = "Queue the reminders that are due, once. Use it in cron, or to see the work of a worker."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{remind_due()} reminders")
