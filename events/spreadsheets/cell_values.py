"""Recognise the values that people write into the cells of a list: countries, constituencies, languages and others."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from babel.core import get_global
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language

from accounts.models import Constituency
from accounts.models.search import compact
from events.models import Country, Registration
from events.models.country import all_countries

Status, Mode = Registration.Status, Registration.Mode

CONSTITUENCIES: dict[str, tuple[str, ...]] = {
    Constituency.GOVERNMENT: ("gov", "govt", "governments", "gouvernement", "gouvernements", "chinh phu", "g"),
    Constituency.EMPLOYERS: ("employer", "employers'", "employeur", "employeurs", "nguoi su dung lao dong", "e"),
    Constituency.WORKERS: ("worker", "workers'", "travailleur", "travailleurs", "nguoi lao dong", "cong doan", "w"),
    Constituency.REGIONAL_BODY: ("regional", "organisation regionale", "to chuc khu vuc"),
    Constituency.CIVIL_SOCIETY: ("cso", "ngo", "societe civile", "xa hoi dan su"),
    Constituency.ACADEMIA: ("academic", "university", "universite", "hoc thuat", "dai hoc"),
    Constituency.PARTNER: ("partners", "partenaire", "doi tac"),
}
MODES: dict[str, tuple[str, ...]] = {
    Mode.IN_PERSON: ("in-person", "onsite", "on site", "on-site", "in the room", "en presentiel", "presentiel", "en personne", "truc tiep"),
    Mode.ONLINE: ("on-line", "virtual", "remote", "zoom", "en ligne", "a distance", "virtuel", "truc tuyen"),
}  # fmt: skip
STATUSES: dict[str, tuple[str, ...]] = {
    Status.INVITED: ("invite", "invitee", "invite(e)", "duoc moi", "da moi"),
    Status.PENDING: ("pending", "awaiting decision", "en attente de decision", "cho quyet dinh", "cho duyet"),
    Status.WAITLISTED: ("waitlist", "waiting list", "wait list", "reserve", "liste d'attente", "danh sach cho"),
    Status.CONFIRMED: ("confirm", "yes", "accepted", "confirme", "confirmee", "da xac nhan", "xac nhan"),
}
COUNTRIES: dict[str, tuple[str, ...]] = {
    "BN": ("brunei", "brunei darussalam"),
    "KH": ("cambodge", "campuchia"),
    "CN": ("chine", "trung quoc"),
    "ID": ("indonesie",),
    "JP": ("japon", "nhat ban"),
    "KR": ("korea", "south korea", "republic of korea", "coree du sud", "han quoc"),
    "LA": ("laos", "lao pdr", "lao people's democratic republic", "lao"),
    "MM": ("myanmar", "burma", "birmanie", "mien dien"),
    "MN": ("mongolie", "mong co"),
    "MY": ("malaisie",),
    "PH": ("philippines", "the philippines"),
    "SG": ("singapour",),
    "TH": ("thailande", "thai lan"),
    "TL": ("timor-leste", "timor leste", "east timor", "dong timor"),
    "VN": ("viet nam", "vietnam"),
    "GB": (
        "uk",
        "united kingdom",
        "great britain",
        "royaume-uni",
        "united kingdom of great britain and northern ireland",
    ),
    "US": ("usa", "united states", "united states of america", "etats-unis d'amerique"),
    "RU": ("russian federation",),
    "TR": ("turkey",),
    "CZ": ("czech republic",),
    "CI": ("ivory coast",),
    "NL": ("the netherlands", "holland"),
    "KP": ("democratic people's republic of korea",),
    "IR": ("islamic republic of iran",),
    "SZ": ("swaziland",),
    "CV": ("cape verde",),
    "MK": ("macedonia",),
    "SY": ("syrian arab republic",),
    "MD": ("republic of moldova",),
    "TZ": ("united republic of tanzania",),
    "VE": ("bolivarian republic of venezuela",),
    "AU": ("uc",),
    "BO": ("plurinational state of bolivia",),
    "AE": ("uae",),
    "PS": ("palestine", "state of palestine"),
    "IN": ("inde",),
    "DE": ("duc",),
}
NO_COUNTRY: frozenset[str] = frozenset()  # fmt: skip


QUANTITY = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)


class UnknownValueError(Exception):
    """Raised for a word that is not one of the possible values of a column."""


def is_rounded_number(text: str) -> bool:
    """Return True for a number that a spreadsheet has rounded, such as "8.49123E+10": its last digits are lost."""
    return QUANTITY.fullmatch(text.strip()) is not None


def country_lookup(countries: Iterable[Country]) -> dict[str, str]:
    """Return the codes of the programme's own countries by all names that people write for them.

    One pass over the countries, so call it once for a list."""
    codes: dict[str, str] = {}
    for country in countries:
        words = (country.pk, country.name, *COUNTRIES.get(country.pk, ()))
        codes |= {compact(word): country.pk for word in words}
    return codes


def parse_country(text: str, own_countries: dict[str, str]) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country that is named in a language of the product or by its code.

    own_countries: the result of country_lookup(). These names are considered first.
    Raise UnknownValueError for an unknown name, and for a word that can mean two countries: in Vietnamese "Áo" is
    Austria, so "Ao" can be Austria or Angola (AO)."""
    word = compact(text)
    if not text:
        return ""
    if word in own_countries:
        return own_countries[word]
    exact = " ".join(text.casefold().split())
    found = _country_names().get(exact, NO_COUNTRY)
    if text.isupper():
        found |= _country_codes().get(exact, NO_COUNTRY)
    found = found or _plain_country_names().get(word, NO_COUNTRY) | _country_codes().get(word, NO_COUNTRY)
    if len(found) != 1:
        raise UnknownValueError
    return min(found)


