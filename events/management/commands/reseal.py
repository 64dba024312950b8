from typing import Any

from django.core.management.base import BaseCommand

from events.travel import emergency, retention


class Command(BaseCommand):
    help = "Encrypt travel details with the first of FIELD_KEYS, so that the other keys can be removed."

    def handle(self, **options: Any) -> None:
        counts = [retention.reencrypt_all(), emergency.reencrypt_all()]
        done, unreadable = (sum(numbers) for numbers in zip(*counts, strict=True))
        self.stdout.write(f"{done} encrypted again")
        if unreadable:
            self.stderr.write(f"{unreadable} cannot be decrypted with the keys of this installation")
