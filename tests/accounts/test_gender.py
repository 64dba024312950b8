import pytest
from django.db import IntegrityError

from accounts.models.gender import parse_gender
from tests.factories import make_person

MEANT = {
    "woman": ["Woman", "F", "f.", "Female", "femme", "Féminin", "Nữ", "W", "Ms", "she/her"],
    "man": ["M", "male", "Homme", "H", "Nam", " Mr. "],
    "other": ["Other", "X", "non-binary", "Non binary", "autre", "Khác"],
    "undisclosed": ["-", "n/a", "Prefer not to say", "unknown", "non précisé"],
    "": ["", "  "],
}


@pytest.mark.parametrize(("gender", "text"), [(gender, text) for gender, texts in MEANT.items() for text in texts])
def test_parse_gender_understands_the_usual_words(gender, text):
    assert parse_gender(text) == (gender, "")


def test_parse_gender_keeps_a_person_s_own_words():
    assert parse_gender(" Two-Spirit ") == ("other", "Two-Spirit")


@pytest.mark.django_db
def test_database_refuses_another_gender():
    with pytest.raises(IntegrityError):
        make_person(gender="F")


@pytest.mark.django_db
def test_profile_accepts_own_words_and_reads_the_usual_ones(client):
    person = make_person(name="An")
    client.force_login(person)

    client.post("/me/profile/", {"name": "An", "gender_words": "F"})
    person.refresh_from_db()
    assert (person.gender, person.gender_words, person.gender_label) == ("woman", "", "Woman")

    client.post("/me/profile/", {"name": "An", "gender": "other", "gender_words": "agender"})
    person.refresh_from_db()
    assert (person.gender, person.gender_label) == ("other", "agender")
