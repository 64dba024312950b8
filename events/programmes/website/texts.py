"""Write the texts of the public pages of a programme: draft, publish now, or publish at a set time."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import AreaOfAction, PolicyDeclaration, Programme
from events.models.public_text import PublicText
from events.programmes import history
from events.programmes.history import What
from events.programmes.website.errors import EmptyDraftError, TextChangedMeanwhileError


@dataclass(frozen=True)
class PublicationTime:
    """When a text is published: now, at a time (aware), or not yet."""

    is_now: bool = False
    at: datetime | None = None


def fingerprint(row: PublicText) -> str:
    """Return a mark of the latest version of a text. A form sends it back, to find out whether the text has changed."""
    return sha256(row.draft_text.encode()).hexdigest()[:16]


type TextRow = Programme | AreaOfAction | PolicyDeclaration


def programme_of(row: PublicText) -> Programme:
    return row if isinstance(row, Programme) else row.programme  # type: ignore[attr-defined]  # an area or a declaration


@transaction.atomic
def save_text(row: TextRow, text: str, publication: PublicationTime, *, seen: str, by: User) -> TextRow:
    """Save the text of a programme, an area of action or a declaration.

    seen: the fingerprint of the version that the author has changed. Raise TextChangedMeanwhileError if it is not the
    latest one, and EmptyDraftError for an empty text that is not published now."""
    programme = history.lock(programme_of(row))
    row = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if seen != fingerprint(row):
        raise TextChangedMeanwhileError
    if not text and not publication.is_now and row.draft_text:
        raise EmptyDraftError
    if row.is_next_due(now()):
        row.text, row.next_text, row.next_text_at = row.next_text, "", None
    if publication.is_now:
        row.text, row.next_text, row.next_text_at = text, "", None
        line = _("Text published: %(name)s")
    elif text == row.text:
        row.next_text, row.next_text_at = "", None
        line = _("Draft discarded: %(name)s")
    else:
        row.next_text, row.next_text_at = text, publication.at
        line = _("Text to be published later: %(name)s") if publication.at else _("Draft saved: %(name)s")
    row.save(update_fields=["text", "next_text", "next_text_at"])
    history.record(programme, What.SETTINGS, [line % {"name": row}], by=by)
    return row
