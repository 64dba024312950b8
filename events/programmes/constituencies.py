"""Change the constituencies of a programme. One that is in use cannot be removed."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Constituency, User
from events.errors import DomainError
from events.models import Delegation, EventQuestion, Programme, Registration
from events.models.constituency import Constituencies, Row
from events.programmes import history
from events.programmes.history import What


class ConstituencyInUseError(DomainError):
    """Raised with a sentence that says what uses the constituency. `key` is its key."""

    def __init__(self, key: str, advice: str) -> None:
        super().__init__(advice)
        self.key = key


def require_unused(programme: Programme, *, kept: Collection[str]) -> None:
    """Raise ConstituencyInUseError if an event of programme uses a constituency that is not in kept."""
    for key, _name in programme.constituencies.choices():
        if key not in kept and (uses := _uses(programme, key)):
            text = _("“%(name)s” is in use: %(uses)s.")
            values = {"name": programme.constituencies.label(key), "uses": ", ".join(uses)}
            raise ConstituencyInUseError(key, text % values)


def _uses(programme: Programme, key: str) -> list[str]:
    """Return what uses a key, in words: delegations, people and conditions of questions."""
    people = Registration.objects.active().filter(event__programme=programme, person__constituency=key)
    conditions = EventQuestion.objects.in_use().filter(event__programme=programme).exclude(shown_if_constituency=[])
    asked = sum(key in row for row in conditions.values_list("shown_if_constituency", flat=True))
    delegations = Delegation.objects.filter(event__programme=programme, constituency=key).count()
    registered = people.count()
    texts = (
        (delegations, ngettext("%(count)d delegation", "%(count)d delegations", delegations)),
        (registered, ngettext("%(count)d registration", "%(count)d registrations", registered)),
        (asked, ngettext("%(count)d question", "%(count)d questions", asked)),
    )
    return [text % {"count": count} for count, text in texts if count]


@transaction.atomic
def save_constituencies(programme: Programme, rows: Sequence[Row], *, by: User) -> bool:
    """Save the constituencies of programme in their order. Plenary's own, unchanged, are stored as none.

    Return False if nothing changes. Raise ConstituencyInUseError if one that is in use is missing."""
    programme = history.lock(programme)
    wanted = [] if _are_usual(rows) else [dict(row) for row in rows]
    if wanted == programme.own_constituencies:
        return False
    after = Constituencies(wanted)
    require_unused(programme, kept=[key for key, _name in after.choices()])
    programme.own_constituencies = wanted
    programme.save(update_fields=["own_constituencies"])
    delegations = Delegation.objects.filter(event__programme=programme)
    for key in Constituency.values:
        delegations.filter(constituency=key).update(constituency_name=after.own_name(key))
    history.record(programme, What.SETTINGS, [" · ".join(str(name) for _key, name in after.choices())], by=by)
    return True


def _are_usual(rows: Sequence[Row]) -> bool:
    usual = Constituencies()
    return [(row["key"], row["name"], row["group"]) for row in rows] == [
        (key, "", usual.group(key)) for key in Constituency.values
    ]
