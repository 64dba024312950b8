from typing import Any

from django.core.management.base import BaseCommand

from events.calendar_replies.tasks import read_inbox


class Command(BaseCommand):
    help = "Read the mailbox once: replies of calendars and bounces. Use it in cron, or to see the work of a worker."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{read_inbox()} mails")
