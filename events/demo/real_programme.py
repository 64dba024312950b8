"""The real programme, 2011 to 2024. The facts and their sources are in programme.json. Unknown facts stay empty."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import slugify

from events.calendars import vevent
from events.calendars.services import touch_feeds
from events.demo import real_library, real_pages
from events.demo.facts import facts, sources
from events.models import (
    AreaOfAction,
    Country,
    CountryMembership,
    Document,
    Event,
    Partner,
    Phase,
    Programme,
    Session,
    Venue,
)
from events.slugs import find_by_slug

SLUG = "asean-ilo-japan"
# Our event types for the words of the sources.
KINDS = {
    "seminar": Event.Kind.REGIONAL_SEMINAR,
    "workshop": Event.Kind.REGIONAL_SEMINAR,
    "training": Event.Kind.TRAINING,
    "study_visit": Event.Kind.STUDY_VISIT,
}
ROLES = {"donor": Partner.Role.FUNDER, "implementer": Partner.Role.IMPLEMENTER}
MONTH = re.compile(r"^(January|February|March|April|May|June|July|August|September|October|November|December) (\d{4})$")
YEAR = re.compile(r"^\d{4}$")


@transaction.atomic
def load() -> Programme:
    """Create the countries, the programme and its events. If the programme exists, change nothing."""
    countries = load_countries()
    if programme := find_by_slug(Programme.objects.all(), SLUG):
        return programme
    programme = Programme.objects.create(slug=SLUG, **_programme())
    named = {phase.get("target_country") for phase in facts()["phases"]}
    programme.countries.set([country for iso2, country in countries.items() if _was_in(iso2) or iso2 in named])
    phases = {}
    for number, fact in enumerate(facts()["phases"], 1):
        phase = Phase.objects.create(
            programme=programme,
            position=number,
            name=f"{fact['code']}: {fact['title']}",
            years=fact["years"] or "",
            focus=real_pages.focus_of(fact),
            sources=sources(fact),
        )
        phase.countries.set([countries[iso2] for iso2 in [fact.get("target_country")] if iso2 in countries])
        phases[fact["code"]] = phase
    for fact in facts()["areas_of_action"]:
        AreaOfAction.objects.create(
            programme=programme, slug=slugify(fact["title"])[:80].strip("-"), name=fact["title"], sources=sources(fact)
        )
    for fact in facts()["partners"]:
        Partner.objects.create(
            programme=programme,
            name=fact["name"],
            acronym=fact.get("acronym") or "",
            role=ROLES.get(fact.get("type", ""), Partner.Role.PARTNER),
            country=countries.get(fact.get("country")),
            sources=sources(fact),
        )
    for fact in facts()["events"]:
        _load_event(fact, programme, countries, phases)
    real_library.load(programme)
    real_pages.load(programme)
    touch_feeds()
    return programme


def load_countries() -> dict[str, Country]:
    for fact in facts()["countries"]:
        country, _ = Country.objects.get_or_create(
            iso2=fact["iso2"],
            defaults={
                "name": fact["name"],
                "capital": fact["capital"],
                "timezones": fact["timezones"],
                "official_languages": [language["name"] for language in fact["official_languages"]],
            },
        )
        if since := fact.get("asean_since"):
            # If the source has only the year, the row has its first day, and pages show only the year.
            day = date.fromisoformat(since) if len(since) == 10 else date(int(since), 1, 1)
            CountryMembership.objects.get_or_create(country=country, body="ASEAN", since_on=day)
    return {country.iso2: country for country in Country.objects.all()}


def _was_in(iso2: str) -> bool:
    return Country.objects.members_on("ASEAN", date(2014, 1, 1)).filter(pk=iso2).exists()


def _programme() -> dict[str, Any]:
    project = facts()["project"]
    return {
        "name": project["name_en"],
        "short_name": project["name_en"],
        "summary": real_pages.SUMMARY,
        "starts_year": 2011,
        "ends_year": 2016,
        "sources": sources(project),
    }


def _load_event(
    fact: dict[str, Any], programme: Programme, countries: dict[str, Country], phases: dict[str, Phase]
) -> None:
    country = countries.get(fact["country"])
    zone = country.timezones[0] if country else "UTC"
    venue = None
    if fact.get("venue") or fact["city"] or country:
        venue, _ = Venue.objects.get_or_create(
            programme=programme,
            name=fact.get("venue") or "",
            city=fact["city"] or "",
            country=country,
            defaults={"timezone": zone},
        )
    event = Event(
        programme=programme,
        phase=phases.get((fact.get("phase") or "").split(" ")[0]),
        slug=slugify(fact["title"])[:100] + f"-{fact['id']}",
        title=fact["title"],
        kind=KINDS.get(fact["kind"], Event.Kind.MEETING),
        status=Event.Status.PUBLISHED,
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
        timezone=zone,
        venue=venue,
        policy=Event.Policy.NONE,
        summary="; ".join(fact.get("objectives") or []) or (fact.get("theme") or ""),
        outcome=_joined(fact.get("outcome")),
        organised_by=_joined(fact.get("organisers")),
        supported_by=_joined(
            [*_list(fact.get("supported_by")), *_list(fact.get("donor")), *_list(fact.get("sponsors"))]
        ),
        note=_note(fact),
        sources=sources(fact),
        **_dates(fact, ZoneInfo(zone)),
    )
    event.save()
    event.vevent = vevent.render(event)
    event.save(update_fields=["vevent"])
    participating = [*_list(fact.get("participating_countries")), *_list(fact.get("sending_countries"))]
    event.countries.set([countries[iso2] for iso2 in participating if iso2 in countries])
    Document.objects.bulk_create([Document(event=event, title=title) for title in fact.get("documents") or []])
    Session.objects.bulk_create(
        [
            Session(
                event=event,
                position=position,
                title=item["title"],
                time_text=" ".join(filter(None, [_day(item.get("date")), item.get("time")])),
            )
            for position, item in enumerate(fact.get("agenda") or [])
        ]
    )


def _list(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _joined(value: Any) -> str:
    return "; ".join(_list(value))[:400]


def _note(fact: dict[str, Any]) -> str:
    parts = [fact.get("note") or ""]
    if approximate := fact.get("participants_approx"):
        parts.append(f"About {approximate} participants.")
    if moved := fact.get("moved_from"):
        parts.append(f"Moved from {moved['date_text']}.")
    if not fact["verified"]:
        parts.append("Not verified by a stored source.")
    return " ".join(filter(None, parts))


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "j M Y") if text else ""


def _dates(fact: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return the date fields of Event, as exact as the source: days, a month, a year, or to be confirmed."""
    start, end, text = fact["start_date"], fact["end_date"], fact.get("date_text") or ""

    def midnight(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=zone)

    def window(precision: str, first: date, following: date, description: str) -> dict[str, Any]:
        return {
            "precision": precision,
            "starts_at": midnight(first),
            "ends_at": midnight(following),
            "date_text": description,
        }

    if start and end:
        last = date.fromisoformat(end)
        return window(Event.Precision.DAY, date.fromisoformat(start), last + timedelta(1), text)
    if start or end:
        # Only the start or only the end is known, so the month is known. The text has the known date.
        known = date.fromisoformat(start or end)
        description = f"from {date_format(known, 'j F Y')}" if start else f"until {date_format(known, 'j F Y')}"
        first = known.replace(day=1)
        return window(Event.Precision.MONTH, first, (first + timedelta(32)).replace(day=1), description)
    if MONTH.match(text):
        first = datetime.strptime(text, "%B %Y").replace(tzinfo=UTC).date()
        return window(Event.Precision.MONTH, first, (first + timedelta(32)).replace(day=1), text)
    if match := YEAR.match(text):
        year = int(match.group())
        return window(Event.Precision.YEAR, date(year, 1, 1), date(year + 1, 1, 1), text)
    return {"precision": Event.Precision.TBC, "starts_at": None, "ends_at": None, "date_text": text}
