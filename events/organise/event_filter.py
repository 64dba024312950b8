"""The filters of the list of events: what the address says, and what the menu offers."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import AreaOfAction, Country, Event, Phase, Programme
from events.organise.stages import Stage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

VIEWS = {"list": _("List"), "board": _("Board"), "year": _("Year")}
LONGEST = 80  # characters of a value


@dataclass(frozen=True)
class EventFilter:
    """Which events are shown, as the address says it. An empty value restricts nothing."""

    view: str = "list"
    programme: str = ""  # a slug
    kind: str = ""  # a value of Event.Kind
    stage: str = ""  # a value of Stage
    country: str = ""  # the code of a country
    area: str = ""  # the slug of an area of action
    phase: int | None = None
    officer: int | None = None
    year: int | None = None
    search: str = ""

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> "EventFilter":
        """Return the filter of an address. Values that do not exist restrict nothing."""
        given = {name: values.get(name, "").strip()[:LONGEST] for name in FILTERS}
        year = _number(given["year"])
        return cls(
            view=_known(values.get("view", ""), list(VIEWS)) or "list",
            programme=given["programme"],
            kind=_known(given["kind"], Event.Kind.values),
            stage=_known(given["stage"], Stage.values),
            country=given["country"].upper()[:2],
            area=given["area"],
            phase=_number(given["phase"]),
            officer=_number(given["officer"]),
            year=year if year and 1900 <= year <= 9000 else None,
            search=values.get("q", "").strip()[:200],
        )

    def address(self, **changes: str | int | None) -> str:
        """Return the query string of this filter with some changes: "?kind=training&view=board"."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # the names are those of fields
        values = {one.name: getattr(other, one.name) for one in fields(other)}
        values["q"] = values.pop("search")
        values["view"] = "" if other.view == "list" else other.view
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def is_set(self) -> bool:
        return bool(self.search) or any(getattr(self, name) for name in FILTERS)


FILTERS: dict[str, "StrOrPromise"] = {
    "programme": _("Programme"),
    "kind": _("Event type"),
    "stage": _("Stage"),
    "country": _("Country"),
    "area": _("Area of action"),
    "phase": _("Phase"),
    "officer": _("Officer"),
    "year": _("Year"),
}
type Options = dict[str, list[tuple[str, "StrOrPromise"]]]  # the values of each filter with their labels


def _known(value: str, values: list[str]) -> str:
    return value if value in values else ""


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def options_of(programmes: list[Programme], this_year: int) -> Options:
    """Return the values that the filters offer for the events of these programmes. Four queries."""
    names = {one.pk: one.short_name or one.name for one in programmes}
    keys, is_alone = list(names), len(programmes) == 1
    events = Event.objects.filter(programme__in=keys).order_by()
    takes_part = Event.countries.through.objects.filter(country=OuterRef("pk"), event__programme__in=keys)
    is_host = events.filter(venue__country=OuterRef("pk"))
    countries = Country.objects.filter(Q(Exists(takes_part)) | Q(Exists(is_host)))
    areas = AreaOfAction.objects.filter(programme__in=keys).order_by("name", "-pk").values_list("slug", "name")
    phases = Phase.objects.filter(programme__in=keys).order_by("programme", "position")
    officers = User.objects.filter(Exists(events.filter(officer=OuterRef("pk"))), is_active=True).order_by("name", "pk")
    return {
        "programme": [] if is_alone else [(one.slug, names[one.pk]) for one in programmes],
        "kind": list(Event.Kind.choices),
        "stage": list(Stage.choices),
        "country": list(countries.values_list("pk", "name")),
        # By slug: an area of two programmes with the same slug is one choice for both.
        "area": list(dict(areas).items()),
        "phase": [(str(one.pk), one.name if is_alone else f"{names[one.programme_id]}: {one.name}") for one in phases],
        "officer": [(str(one.pk), one.full_name) for one in officers],
        "year": [(str(year), str(year)) for year in range(this_year + 1, this_year - 4, -1)],
    }


class EventFilterForm(forms.Form):
    """The menu of filters: a list of choices for each filter that offers something."""

    def __init__(self, wanted: EventFilter, options: Options) -> None:
        super().__init__(initial={name: getattr(wanted, name) for name in FILTERS})
        for name, offered in options.items():
            value: Any = self.initial[name]
            is_offered = not value or str(value) in dict(offered)
            if choices := offered if is_offered else [*offered, (str(value), str(value))]:
                self.fields[name] = forms.ChoiceField(
                    label=FILTERS[name], required=False, choices=[("", _("All")), *choices]
                )
