"""The filters beside the list of resources: their values in words and in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.library.resources.search import ValueCount
from events.models import Resource
from events.spoken_languages import LANGUAGES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES: dict[str, "StrOrPromise"] = {
    "kind": _("Type"),
    "year": _("Year"),
    "country": _("Country"),
    "area": _("Area of action"),
    "language": _("Language"),
    "programme": _("Programme"),
}
NAMES: dict[str, Mapping[str, "StrOrPromise"]] = {"kind": dict(Resource.Kind.choices), "language": LANGUAGES}
SHOWN = 8  # values; the others are folded


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class ShownFacet:
    """A filter as the page shows it. rest: the values that are folded."""

    name: str
    title: "StrOrPromise"
    values: list[FacetValue]
    rest: list[FacetValue]


def shown_facets(found: Mapping[str, list[ValueCount]], chosen: Mapping[str, list[str]]) -> list[ShownFacet]:
    """Return the filters that have a choice. A chosen value is shown even if nothing has it."""
    facets = [_facet(name, found.get(name, []), chosen.get(name, [])) for name in TITLES]
    return [facet for facet in facets if len(facet.values) > 1 or chosen.get(facet.name)]


def _facet(name: str, counted: list[ValueCount], chosen: list[str]) -> ShownFacet:
    missing = [ValueCount(value, "", 0) for value in chosen if value not in {one.value for one in counted}]
    names = NAMES.get(name, {})
    values = [
        FacetValue(one.value, str(one.label or names.get(one.value, one.value)), one.count, one.value in chosen)
        for one in [*counted, *missing]
    ]
    if name == "year":
        values.sort(key=lambda one: one.value, reverse=True)
    else:
        values.sort(key=lambda one: (-one.count, one.label))
    first = [one for place, one in enumerate(values) if place < SHOWN or one.is_chosen]
    return ShownFacet(name, TITLES[name], first, [one for one in values if one not in first])
