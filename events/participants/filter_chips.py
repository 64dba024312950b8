"""The filters that are set, as chips above the table. Each chip links to the table without its filter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from events.participants.table_form import TableForm


@dataclass(frozen=True)
class FilterChip:
    label: str
    text: str
    query: str  # the query string of the table without this filter, with its "?"
    name: str  # of the field
    value: str  # of the field


def filter_chips(form: TableForm, *, with_status: bool = False) -> list[FilterChip]:
    """Return one chip for each value of each filter. Above the table, the status has its own links instead of a chip."""
    form.is_valid()
    names = [name for name in form.filters if (with_status or name != "status") and name not in form.errors]
    return [chip for name in names for chip in _chips(form, name)]


def _chips(form: TableForm, name: str) -> Iterator[FilterChip]:
    field = form.fields[name]
    texts = dict(_flat(getattr(field, "choices", ())))
    label = _("Tag") if name == "tag" else str(field.label)
    for value in filter(None, form.query.getlist(name)):
        rest = form.query.copy()
        rest.setlist(name, [other for other in form.query.getlist(name) if other not in {value, ""}])
        rest.pop("page", None)
        yield FilterChip(label, str(texts.get(value, value)), f"?{rest.urlencode()}", name, value)


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """Return the choices without their groups."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), label
