"""Time zones as people know them: by city and country, with today's offset.

The names are those of the IANA database. Its table of places (zone.tab) lists each zone under its present name. Its list
of links (tzdata.zi) says which old names mean it: Asia/Rangoon is Asia/Yangon. The names of cities and countries are
from CLDR."""

import re
import unicodedata
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location

FIXED_OFFSET = re.compile(r"Etc/GMT[+-]\d{1,2}")
# Zones of the old rules of the United States that are no links. The cities have followed the same rules since 1967.
OLD_RULES = {
    "CST6CDT": "America/Chicago",
    "EST5EDT": "America/New_York",
    "MST7MDT": "America/Denver",
    "PST8PDT": "America/Los_Angeles",
}
LONGEST_TEXT = 200
# Cities where people meet, and old names of countries, that no zone has in its name. Each key is as _key() returns it.
OTHER_WORDS = {
    "hanoi": "Asia/Ho_Chi_Minh", "danang": "Asia/Ho_Chi_Minh", "tphochiminh": "Asia/Ho_Chi_Minh", "hcmc": "Asia/Ho_Chi_Minh",
    "beijing": "Asia/Shanghai", "peking": "Asia/Shanghai", "guangzhou": "Asia/Shanghai", "shenzhen": "Asia/Shanghai",
    "delhi": "Asia/Kolkata", "newdelhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "bombay": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata", "chennai": "Asia/Kolkata", "madras": "Asia/Kolkata",
    "chiangmai": "Asia/Bangkok", "phuket": "Asia/Bangkok", "luangprabang": "Asia/Vientiane", "laopdr": "Asia/Vientiane",
    "siemreap": "Asia/Phnom_Penh", "naypyidaw": "Asia/Yangon", "naypyitaw": "Asia/Yangon", "mandalay": "Asia/Yangon",
    "burma": "Asia/Yangon", "cebu": "Asia/Manila", "davao": "Asia/Manila", "quezoncity": "Asia/Manila",
    "penang": "Asia/Kuala_Lumpur", "putrajaya": "Asia/Kuala_Lumpur", "bandung": "Asia/Jakarta", "surabaya": "Asia/Jakarta",
    "yogyakarta": "Asia/Jakarta", "bali": "Asia/Makassar", "denpasar": "Asia/Makassar", "easttimor": "Asia/Dili",
    "osaka": "Asia/Tokyo", "kyoto": "Asia/Tokyo", "busan": "Asia/Seoul", "sejong": "Asia/Seoul", "islamabad": "Asia/Karachi",
    "lahore": "Asia/Karachi", "abudhabi": "Asia/Dubai", "doha": "Asia/Qatar", "astana": "Asia/Almaty", "ankara": "Europe/Istanbul",
    "constantinople": "Europe/Istanbul", "geneva": "Europe/Zurich", "geneve": "Europe/Zurich", "bern": "Europe/Zurich",
    "turin": "Europe/Rome", "torino": "Europe/Rome", "milan": "Europe/Rome", "thehague": "Europe/Amsterdam",
    "barcelona": "Europe/Madrid", "munich": "Europe/Berlin", "bonn": "Europe/Berlin", "frankfurt": "Europe/Berlin",
    "strasbourg": "Europe/Paris", "lyon": "Europe/Paris", "edinburgh": "Europe/London", "washington": "America/New_York",
    "washingtondc": "America/New_York", "ottawa": "America/Toronto", "montreal": "America/Toronto", "brasilia": "America/Sao_Paulo",
    "sanfrancisco": "America/Los_Angeles", "canberra": "Australia/Sydney", "wellington": "Pacific/Auckland",
    "pretoria": "Africa/Johannesburg", "capetown": "Africa/Johannesburg", "abuja": "Africa/Lagos", "rabat": "Africa/Casablanca",
    "dodoma": "Africa/Dar_es_Salaam", "yaounde": "Africa/Douala",
}  # fmt: skip
PUNCTUATION = re.compile(r"[.'’]")  # as in the city of St John
OFFSET_IN_LABEL = re.compile(r"\s*\(UTC[^)]*\)\s*$")


