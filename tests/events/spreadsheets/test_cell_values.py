import pytest

from events.models import Country
from events.spreadsheets.cell_values import UnknownValueError, country_lookup, parse_country, parse_language

OWN = country_lookup([Country(iso2="VN", name="Viet Nam"), Country(iso2="LA", name="Lao PDR")])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("Viet Nam", "VN"),
        ("vietnam", "VN"),
        ("laos", "LA"),
        ("France", "FR"),
        ("Pháp", "FR"),
        ("phap", "FR"),
        ("ALLEMAGNE", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("FR", "FR"),
        ("fr", "FR"),
        ("FRA", "FR"),
        ("Turkey", "TR"),
        ("United States of America", "US"),
        # Vietnamese names that resemble a code of another country.
        ("Áo", "AT"),
        ("AO", "AO"),
        ("Nga", "RU"),
        ("Bỉ", "BE"),
    ],
)
def test_parse_country_understands_names_in_all_languages_and_codes(text, code):
    assert parse_country(text, OWN) == code


@pytest.mark.parametrize("text", ["Atlantis", "XX", "EU", "Ao", "NGA", "bi", "-"])
def test_parse_country_refuses_unknown_and_ambiguous_names(text):
    with pytest.raises(UnknownValueError):
        parse_country(text, OWN)


def test_parse_country_prefers_the_countries_of_the_programme():
    assert parse_country("NGA", country_lookup([Country(iso2="RU", name="Nga")])) == "RU"


@pytest.mark.parametrize(("text", "code"), [("French", "fr"), ("Français", "fr"), ("vi", "vi"), ("", "")])
def test_parse_language_understands_names_and_codes(text, code):
    assert parse_language(text) == code
