from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.demo import people, real_programme, sample_season, synthetic
from events.demo.journeys import load as journeys


class Command(BaseCommand):
    help = "Load the demonstration: the real programme, a sample season, two worked examples and, with --events or --people, a synthetic programme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--events", type=int, default=0, help="number of synthetic events")
        parser.add_argument(
            "--people", type=int, default=0, help="number of synthetic people, each with one registration"
        )

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This installation is not a demonstration. To load sample data, set PLENARY_DEMO=1.")
        real_programme.load()
        sample_season.load()
        journeys.load()
        if options["events"] or options["people"]:
            synthetic.load(options["events"], options["people"])
        for role, email in people.SIGN_INS.items():
            self.stdout.write(f"{role:12} {email}")
