from typing import Any

from django.core.management.base import BaseCommand

from events.calendar_replies.tasks import read_inbox


class Command(BaseCommand):
    help = (
        "Read what came back by mail, once: answers of calendars and bounces; for cron, or to see what a worker does."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{read_inbox()} mails")
