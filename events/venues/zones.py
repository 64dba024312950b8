"""The time zone that a venue probably has. A person confirms it by looking at a clock there."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate, now
from django.utils.translation import get_language

from accounts import timezones


@dataclass(frozen=True)
class ZoneSuggestion:
    """name: the IANA name. label: for the reader. clock: the time there now. others: how many more zones the country has."""

    name: str
    label: str
    clock: str
    others: int


def suggest_zone(city: str, country: str) -> ZoneSuggestion | None:
    """Return the zone of a city in a country (ISO 3166-1 alpha-2, or ""); None if nothing is known of it.

    A city without a zone of its own gets the zone of its country in which most people live."""
    in_country = timezones.country_zones(country) if country else ()
    found = [name for name in _zones_of_city(city) if not country or name in in_country]
    name = next(filter(None, [*found, timezones.only_zone_of(country), *in_country]), "") if country else _only(found)
    return describe_zone(name, others=max(len(in_country) - 1, 0)) if name else None


def describe_zone(name: str, others: int = 0) -> ZoneSuggestion:
    label = timezones.zone_label(name, get_language() or "en", localdate())
    return ZoneSuggestion(name, label, f"{now().astimezone(ZoneInfo(name)):%H:%M}", others)


def _only(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _zones_of_city(city: str) -> tuple[str, ...]:
    if not city:
        return ()
    try:
        return (timezones.parse_zone(city, get_language() or "en"),)
    except timezones.UnknownZoneError as error:
        return tuple(error.candidates)
