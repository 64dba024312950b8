"""The history of a programme: which manager changed what in its team and settings."""

from collections.abc import Iterable

from accounts.models import User
from events.models import Programme, ProgrammeChange

What = ProgrammeChange.What


def record(programme: Programme, what: ProgrammeChange.What, lines: Iterable[str], *, by: User | None) -> None:
    """Add an entry to the history of programme. Call this in the transaction of the change.

    `lines` are the details of the entry; empty lines are left out."""
    ProgrammeChange.objects.create(programme=programme, what=what, by=by, said="\n".join(filter(None, lines)))


def lock(programme: Programme) -> Programme:
    """Lock the row of programme until the end of the transaction, and return its present state.

    Changes of its team and settings run one after the other."""
    return Programme.objects.select_for_update().get(pk=programme.pk)
