"""The privacy notice that is valid now, and its earlier versions."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from events.models import NoticeVersion, Programme

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Notice:
    """The text of a privacy notice. version is None for the default text, which has no date."""

    text: str
    version: NoticeVersion | None = None

    @property
    def mark(self) -> str:
        """A digest of the text: it shows which text a person could read, even if it was the default text."""
        return sha256(self.text.encode()).hexdigest()[:12]

    @property
    def number(self) -> int | None:
        return self.version.number if self.version else None

    @property
    def at(self) -> datetime | None:
        return self.version.at if self.version else None


def contact_address() -> str:
    """Return the address for questions to those who run this installation."""
    return settings.CONTACT_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def current_notice(programme: Programme | None = None) -> Notice:
    """Return the notice of the installation, or of a programme. Without a saved version, return the default text."""
    version = NoticeVersion.objects.filter(programme=programme).first()
    if version:
        return Notice(version.text, version)
    return Notice(default_text(programme))


def notice_for(programme: Programme) -> Notice:
    """Return the notice that applies to the events of a programme: its own, else that of the installation."""
    versions = NoticeVersion.objects.filter(programme=programme) | NoticeVersion.objects.filter(programme=None)
    newest: dict[int | None, NoticeVersion] = {}
    for version in versions.order_by("number"):
        newest[version.programme_id] = version
    newest_version = newest.get(programme.pk) or newest.get(None)
    return Notice(newest_version.text, newest_version) if newest_version else Notice(default_text(None))


def default_text(programme: Programme | None) -> str:
    """Return the text that applies until somebody saves another one: Markdown in English."""
    if programme is None:
        return (
            (FOLDER / "default_notice.md")
            .read_text(encoding="utf-8")
            .format(
                controller=settings.CONTROLLER_NAME,
                contact=_mail_link(contact_address()),
                table="#retention",
                my_data=reverse("personal_data:mine"),
            )
        )
    return (
        (FOLDER / "default_programme_notice.md")
        .read_text(encoding="utf-8")
        .format(
            programme=programme.name,
            contact=_mail_link(programme.contact_email or contact_address()),
            ground=_ground(programme),
            site_notice=reverse("privacy:site"),
        )
    )


def _ground(programme: Programme) -> str:
    if not programme.retention_ground:
        return ""
    return (
        f"The law requires the programme to keep who took part for {programme.retention_years} years after an event, also "
        f"after you erase your data: {programme.retention_ground}"
    )


def _mail_link(address: str) -> str:
    return f"[{address}](mailto:{address})"