def parse_constituency(text: str, own: Mapping[str, str] | None = None) -> str:
    """Return the key of a constituency. own: the keys by the names of the programme; they win over the usual names."""
    words = {compact(name): key for name, key in (own or {}).items()}
    return words.get(compact(text)) or _lookup(text, _constituencies(get_language()))


def parse_mode(text: str) -> str:
    return _lookup(text, _modes(get_language()))


def parse_status(text: str) -> str:
    """Return the status, one of those that organisers can give to a new registration."""
    return _lookup(text, _statuses(get_language()))


def parse_language(text: str) -> str:
    """Return the code of a language that is named in English, in the language itself, or by its code."""
    return _lookup(text, _languages())


def _languages_of_names() -> list[str]:
    return [code for code, _name in (*settings.LANGUAGES, *settings.MAIL_LANGUAGES)]


@cache
def _country_names() -> dict[str, frozenset[str]]:
    """Return the codes of all countries by their names with accents, in small letters."""
    return _group(
        (name.casefold(), code) for language in _languages_of_names() for code, name in all_countries(language)
    )


@cache
def _plain_country_names() -> dict[str, frozenset[str]]:
    """Return the codes of all countries by their names in plain letters, and by other names that people write."""
    names = [(compact(name), code) for language in _languages_of_names() for code, name in all_countries(language)]
    return _group([*names, *((compact(word), code) for code, words in COUNTRIES.items() for word in words)])


@cache
def _country_codes() -> dict[str, frozenset[str]]:
    """Return the alpha-2 codes of all countries by their alpha-2 and alpha-3 codes of ISO 3166-1, in small letters."""
    known = {code for code, _name in all_countries("en")}
    longer = [
        (alias.lower(), codes[0])
        for alias, codes in get_global("territory_aliases").items()
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1 and codes[0] in known
    ]
    return _group([*((code.lower(), code) for code in known), *longer])


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for word, code in pairs:
        groups[word].add(code)
    return {word: frozenset(codes) for word, codes in groups.items()}


# Each table of words is built once for a language, because a list has thousands of rows.
@cache
def _constituencies(_language: str | None) -> dict[str, str]:
    return _words_of_choices(Constituency.choices, CONSTITUENCIES)


@cache
def _modes(_language: str | None) -> dict[str, str]:
    return _words_of_choices(Mode.choices, MODES)


@cache
def _statuses(_language: str | None) -> dict[str, str]:
    return _words_of_choices([(key, label) for key, label in Status.choices if key in STATUSES], STATUSES)


@cache
def _languages() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        codes |= {compact(word): code for word in (code, info.get("name", ""), info.get("name_local", "")) if word}
    return codes


def _words_of_choices(choices: Iterable[tuple[str, object]], words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, label in choices:
        keys |= {compact(word): key for word in (key, str(label), *words[key])}
    return keys


def _lookup(text: str, keys: dict[str, str]) -> str:
    if not text:
        return ""
    try:
        return keys[compact(text)]
    except KeyError as error:
        raise UnknownValueError from error
