"""Command of `make messages`: collect and compile the catalogs of the texts in mails. Pages are only in English."""

import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.makemessages import Command as MakeMessages
from django.core.management.commands.makemessages import TranslatableFile

from accounts import languages

# The sources of strings in mails. The mail texts themselves are files in notifications/wording/words.
SOURCES = (
    "templates/mail/",
    "templates/account/email/",
    "templates/mfa/email/",
    "templates/socialaccount/email/",
    "accounts/protection/texts.py",
    "events/calendars/change_text.py",
    "events/calendars/date_formats.py",
    "events/calendars/dates.py",
    "events/calendars/entry_text.py",
    "events/calendars/leg_text.py",
    "events/calendars/legs.py",
    "events/journeys/travellers/day_lines.py",
    "events/mails/actions.py",
    "events/mails/calendar_notes.py",
    "events/mails/footer.py",
    "events/mails/labels.py",
    "events/mails/outside.py",
    "events/mails/deadlines.py",
    "events/mails/values.py",
    "events/journeys/follow_ups/mail_texts.py",
    "events/missions/experts/mail_texts.py",
    "events/missions/mail_texts.py",
    "events/missions/reports/mail_texts.py",
    "events/missions/requests/mail_texts.py",
    "events/study_visits/mail_texts.py",
    "events/mails/journey_values.py",
    "events/journeys/meetings/mail_texts.py",
    "events/journeys/security_lists/mail_texts.py",
    # The tasks of organisers, which their daily summary lists.
    "events/organise/work",
    "events/team_changes.py",
)


class Command(MakeMessages):
    help = __doc__
    msgmerge_options = [*MakeMessages.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if anything would change.")

    def find_files(self, root: str) -> list[TranslatableFile]:
        return [file for file in super().find_files(root) if file.path.removeprefix("./").startswith(SOURCES)]

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        wanted = [code for code in languages.LANGUAGES if code != languages.DEFAULT]
        before = _files()
        super().handle(*args, **options | {"locale": wanted, "no_location": True, "no_obsolete": True, "verbosity": 0})
        for path in _folder().glob("*/LC_MESSAGES/django.po"):
            _without_date(path)
            # compilemessages would skip a catalog whose compiled file has a later time.
            subprocess.run(["msgfmt", "--check-format", "-o", path.with_suffix(".mo"), path], check=True)  # noqa: S603, S607
        if check and _files() != before:
            for path, content in before.items():
                path.write_bytes(content)
            raise CommandError("The catalogs of mails are stale: run `make messages`, and translate the new strings.")


def _folder() -> Path:
    return Path(settings.LOCALE_PATHS[0])


def _files() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in _folder().glob("*/LC_MESSAGES/django.[pm]o")}


def _without_date(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date')), encoding="utf-8")
