"""Select the first people by arrival, or by balance, among those who wait for a decision or for a place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.balance.queries import choose
from events.models import Event, Registration
from events.participants.table_form import TableForm

Status = Registration.Status
MOST_SELECTED = 500
USUAL_COUNT = 10  # offered if the number of places has no limit
WAITING = Q(status__in=(Status.PENDING, Status.WAITLISTED))


class SelectionForm(forms.Form):
    """The parameters of the address that tick rows."""

    first = forms.IntegerField(min_value=1, max_value=MOST_SELECTED)
    pick = forms.ChoiceField(choices=[("arrival", _("arrival")), ("balance", _("balance"))])


@dataclass(frozen=True)
class Selection:
    """The people that the address selects. keys: of their registrations."""

    by: str
    keys: list[int]

    @property
    def label(self) -> Any:
        return _("by balance") if self.by == "balance" else _("by arrival")


def selection_of(form: TableForm) -> Selection | None:
    """Return the selection in the address of the table, or None if there is none.

    It selects among the rows that match the filters. A wrong filter would select other people, so then it does nothing."""
    asked = SelectionForm(form.query)
    if not form.may_decide or "pick" not in form.query or not asked.is_valid() or not form.filters_make_sense:
        return None
    rows = form.matching().filter(WAITING)
    by, count = asked.cleaned_data["pick"], asked.cleaned_data["first"]
    if by == "balance":
        return Selection(by, choose(form.event, rows, count))
    return Selection(by, list(rows.order_by("created_at", "pk").values_list("pk", flat=True)[:count]))


def offered_count(event: Event, counts: list[tuple[str, str, int]]) -> int:
    """Return the number that the form offers: the free places, or fewer if fewer people wait. 0 if nobody waits."""
    waiting = sum(count for status, _label, count in counts if status in {Status.PENDING, Status.WAITLISTED})
    free = USUAL_COUNT if event.seats is None else max(event.seats - event.seats_taken, 1)
    return min(waiting, free, MOST_SELECTED)
