from importlib.resources import files

import pytest
from django.utils.translation import override

from events.models.country import all_countries, country_choices, country_name, country_names
from tests.factories import make_country


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Vietnam"), ("en-gb", "Vietnam"), ("fr", "Viêt Nam"), ("vi", "Việt Nam"), ("zh-hans", "越南")],
)
def test_country_name_is_in_the_language(language: str, name: str) -> None:
    assert country_name("VN", language) == name


def test_country_name_reads_small_letters() -> None:
    assert country_name("la", "en") == "Laos"


def test_country_name_returns_an_unknown_code() -> None:
    assert country_name("xx", "en") == "XX"


@pytest.mark.parametrize("language", ["tlh-klingon", "", "x"])
def test_country_name_is_english_for_an_unknown_language(language: str) -> None:
    assert country_name("FR", language) == "France"


@pytest.mark.parametrize("language", ["en", "fr", "vi"])
def test_all_countries_returns_the_codes_of_iso_3166(language: str) -> None:
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text("utf-8").splitlines()
    codes = {line.split("\t")[0] for line in lines if not line.startswith("#")}

    assert {code for code, _ in all_countries(language)} == codes


def test_all_countries_are_in_alphabetical_order_without_accents() -> None:
    names = [name for _, name in all_countries("fr")]

    assert names.index("Estonie") < names.index("Éthiopie") < names.index("Fidji")


def test_all_countries_sorts_the_vietnamese_letter_with_d() -> None:
    names = [name for _, name in all_countries("vi")]

    assert names.index("Cuba") < names.index("Đài Loan") < names.index("Fiji")


@pytest.mark.django_db
def test_country_choices_are_all_countries_with_our_own_first() -> None:
    make_country("VN")
    make_country("JP")

    (_, own), (_, others) = country_choices()

    assert own == [("JP", "Japan"), ("VN", "Viet Nam")]
    assert len(own) + len(others) == len(all_countries("en"))
    assert ("DE", "Germany") in others


@pytest.mark.django_db
def test_country_names_are_our_own_in_english_and_of_cldr_in_other_languages() -> None:
    make_country("VN", name="Viet Nam (our name)")

    with override("en-gb"):
        assert country_names()["VN"] == "Viet Nam (our name)"
    with override("vi"):
        assert country_names()["VN"] == "Việt Nam"
