"""The history of the library: who changed what in a resource, or in an album and its pictures."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator

from accounts.models import User
from events.history import describe_change
from events.models import Album, LibraryChange, Picture, Programme, Resource

What = LibraryChange.What
MOST_SHOWN = 30  # changes on the page of a resource or an album
LONGEST_VALUE = 100  # characters of an old or new value


def record(row: Resource | Album, what: LibraryChange.What, lines: Iterable[str] = (), *, by: User | None) -> None:
    """Add an entry to the history of a resource or an album. Call this in the transaction of the change.

    by: None for a change without a user, such as the end of a consent."""
    of = {"resource": row} if isinstance(row, Resource) else {"album": row}
    said = "\n".join(filter(None, lines))
    LibraryChange.objects.create(programme_id=row.programme_id, what=what, by=by, said=said, **of)


def record_publication(row: Resource | Album, *, by: User | None) -> None:
    """Record that row is published, now or at the time in its `published_at`."""
    at = row.published_at
    if row.is_scheduled and at:
        record(row, What.SCHEDULED, [f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"], by=by)
    else:
        record(row, What.PUBLISHED, by=by)


def record_deletion(row: Resource | Album, *, by: User | None) -> None:
    """Record that a resource or an album is deleted. Its earlier entries stay, without the row."""
    what = What.RESOURCE_GONE if isinstance(row, Resource) else What.ALBUM_GONE
    LibraryChange.objects.create(programme_id=row.programme_id, what=what, by=by, said=row.title)


def deleted(programme: Programme, what: LibraryChange.What) -> list[LibraryChange]:
    """Return the latest deletions of resources or of albums of a programme."""
    return list(programme.library_changes.filter(what=what).select_related("by")[:MOST_SHOWN])


def latest(row: Resource | Album) -> list[LibraryChange]:
    return list(row.changes.select_related("by")[:MOST_SHOWN]) if row.pk else []


def values_of(row: Resource | Album | Picture, names: Iterable[str]) -> dict[str, Any]:
    """Return the values that the database has for these fields of a row. A new row has none."""
    return type(row)._default_manager.filter(pk=row.pk).values(*names).first() or {} if row.pk else {}


def differences(row: Model, before: Mapping[str, Any]) -> list[str]:
    """Return a line for each field whose value is another one than before. before: of values_of()."""
    changed = [name for name, value in before.items() if value != getattr(row, row._meta.get_field(name).attname)]  # type: ignore[union-attr]
    return [_line(row, name, before[name]) for name in changed]


def _line(row: Model, name: str, before: Any) -> str:
    field = row._meta.get_field(name)
    after = getattr(row, name)
    if field.is_relation and before is not None:
        before = field.related_model._default_manager.filter(pk=before).first()  # type: ignore[union-attr]
    elif choices := dict(getattr(field, "flatchoices", ())):
        before, after = choices.get(before, before), choices.get(after, after)
    return describe_change(field.verbose_name, _text(before), _text(after))  # type: ignore[union-attr]


def _text(value: Any) -> str:
    return "" if value is None else Truncator(" ".join(str(value).split())).chars(LONGEST_VALUE)
