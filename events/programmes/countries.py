"""The countries of a programme by the names that people type: a new installation needs no list, and one name holds for all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.calendars.services import revise_all
from events.models import Country, Event, Programme
from events.models.country import country_name
from events.spreadsheets.cell_values import UnknownValueError, country_lookup, parse_country

LONGEST_CODE = 3
SEPARATORS = re.compile(r"[\n,;]+")
ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)  # "the Philippines" is not sorted under T


class CountryNamesField(forms.CharField):
    """Names of countries, separated by commas or lines. It cleans to the spellings by the codes: {"VN": "Viet Nam"}.

    A spelling is "" if the programme has not chosen one: {"TH": ""} for "thailand"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Type or paste their names, separated by commas or on separate lines."))
        super().__init__(required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        parts = [ARTICLE.sub("", " ".join(part.split())) for part in SEPARATORS.split(super().clean(value))]
        own = country_lookup(Country.objects.all())
        names, unknown = {}, []
        for part in filter(None, parts):
            try:
                code = parse_country(part, own)
            except UnknownValueError:
                unknown.append(part)
            else:
                names[code] = _own_spelling(code, part)
        if unknown:
            text = _("These are not names of countries, or can mean several countries: %(names)s.")
            raise forms.ValidationError(text, "unknown", {"names": ", ".join(unknown)})
        return names


@dataclass
class NamedCountries:
    """The countries that a form names. kept: those whose other name stays, because other programmes use it."""

    countries: list[Country] = field(default_factory=list)
    kept: list[Country] = field(default_factory=list)


def name_countries(programme: Programme, names: Mapping[str, str]) -> NamedCountries:
    """Return the countries with the codes that are the keys of names. Create those that do not exist.

    The name of a country belongs to the installation. The spelling that a programme types last is its name, as long as
    no other programme has the country; then calendars show the new name too. names: the spellings; "" for the present
    name, or the usual one."""
    found = NamedCountries()
    of_others = Programme.countries.through.objects.filter(country__in=names).exclude(programme=programme)
    shared = set(of_others.values_list("country", flat=True))
    for code, name in names.items():
        usual = name or country_name(code, "en")
        country, is_new = Country.objects.select_for_update().get_or_create(iso2=code, defaults={"name": usual})
        found.countries.append(country)
        if is_new or not name or country.name == name:
            continue
        if code in shared:
            found.kept.append(country)
        else:
            _rename(country, name)
    return found


def _rename(country: Country, name: str) -> None:
    country.name = name
    country.save(update_fields=["name"])
    at_venue = Q(venue__country=country) | Q(sessions__venue__country=country)
    revise_all(Event.objects.filter(pk__in=Event.objects.filter(at_venue).order_by().values("pk")))


def _own_spelling(code: str, typed: str) -> str:
    """Return the name as the programme writes it ("Viet Nam").

    "" for a code, for small or capital letters only, and for the name in another language: none of them is a choice."""
    if len(typed) <= LONGEST_CODE or typed.islower() or typed.isupper():
        return ""
    languages = [language for language, _label in (*settings.LANGUAGES, *settings.MAIL_LANGUAGES)]
    others = {country_name(code, language).casefold() for language in languages}
    is_foreign = typed.casefold() in others - {country_name(code, "en").casefold()}
    return "" if is_foreign else typed[:80]
