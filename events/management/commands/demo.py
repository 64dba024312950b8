from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.demo import people, real_programme, sample_season, synthetic


class Command(BaseCommand):
    help = "Load the demonstration: the real programme, a sample season, and with figures a large synthetic one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--events", type=int, default=0, help="so many synthetic events")
        parser.add_argument("--people", type=int, default=0, help="so many synthetic people, each registered once")

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demonstration. Set PLENARY_DEMO=1 if it is to become one.")
        real_programme.load()
        sample_season.load()
        if options["events"] or options["people"]:
            synthetic.load(options["events"], options["people"])
        for who, email in people.SIGN_INS.items():
            self.stdout.write(f"{who:12} {email}")
