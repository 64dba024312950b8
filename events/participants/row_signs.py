"""Signs beside a name in the table: what the team should know about a person before it decides."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.duplicates.queries import PairKey
from events.models import Event, Registration, RegistrationNote
from events.registration.date_clashes import date_clashes
from notifications.models import BouncedAddress


@dataclass(frozen=True)
class Sign:
    icon: str  # a name of templates/components/icon.html
    label: str | Promise
    tone: str = ""  # a class of the style sheet


DUPLICATE = Sign("duplicate", _("Possible duplicate"), "is-due")
CLASH = Sign("calendar", _("Date clash: another event on these dates"), "is-due")
BOUNCED = Sign("alert", _("Email not delivered"), "is-bad")
NOTE = Sign("note", _("Has a team note"))


def row_signs(event: Event, rows: Iterable[Registration], pairs: Collection[PairKey]) -> dict[int, list[Sign]]:
    """Return the signs of each registration, by its key. pairs: the possible duplicates of the event.

    Make three queries for any number of rows."""
    rows = list(rows)
    similar = {pk for pair in pairs for pk in pair}
    clashes = date_clashes(event, [row.person_id for row in rows])
    bounced = frozenset(
        BouncedAddress.objects.filter(address__in=[row.person.mail_address for row in rows]).values_list(
            "address", flat=True
        )
    )
    noted = frozenset(RegistrationNote.objects.filter(registration__in=rows).values_list("registration", flat=True))
    signs: dict[int, list[Sign]] = defaultdict(list)
    for row in rows:
        holds = (
            (DUPLICATE, row.pk in similar),
            (CLASH, row.person_id in clashes and row.is_active),
            (BOUNCED, row.person.mail_address in bounced),
            (NOTE, row.pk in noted),
        )
        signs[row.pk] = [sign for sign, is_true in holds if is_true]
    return signs
