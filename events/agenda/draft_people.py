"""The contributors of a session that is not published yet: add and remove them, each as a step that can be undone."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.agenda import edits
from events.agenda.edits import CONTRIBUTOR_FIELDS, Edit
from events.agenda.errors import AlreadyInSessionError, ItemGoneError, PersonGoneError, TooManyPeopleError
from events.agenda.items import Item, items_of
from events.agenda.people import known_people
from events.models import AgendaStep, Event
from events.registration import transitions

MOST_PEOPLE = 50  # in one session


@transaction.atomic
def add_person(event: Event, key: str, *, name: str, role: str, by: User) -> AgendaStep | None:
    """Add a person to a session that is not published. key: of the item. Nobody is notified.

    A name that one expert of the directory has is that expert. Raise ItemGoneError, AlreadyInSessionError for somebody who
    has this role in the session, and TooManyPeopleError."""
    event = transitions.lock_event(event)
    item = _find(event, key)
    people = _people_of(item)
    (person,) = known_people(event, [name])
    person = {**person, "role": role}
    if any(_is_same(person, other) for other in people):
        raise AlreadyInSessionError
    if len(people) >= MOST_PEOPLE:
        raise TooManyPeopleError(MOST_PEOPLE)
    text = _("Add %(name)s to “%(title)s”") % {"name": person["name"], "title": item.row.title}
    return edits.save(event, [Edit(key, {}, [*people, person])], text=text, by=by)


@transaction.atomic
def remove_person(event: Event, key: str, pk: int, *, by: User) -> AgendaStep | None:
    """Remove a person (pk) from a session that is not published. Raise ItemGoneError, or PersonGoneError."""
    event = transitions.lock_event(event)
    item = _find(event, key)
    person = next((one for one in item.contributors if one.pk == pk), None)
    if person is None:
        raise PersonGoneError
    people = [values for one, values in zip(item.contributors, _people_of(item), strict=True) if one.pk != pk]
    text = _("Remove %(name)s from “%(title)s”") % {"name": person.name, "title": item.row.title}
    return edits.save(event, [Edit(key, {}, people)], text=text, by=by)


def _find(event: Event, key: str) -> Item:
    """Return the item. A published session has its contributors on the page Contributors: they are notified there."""
    item = next((item for item in items_of(event) if item.key == key and item.is_new), None)
    if item is None:
        raise ItemGoneError
    return item


def _people_of(item: Item) -> list[dict[str, Any]]:
    return [{name: getattr(one, name) for name in CONTRIBUTOR_FIELDS} for one in item.contributors]


def _is_same(person: dict[str, Any], other: dict[str, Any]) -> bool:
    if person["role"] != other["role"]:
        return False
    is_account = person["person_id"] is not None and person["person_id"] == other["person_id"]
    return is_account or (person["name"] == other["name"] and person["person_id"] == other["person_id"])
