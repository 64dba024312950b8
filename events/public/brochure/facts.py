"""The facts of a brochure: those of the page of the programme, as texts that fit on six panels."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import now
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.calendars.dates import list_text
from events.documents.markdown_blocks import blocks_of
from events.library.queries import for_programme
from events.models import Event, Partner, Phase, PolicyDeclaration, Programme, Resource
from events.public.queries import for_cards

MOST_EVENTS, MOST_RESOURCES, MOST_PARTNERS, MOST_AREAS, MOST_PHASES = 9, 6, 30, 10, 6
LONGEST_TITLE, LONGEST_FOCUS, LONGEST_TEXT = 130, 600, 2_000


def facts_of(programme: Programme) -> dict[str, Any]:
    """Return the data of the template, in the active language. programme: as pages.programme_for_page() returns it."""
    return {
        "language": (get_language() or "en")[:2],
        "site": settings.SITE_NAME,
        "title": programme.name,
        "summary": programme.summary,
        "years": programme.years,
        "figures": _figures(programme),
        "computed": _computed(programme),
        "text": blocks_of(Truncator(programme.shown_text).chars(LONGEST_TEXT)),
        "areas": [_short(area.name) for area in programme.areas.all()[:MOST_AREAS]],
        "countries": ", ".join(country.name for country in programme.countries.all()),
        "phases": [_phase(phase) for phase in programme.phases.all()[:MOST_PHASES]],
        "partners": _partners(programme),
        "declarations": [_declaration(row) for row in programme.declarations.all() if row.is_published],
        "events": [_event(event) for event in _events(programme)],
        "resources": [_resource(row) for row in for_programme(programme)[:MOST_RESOURCES]],
        "contact": [*filter(None, [programme.contact_email]), settings.BASE_URL + programme.get_absolute_url()],
        "notice": _notice(),
        "labels": {
            "about": _("The programme"),
            "areas": _("Areas of action"),
            "countries": _("Countries"),
            "phases": _("Phases"),
            "partners": _("Partners"),
            "declarations": _("Declarations"),
            "events": _("Events"),
            "resources": _("Resources"),
            "contact": _("Contact"),
        },
    }


def _short(text: str) -> str:
    return Truncator(text).chars(LONGEST_TITLE)


def _figures(programme: Programme) -> list[dict[str, str]]:
    figures = getattr(programme, "figures", None)
    if figures is None:
        return []
    found = [
        (figures.events, ngettext("event", "events", figures.events)),
        (figures.countries, ngettext("country", "countries", figures.countries)),
    ]
    if figures.participants is not None:
        found.append((figures.participants, ngettext("participant", "participants", figures.participants)))
    rows = [{"number": str(number), "label": label} for number, label in found]
    if figures.women_percent is not None:
        rows.append({"number": f"{figures.women_percent} %", "label": _("of the participants are women")})
    return rows


def _computed(programme: Programme) -> str:
    figures = getattr(programme, "figures", None)
    if figures is None:
        return ""
    day = date_format(figures.computed_at, "j F Y")
    return _("Computed from the records of the programme on %(day)s.") % {"day": day}


def _phase(phase: Phase) -> dict[str, Any]:
    detail = [phase.years, ", ".join(country.name for country in phase.countries.all())]
    focus = blocks_of(Truncator(phase.focus).chars(LONGEST_FOCUS))
    return {"name": phase.name, "detail": " · ".join(filter(None, detail)), "focus": focus}


def _partners(programme: Programme) -> list[dict[str, Any]]:
    groups: dict[str, list[str]] = {}
    for partner in programme.partners.all()[:MOST_PARTNERS]:
        name = f"{partner.name} ({partner.acronym})" if partner.acronym else partner.name
        groups.setdefault(str(Partner.Role(partner.role).label), []).append(_short(name))
    return [{"role": role, "names": names} for role, names in groups.items()]


def _declaration(row: PolicyDeclaration) -> dict[str, str]:
    adopted = date_format(row.adopted_on, "j F Y") if row.adopted_on else row.adopted_text
    return {"title": _short(row.title), "detail": " · ".join(filter(None, [adopted, row.adopted_by]))}


def _events(programme: Programme) -> list[Event]:
    """Return the next events; if there are none, the latest ones."""
    events = Event.objects.listed().filter(programme=programme).exclude(status=Event.Status.CANCELLED)
    upcoming = list(for_cards(events.upcoming())[:MOST_EVENTS])
    return upcoming or list(for_cards(events.past())[:MOST_EVENTS])


def _event(event: Event) -> dict[str, str]:
    is_hidden = event.kind == Event.Kind.EXPERT_MISSION  # of a mission, only the country is public
    place = event.venue.city if event.venue and not is_hidden else ""
    country = event.venue.country.name if event.venue and event.venue.country else ""
    detail = [list_text(event, now().date()), place or country]
    return {"title": _short(event.title), "detail": " · ".join(filter(None, detail))}


def _resource(row: Resource) -> dict[str, str]:
    return {"title": _short(row.title), "detail": str(row.year or "")}


def _notice() -> str:
    if settings.DEMO:
        return _(
            "This is a demonstration with sample people. It is not an official publication of the organisations named here."
        )
    return ""
