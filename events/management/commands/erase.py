from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import find_by_address
from events.models import Erasure
from events.personal_data import services
from events.personal_data.errors import ErasureError


class Command(BaseCommand):
    help = "Erase the data of the person with this address. It can be undone for seven days, unless --now is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--reference", default="", help="the date or number of the person's letter, without a name")
        parser.add_argument("--now", action="store_true", help="erase at once; this cannot be undone")

    def handle(self, *, address: str, reference: str, now: bool, **options: Any) -> None:
        person = find_by_address(address)
        if person is None:
            raise CommandError("No person has this address.")
        try:
            erasure = services.erase(
                person, by=None, cause=Erasure.Cause.LETTER, reference=reference[:200], at_once=now
            )
        except ErasureError as error:
            raise CommandError(str(error.advice)) from error
        done = "The data is erased." if now else f"The data will be erased on {erasure.due_at:%Y-%m-%d %H:%M} UTC."
        self.stdout.write(done)
