"""The columns of the table that a member of the team has chosen for an event."""

from collections.abc import Sequence

from accounts.models import User
from events.models import ColumnChoice, Event


def columns_of(event: Event, person: User) -> list[str]:
    """Return the keys of the columns that person has chosen for event; [] if they have chosen none. One query."""
    found = ColumnChoice.objects.filter(event=event, person=person).values_list("columns", flat=True).first()
    return list(found or [])


def save_columns(event: Event, person: User, columns: Sequence[str]) -> None:
    """Save the choice of person for event. Without columns, the table shows its usual ones again."""
    if columns:
        ColumnChoice.objects.update_or_create(event=event, person=person, defaults={"columns": list(columns)})
    else:
        ColumnChoice.objects.filter(event=event, person=person).delete()
