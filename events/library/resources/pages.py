"""What the page of one resource shows, for everybody and in the preview of the team."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from events.library.queries import with_listed_event
from events.library.resources import citations, structured_data
from events.models import Event, Phase, Resource, ResourceFile
from events.models.resource import ResourceQuerySet, display_name
from events.questions.file_validation import PDF
from events.spoken_languages import language_names

MOST_EVENTS = 5


def for_page(resources: ResourceQuerySet) -> ResourceQuerySet:
    """Return resources with the single rows that their page shows."""
    return (
        with_listed_event(resources)
        .select_related("programme", "event__venue__country", "session", "cover", "slides__contributor")
        .defer("cover__jpeg", "event__vevent", "event__description", "search_text", "title_text")
    )


@dataclass(frozen=True)
class NamedLink:
    name: str
    url: str


def context_of(resource: Resource) -> dict[str, Any]:
    """Return the context of the page. At most four queries."""
    files = list(resource.files.all())
    file = files[0] if files else None
    countries, areas = _countries_and_areas(resource)
    before, title, after = citations.citation(resource)
    return {
        "resource": resource,
        "creators": [display_name(name) for name in resource.creators],
        "file": file,
        "download": _download(resource, file),
        "can_read": file is not None and file.content_type == PDF,
        "older_files": files[1:],
        "phase_events": _events_of_phase(resource),
        "countries": countries,
        "areas": areas,
        "language_name": language_names([resource.language])[0] if resource.language else "",
        "citation": {"before": before, "title": title, "after": after},
        "citation_files": _citation_files(resource),
        "json_ld": structured_data.json_ld(resource, file, [country.name for country in countries]),
    }


def _events_of_phase(resource: Resource) -> list[Event]:
    """Return the latest other events in the phase of a resource. At most two queries.

    The phase is that of its event. Without one, it is the only phase of its programme whose years have its own year."""
    phase = resource.event.phase_id if resource.event and resource.names_event else None  # type: ignore[attr-defined]
    if phase is None and resource.year:
        rows = Phase.objects.filter(programme=resource.programme_id).order_by().values_list("pk", "years")
        found = [key for key, years in rows if _has_year(years, resource.year)]
        phase = found[0] if len(found) == 1 else None
    if phase is None:
        return []
    events = Event.objects.listed().filter(phase=phase).exclude(status=Event.Status.CANCELLED)
    if resource.event_id:
        events = events.exclude(pk=resource.event_id)
    long = ("vevent", "description", "sources", "note", "search_text", "title_text")
    order = F("starts_at").desc(nulls_last=True)
    return list(events.select_related("venue__country").defer(*long).order_by(order, "pk")[:MOST_EVENTS])


def _has_year(years: str, year: int) -> bool:
    """Return whether years, a text such as "2011-2013" or "2014", has a year."""
    found = [int(number) for number in re.findall(r"\b\d{4}\b", years)]
    return bool(found) and found[0] <= year <= found[-1]


def _citation_files(resource: Resource) -> list[tuple[str, str, str, int]]:
    """Return the name, the ending, the text and the number of lines of each citation for reference managers.

    The day is left out: stored pages are shown on later days, too."""
    bib = citations.bibtex(resource, with_today=False)
    texts = (("BibTeX", "bib", bib), ("RIS", "ris", citations.ris(resource).replace("\r\n", "\n")))
    return [(name, form, text, text.count("\n")) for name, form, text in texts]


def _download(resource: Resource, file: ResourceFile | None) -> NamedLink | None:
    """Return the address of the file with its type, or None."""
    if file:
        return NamedLink(file.type_name, f"{file.get_absolute_url()}?download=1")
    if resource.slides:
        return NamedLink(resource.slides.type_name, reverse("engagements:public_slides", args=[resource.slides.key]))
    return None


def _countries_and_areas(resource: Resource) -> tuple[list[NamedLink], list[NamedLink]]:
    """Return the countries and the areas of action of a resource. One query for both."""
    countries = _rows("country", resource.countries.all(), "pk")
    areas = _rows("area", resource.areas.all(), "slug")
    rows = sorted(countries.union(areas, all=True).order_by(), key=lambda row: row[2])
    return (
        [NamedLink(name, reverse("public:country", args=[key])) for what, key, name in rows if what == "country"],
        [NamedLink(name, f"{reverse('library:list')}?area={key}") for what, key, name in rows if what == "area"],
    )


def _rows(what: str, rows: QuerySet, key: str) -> QuerySet:
    values = rows.order_by().annotate(what=Value(what), key=Cast(F(key), CharField()))
    return values.values_list("what", "key", "name")
