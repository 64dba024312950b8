from typing import Any

from django.core.management.base import BaseCommand

from events.calendars.services import render_all


class Command(BaseCommand):
    help = "Store anew what calendars show of each event, after an update of Plenary or a change of BASE_URL."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{render_all()} events rendered anew")
