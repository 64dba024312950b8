"""Tags and notes of a team about its registrations. No one is notified of them.

Each function is one transaction that locks the row of the event."""

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
    """Add a tag to registrations of event. Return the number of registrations.

    Create the tag if the programme does not have it. Names that differ only in upper and lower case are the same tag."""
    event = transitions.lock_event(event)
    selected = list(event.registrations.filter(pk__in=list(keys)).order_by().values_list("pk", flat=True))
    give_tags(event.programme, dict.fromkeys(selected, (name,)))
    return len(selected)


@transaction.atomic
def untag(event: Event, keys: Iterable[int], name: str) -> int:
    """Remove a tag from registrations of event. Return the number of registrations that had it."""
    event = transitions.lock_event(event)
    tag_row = _tags_by_name(event.programme).get(name.lower())
    if tag_row is None:
        return 0
    taggings = Tagging.objects.filter(tag=tag_row, registration__event=event, registration__in=list(keys))
    deleted, _by_table = taggings.delete()
    return deleted


def give_tags(programme: Programme, names: Mapping[int, Iterable[str]]) -> None:
    """Add tags to registrations. `names` maps the key of a registration to names of tags. The caller locks the event."""
    wanted = {name.lower(): name for tag_names in names.values() for name in tag_names}
    if not wanted:
        return
    known = _tags_by_name(programme)
    new = [Tag(programme=programme, name=name) for key, name in wanted.items() if key not in known]
    if new:
        # Another transaction may create the same tag at this moment, for another event of the programme.
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        known = _tags_by_name(programme)
    Tagging.objects.bulk_create(
        (
            Tagging(registration_id=pk, tag_id=known[name].pk)
            for pk, tag_names in names.items()
            for name in {name.lower() for name in tag_names}
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def note(registration: Registration, text: str, *, by: User) -> RegistrationNote:
    """Add a note to the registration. Raise InvalidTransitionError if the registration no longer exists."""
    registration = transitions.lock_registration(registration)
    return registration.notes.create(text=text, by=by)


@transaction.atomic
def delete_note(registration: Registration, key: int, *, by: User) -> None:
    """Delete the note of the registration with this key, if it still exists.

    Raise NotYourNoteError unless `by` wrote the note or may delete notes of other people."""
    event = transitions.lock_event(registration.event)
    note_row = registration.notes.filter(pk=key).first()
    if note_row is None:
        return
    if note_row.by_id != by.pk and not may(by, Action.DELETE_NOTES, event.programme):
        raise NotYourNoteError
    note_row.delete()


def _tags_by_name(programme: Programme) -> dict[str, Tag]:
    return {tag.name.lower(): tag for tag in programme.tags.all()}
