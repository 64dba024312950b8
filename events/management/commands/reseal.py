from typing import Any

from django.core.management.base import BaseCommand

from events.travel.retention import reencrypt_all


class Command(BaseCommand):
    help = "Seal travel details with the first of FIELD_KEYS, so that the others can be taken away."

    def handle(self, **options: Any) -> None:
        done, unreadable = reencrypt_all()
        self.stdout.write(f"{done} sealed anew")
        if unreadable:
            self.stderr.write(f"{unreadable} cannot be read with the keys of this installation")