class UnknownZoneError(Exception):
    """Raised for a text that is not a time zone. candidates: the zones that it can mean, if there are several."""

    def __init__(self, candidates: tuple[str, ...] = ()) -> None:
        self.candidates = candidates
        super().__init__(candidates)


@cache
def places() -> dict[str, str]:
    """Return all zones that a person can choose: the IANA name, and the ISO 3166-1 code of the (main) country."""
    table: dict[str, str] = {}
    for line in _database_text("zone.tab").splitlines():
        if line and not line.startswith("#"):
            country, _coordinates, name = line.split("\t")[:3]
            table.setdefault(name, country)
    known = available_timezones()
    return {name: country for name, country in table.items() if name in known}


@cache
def zones_of_country(iso2: str) -> tuple[str, ...]:
    """Return the IANA names of the zones of a country; iso2: its code of ISO 3166-1 alpha-2, in capitals. In most countries
    the zone of most people is the first."""
    return tuple(name for name, country in places().items() if country == iso2)


@cache
def coordinates(name: str) -> tuple[float, float] | None:
    """Return the latitude and the longitude of the city of a zone, in degrees; None for a zone without a city."""
    for line in _database_text("zone.tab").splitlines():
        if not line.startswith("#") and line.split("\t")[2:3] == [canonical(name)]:
            latitude, longitude = re.findall(r"[+-]\d+", line.split("\t")[1])
            return _degrees(latitude, 2), _degrees(longitude, 3)
    return None


def _degrees(text: str, digits: int) -> float:
    """Return the degrees of an angle of zone.tab (ISO 6709): digits of degrees, two of minutes, and two of seconds or none."""
    sign, number = (-1 if text[0] == "-" else 1), text[1:]
    minutes, seconds = number[digits : digits + 2], number[digits + 2 :] or "0"
    return sign * (int(number[:digits]) + int(minutes) / 60 + int(seconds) / 3600)


@cache
def canonical(name: str) -> str:
    """Return the present name of the zone that an IANA name means: "Asia/Yangon" for "Asia/Rangoon"; "" if none.

    Capital letters do not matter. A fixed offset, such as Etc/GMT-7, keeps its name: it is no place."""
    return _canonical_names().get(name.strip().removeprefix("posix/").casefold(), "")


@cache
def _windows_names() -> dict[str, str]:
    """Return the zones by the names that Windows gives them, such as "SE Asia Standard Time"."""
    mapping = get_global("windows_zone_mapping")
    return {_key(name): zone for name, zone in mapping.items() if canonical(zone)}


@cache
def _canonical_names() -> dict[str, str]:
    """Return the present name of each zone by each of its names, in small letters."""
    names = {name.casefold(): name for name in [*places(), "UTC"]}
    names |= {name.casefold(): name for name in available_timezones() if FIXED_OFFSET.fullmatch(name)}
    names |= {"etc/utc": "UTC", "etc/gmt": "UTC", "gmt": "UTC"}
    names |= {old.casefold(): new for old, new in OLD_RULES.items()}
    links = [line.split()[1:3] for line in _database_text("tzdata.zi").splitlines() if line.startswith("L ")]
    for target, old in links:
        if target.casefold() in names:
            names.setdefault(old.casefold(), names[target.casefold()])
    return names


def _database_text(name: str) -> str:
    return resources.files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")


def country_zones(iso2: str) -> tuple[str, ...]:
    """Return the zones of a country, the one with the most people first."""
    return tuple(name for name, country in places().items() if country == iso2.upper())


@cache
def only_zone_of(iso2: str) -> str:
    """Return the zone of a country in which all clocks show the same time; "" for other countries."""
    zones = [ZoneInfo(name) for name in country_zones(iso2)]
    moments = [datetime(year, month, 1, tzinfo=UTC) for year in range(2024, 2033) for month in range(1, 13)]
    clocks = {tuple(moment.astimezone(zone).utcoffset() for moment in moments) for zone in zones}
    return zones[0].key if len(clocks) == 1 else ""


def city_name(name: str, language: str) -> str:
    """Return the city of a zone in a language: "Yangon" for Asia/Yangon and for Asia/Rangoon; "" if it has none.

    A name that the IANA database has replaced is never returned, even if CLDR still has it in that language."""
    return _city_name(canonical(name) or name, language)


