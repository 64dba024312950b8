"""What a team writes down about its registrations, for itself: tags to sort them by, and notes. Each function is one
transaction that holds the event's row. Nobody is told."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.models import User
from events.models import Event, Programme, Registration, RegistrationNote, Tag
from events.notes.errors import NotYourNoteError
from events.permissions import Action, may
from events.registration import transitions

Tagging = Registration.tags.through


@transaction.atomic
def tag(event: Event, keys: Iterable[int], name: str) -> int:
    """Give registrations of event a tag; return how many those are.

    A tag that the programme does not know yet becomes one; in whatever case it is written, it is the same."""
    event = transitions.lock_event(event)
    chosen = list(event.registrations.filter(pk__in=list(keys)).order_by().values_list("pk", flat=True))
    give_tags(event.programme, dict.fromkeys(chosen, (name,)))
    return len(chosen)


@transaction.atomic
def untag(event: Event, keys: Iterable[int], name: str) -> int:
    """Take a tag from registrations of event; return how many had it."""
    event = transitions.lock_event(event)
    found = _known(event.programme).get(name.lower())
    if found is None:
        return 0
    given = Tagging.objects.filter(tag=found, registration__event=event, registration__in=list(keys))
    taken, _by_table = given.delete()
    return taken


def give_tags(programme: Programme, names: Mapping[int, Iterable[str]]) -> None:
    """Give registrations, by their keys, tags by their names; their event's row is locked."""
    wanted = {name.lower(): name for some in names.values() for name in some}
    if not wanted:
        return
    known = _known(programme)
    new = [Tag(programme=programme, name=name) for key, name in wanted.items() if key not in known]
    if new:
        # Somebody may make the same one at this moment, for another event: that is no trouble.
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known = _known(programme)
    Tagging.objects.bulk_create(
        (
            Tagging(registration_id=pk, tag_id=known[name].pk)
            for pk, some in names.items()
            for name in {name.lower() for name in some}
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def note(registration: Registration, text: str, *, by: User) -> RegistrationNote:
    """Write text down about registration. Raises InvalidTransition if it is gone."""
    registration = transitions.lock_registration(registration)
    return registration.notes.create(text=text, by=by)


@transaction.atomic
def delete_note(registration: Registration, key: int, *, by: User) -> None:
    """Take a note of registration away, if it is there still.

    Raises NoteOfAnother unless `by` wrote it or may take away those of others."""
    event = transitions.lock_event(registration.event)
    found = registration.notes.filter(pk=key).first()
    if found is None:
        return
    if found.by_id != by.pk and not may(by, Action.DELETE_NOTES, event.programme):
        raise NotYourNoteError
    found.delete()


def _known(programme: Programme) -> dict[str, Tag]:
    return {tag.name.lower(): tag for tag in programme.tags.all()}
