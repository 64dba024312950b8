"""The filters of the list of events as links: each sets or removes one filter, and keeps the others."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.formats import date_format

from events.models import Event

DEFAULT_WHEN = "upcoming"
# The filters in the order of the address. A subscription to a search has those of FEED.
NAMES = ("q", "when", "kind", "country", "mode", "area", "programme", "month", "open")
FEED = ("programme", "kind", "country", "area", "mode")
# Behind the button "Filter". The search and the time filter are beside it where there is room.
BEHIND = ("country", "mode", "area", "programme", "open")


@dataclass(frozen=True)
class ListLink:
    """A link that sets a filter, or removes it if it is set. key: of the choice, or of the filter that it removes."""

    label: str
    address: str
    key: str = ""
    is_set: bool = False


class ListFilters:
    """The filters that are set, from a FilterForm that is validated. An invalid filter is not set.

    names: the filters of the page, in the order of its address. page: the name of its URL."""

    names: tuple[str, ...] = NAMES
    page = "events:list"

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        values = {name: form.cleaned_data.get(name) for name in self.names}
        self.values = {name: _text(value) for name, value in values.items() if value}
        if self.values.get("when") == DEFAULT_WHEN:
            del self.values["when"]

    @property
    def when(self) -> list[ListLink]:
        current = self.values.get("when", DEFAULT_WHEN)
        return [
            ListLink(str(label), self._with("when", "" if key == DEFAULT_WHEN else key), key, key == current)
            for key, label in self._choices("when")
        ]

    @property
    def kinds(self) -> list[ListLink]:
        current = self.values.get("kind")
        return [
            ListLink(str(label), self._with("kind", "" if key == current else key), key, key == current)
            for key, label in Event.Kind.choices
        ]

    @property
    def applied(self) -> list[ListLink]:
        """The filters that are set, without the time filter. Each link removes the filter that is its key."""
        names = [name for name in self.names if name in self.values and name != "when"]
        return [ListLink(self._label(name), self._with(name, ""), name) for name in names]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The filters that the form of the search keeps."""
        return [(name, value) for name, value in self.values.items() if name != "q"]

    @property
    def count_behind(self) -> int:
        return sum(name in self.values for name in BEHIND)

    @property
    def subscribe(self) -> str:
        """The address of a subscription to these events. A feed has no words, and it is always of all times."""
        query = urlencode({name: self.values[name] for name in FEED if name in self.values})
        return reverse("calendars:subscribe") + (f"?{query}" if query else "")

    @property
    def is_subscribable(self) -> bool:
        """Whether a filter is set that a subscription keeps."""
        return any(name in self.values for name in FEED)

    @property
    def cleared(self) -> str:
        """The address of the list without filters, of the same time."""
        return self._address({name: self.values[name] for name in ("when",) if name in self.values})

    def _with(self, name: str, value: str) -> str:
        return self._address({**self.values, name: value})

    def _address(self, values: dict[str, str]) -> str:
        query = urlencode({name: values[name] for name in self.names if values.get(name)})
        return reverse(self.page) + (f"?{query}" if query else "")

    def _label(self, name: str) -> str:
        value = self.values[name]
        if name == "month":
            return date_format(self.form.cleaned_data[name], "F Y")
        if name == "open":
            return str(self.form.fields["open"].label)
        return value if name == "q" else str(dict(self._choices(name))[value])

    def _choices(self, name: str) -> list[tuple[str, str]]:
        field = self.form.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (for the type checker)
        return list(field.choices)  # type: ignore[arg-type]  # no groups


def _text(value: object) -> str:
    """Return the value of a filter as the address has it."""
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return "1" if value is True else str(value)
