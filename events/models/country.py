import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A group of choices of a form: its label, and pairs of code and name.
type CountryGroup = tuple[StrOrPromise, list[tuple[str, str]]]

# Two-letter codes of CLDR that are not countries of ISO 3166-1: groups of countries, parts of countries that have a code
# of their own, and codes for tests and for "unknown".
NOT_IN_ISO_3166 = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})


@cache
def cldr_locale(language: str) -> Locale:
    """Return the CLDR data of a language code as Django writes it ("en-gb"); English for an unknown language."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def country_name(iso2: str, language: str) -> str:
    """Return the name of a country in a language, as CLDR gives it: country_name("VN", "fr") is "Viêt Nam".

    iso2: a code of ISO 3166-1 alpha-2, in capital or small letters. A code that does not exist is returned in capitals.
    language: a language code as Django writes it ("fr", "zh-hans"). For a language that CLDR does not know, the name
    is in English."""
    code = iso2.upper()
    return _names(language).get(code, code)


@cache
def all_countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return the code and the name of every country of ISO 3166-1, in the alphabetical order of the names.

    language: as for country_name(). Accents do not change the order: "Éthiopie" is between "Estonie" and "Fidji"."""
    return tuple(sorted(_names(language).items(), key=lambda country: _sort_key(country[1])))


@cache
def _names(language: str) -> dict[str, str]:
    return {
        code: name
        for code, name in cldr_locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_IN_ISO_3166
    }


def _sort_key(name: str) -> str:
    # The Vietnamese letter đ is not a d with an accent in Unicode.
    letters = unicodedata.normalize("NFKD", name.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class CountryQuerySet(models.QuerySet["Country"]):
    def members_on(self, body: str, day: date) -> "CountryQuerySet":
        """Return the countries that were members of body (such as "ASEAN") on that day."""
        return self.filter(
            Q(memberships__until_on__isnull=True) | Q(memberships__until_on__gt=day),
            memberships__body=body,
            memberships__since_on__lte=day,
        )


class Country(Searchable):
    iso2 = models.CharField(_("ISO 3166-1 alpha-2 code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    capital = models.CharField(_("capital"), max_length=80, blank=True)
    timezones = models.JSONField(_("time zones"), default=list)
    official_languages = models.JSONField(_("official languages"), default=list)
    search_text = JoinedField(sources=["name"])

    objects = CountryQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the current language: the one that the programmes use in English, else that of CLDR."""
        language = get_language() or settings.LANGUAGE_CODE
        return self.name if language.startswith("en") else country_name(self.iso2, language)

    def get_absolute_url(self) -> str:
        return reverse("public:country", args=[self.iso2.lower()])


class CountryMembership(models.Model):
    """The membership of a country in a regional body, with its dates.

    An event of 2014 must not list a country that joined in 2025."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="memberships", verbose_name=_("country"))
    body = models.CharField(_("body"), max_length=40)
    since_on = models.DateField(_("member since"))
    until_on = models.DateField(_("member until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["country", "body", "since_on"], name="one_membership_per_beginning"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("since_on")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country_id} in {self.body} since {self.since_on}"


def country_names() -> dict[str, str]:
    """Return the names of all countries of ISO 3166-1 in the current language, by their codes. Make one query.

    The installation's own countries have the name that their programmes use, such as "Viet Nam"."""
    return _with_own_names(dict(Country.objects.values_list("iso2", "name")))


def country_choices() -> list[CountryGroup]:
    """Return choices of all countries for a form: first the installation's own countries, then the others. Make one query."""
    own = dict(Country.objects.values_list("iso2", "name"))
    names = _with_own_names(own)
    groups: list[CountryGroup] = [
        (_("Countries of the programmes"), [(code, names[code]) for code in own]),
        (
            _("Other countries"),
            sorted(((code, names[code]) for code in names.keys() - own), key=lambda pair: _sort_key(pair[1])),
        ),
    ]
    return [group for group in groups if group[1]]


def names_of(groups: Iterable[CountryGroup]) -> dict[str, str]:
    """Return the names of countries by their codes from the choices of a form."""
    return {code: name for _label, countries in groups for code, name in countries}


def _with_own_names(own: dict[str, str]) -> dict[str, str]:
    language = get_language() or settings.LANGUAGE_CODE
    names = dict(all_countries(language))
    return names | own if language.startswith("en") else own | names