@cache
def _city_name(name: str, language: str) -> str:
    if "/" not in name or name.startswith("Etc/"):
        return ""
    by_rule = name.rsplit("/", 1)[-1].replace("_", " ")
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return by_rule
    old = {_key(alias.rsplit("/", 1)[-1]) for alias in _old_names().get(name, ())} - {_key(by_rule)}
    for locale in (_locale(language), Locale("en")):
        city = get_timezone_location(zone, locale=locale, return_city=True)
        if city and _key(city) not in old:
            return by_rule if PUNCTUATION.sub("", city) == by_rule else city
    return by_rule


@cache
def _old_names() -> dict[str, tuple[str, ...]]:
    old = defaultdict(list)
    for alias, name in _canonical_names().items():
        if alias != name.casefold():
            old[name].append(alias)
    return {name: tuple(aliases) for name, aliases in old.items()}


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def offset_text(offset: timedelta | None) -> str:
    """Return an offset as text: "UTC", "UTC+6:30"."""
    minutes = int((offset or timedelta()).total_seconds() // 60)
    hours, remainder = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{remainder:02d}" if remainder else "")


def zone_label(name: str, language: str, day: date) -> str:
    """Return a zone as a person chooses it: "Yangon, Myanmar (UTC+6:30)", with the offset at noon UTC of day."""
    name = canonical(name) or name
    try:
        offset = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(ZoneInfo(name)).utcoffset()
    except (KeyError, ValueError, OSError):
        return name
    place = _place(name, language)
    return f"{place} ({offset_text(offset)})" if place else offset_text(offset)


@cache
def _place(name: str, language: str) -> str:
    city, country = _city_name(name, language), _country_name(places().get(name, ""), language)
    return city if _key(city) == _key(country) else ", ".join(filter(None, [city, country]))


def _country_name(iso2: str, language: str) -> str:
    name = _locale(language).territories.get(iso2, "")
    return name.partition(" (")[0] if name.endswith(")") else name  # "Myanmar (Burma)"


@lru_cache(maxsize=8)
def zone_labels(language: str, day: date) -> tuple[str, ...]:
    """Return the labels of all zones that a person can choose, in alphabetical order. UTC is the last one."""
    labels = sorted((zone_label(name, language, day) for name in places()), key=_key)
    return (*labels, "UTC")


def parse_zone(text: str, language: str) -> str:
    """Return the present IANA name of the zone that a person typed.

    It may be a label of the list, an IANA name of any age, a city, or a country in which all clocks agree.
    Raise UnknownZoneError for anything else."""
    text = OFFSET_IN_LABEL.sub("", unicodedata.normalize("NFKC", text[:LONGEST_TEXT]))
    name = canonical(text.strip().replace(" ", "_")) or canonical(_windows_names().get(_key(text), ""))
    if name:
        return name
    found = _zones_by_word(language).get(_key(text), ())
    if len(found) != 1:
        raise UnknownZoneError(found)
    return found[0]


@cache
def _zones_by_word(language: str) -> dict[str, tuple[str, ...]]:
    """Return the zones by the words that people type for them. A more exact word hides less exact ones."""
    exact, cities, countries = defaultdict(set), defaultdict(set), dict[str, tuple[str, ...]]()
    for name, country in places().items():
        for spoken in {language, "en"}:
            exact[_key(_place(name, spoken))].add(name)
            cities[_key(_city_name(name, spoken))].add(name)
            only = only_zone_of(country)
            countries[_key(_country_name(country, spoken))] = (only,) if only else country_zones(country)
        for alias in (name, *_old_names().get(name, ())):
            cities[_key(alias.rsplit("/", 1)[-1])].add(name)
    exact_words, city_words = (
        {word: tuple(sorted(zones)) for word, zones in table.items() if word} for table in (exact, cities)
    )
    others = {word: (canonical(name),) for word, name in OTHER_WORDS.items()}
    return others | countries | city_words | exact_words


def _key(text: str) -> str:
    """Return text in plain small letters without spaces and signs, for comparison."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum() and not unicodedata.combining(letter))
