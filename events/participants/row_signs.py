"""Signs beside a name in the table: what the team should know about a person before it decides."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.duplicates.queries import PairKey
from events.models import Event, Registration, RegistrationNote
from events.registration.date_clashes import date_clashes
from events.registration.requirement_checks import open_requirements
from notifications.models import BouncedAddress


@dataclass(frozen=True)
class Sign:
    icon: str  # a name of templates/components/icon.html
    label: str | Promise
    tone: str = ""  # a class of the style sheet


DUPLICATE = Sign("duplicate", _("Possible duplicate"), "is-due")
CLASH = Sign("calendar", _("Date clash: another event on these dates"), "is-due")
BOUNCED = Sign("alert", _("Email not delivered"), "is-bad")
OPEN = Sign("lock", _("Mandatory requirements are not accepted: no place without a decision"), "is-due")
NOTE = Sign("note", _("Has a team note"))


def with_signs(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Return registrations with the facts that row_signs() needs, only for team members who decide."""
    return rows.annotate(
        is_undelivered=Exists(BouncedAddress.objects.filter(address=OuterRef("person__canonical_email"))),
        is_noted=Exists(RegistrationNote.objects.filter(registration=OuterRef("pk"))),
    )


def row_signs(event: Event, rows: Collection[Registration], pairs: Collection[PairKey]) -> dict[int, list[Sign]]:
    """Return the signs of each registration, by its key. rows: of with_signs(). pairs: the possible duplicates of the event.

    Make a fixed number of queries for any number of rows."""
    similar = {pk for pair in pairs for pk in pair}
    clashes = date_clashes(event, [row.person_id for row in rows])
    unmet = open_requirements(event, [row for row in rows if row.is_active and not row.has_place])
    signs: dict[int, list[Sign]] = {}
    for row in rows:
        holds = (
            (DUPLICATE, row.pk in similar),
            (CLASH, row.person_id in clashes and row.is_active),
            (OPEN, row.pk in unmet),
            (BOUNCED, row.is_undelivered),  # type: ignore[attr-defined]  # the stubs of Django know no annotations
            (NOTE, row.is_noted),  # type: ignore[attr-defined]
        )
        signs[row.pk] = [sign for sign, is_true in holds if is_true]
    return signs
