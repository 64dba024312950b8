from typing import Any

from django.core.management.base import BaseCommand

from events.calendars.services import render_all


class Command(BaseCommand):
    help = "Render the calendar entry of each event again. Run it after an update of Plenary or a change of BASE_URL."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{render_all()} events rendered again")
