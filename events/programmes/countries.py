"""Add countries to the installation by the names that people type, so that a new installation needs no list."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Country
from events.models.country import country_name
from events.spreadsheets.cell_values import UnknownValueError, country_lookup, parse_country

LONGEST_CODE = 3
SEPARATORS = re.compile(r"[\n,;]+")


class CountryNamesField(forms.CharField):
    """Names of countries, separated by commas or lines. It cleans to the names by their codes: {"TH": "Thailand"}."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Type or paste their names, separated by commas or on separate lines."))
        super().__init__(required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def clean(self, value: Any) -> Any:
        parts = [" ".join(part.split()) for part in SEPARATORS.split(super().clean(value))]
        own = country_lookup(Country.objects.all())
        names, unknown = {}, []
        for part in filter(None, parts):
            try:
                code = parse_country(part, own)
            except UnknownValueError:
                unknown.append(part)
            else:
                names[code] = _name(code, part)
        if unknown:
            text = _("These are not names of countries, or can mean several countries: %(names)s.")
            raise forms.ValidationError(text, "unknown", {"names": ", ".join(unknown)})
        return names


def add_countries(names: Mapping[str, str]) -> list[Country]:
    """Return the countries with the codes that are the keys of names. Create those that do not exist, with these names."""
    return [Country.objects.get_or_create(iso2=code, defaults={"name": name})[0] for code, name in names.items()]


def _name(code: str, typed: str) -> str:
    """Return the name as the programme writes it ("Viet Nam"); the usual name for a code or small letters."""
    is_code = len(typed) <= LONGEST_CODE
    return country_name(code, "en") if is_code or typed.islower() or typed.isupper() else typed[:80]
