from typing import Any

from django.core.management.base import BaseCommand

from events.reminders.services import remind_due


class Command(BaseCommand):
    help = "Put the reminders that are due into the outbox, once; for cron, or to see what a worker does."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{remind_due()} reminders")
