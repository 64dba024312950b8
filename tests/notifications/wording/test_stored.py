from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from notifications.models import Wording
from notifications.wording import shipped
from notifications.wording.shipped import Words
from notifications.wording.stored import Book, OthersWroteError, WordingError, give_up, history, keep
from tests.factories import make_person

pytestmark = pytest.mark.django_db

KIND = "registration_declined"
MINE = Words("No place at {event}", "Sorry", "We have no room.\n\n{reason}")


def body(*scopes, language="en"):
    return Book.of(*scopes).words(KIND, language).body


def test_the_event_goes_before_the_programme_and_that_before_what_was_shipped():
    assert body("event:1", "programme:1") == shipped.words(KIND, "en").body

    keep("programme:1", KIND, "en", replace(MINE, body="Ours {reason}"), by=None, after=0)
    assert body("event:1", "programme:1") == "Ours {reason}"

    keep("event:1", KIND, "en", MINE, by=None, after=0)
    assert body("event:1", "programme:1") == MINE.body
    assert body("event:2", "programme:1") == "Ours {reason}"
    assert body("event:1", "programme:1", language="fr") == shipped.words(KIND, "fr").body


def test_a_new_text_is_a_new_version_and_the_old_one_stays():
    person = make_person()
    first = keep("event:1", KIND, "en", MINE, by=person, after=0)
    second = keep("event:1", KIND, "en", replace(MINE, heading="So sorry"), by=person, after=1)

    first.refresh_from_db()
    assert (first.version, first.heading, first.is_current) == (1, "Sorry", False)
    assert (second.version, second.is_current) == (2, True)
    assert [one.version for one in history("event:1", KIND, "en")] == [2, 1]


def test_the_same_text_is_no_new_version():
    first = keep("event:1", KIND, "en", MINE, by=None, after=0)

    assert keep("event:1", KIND, "en", MINE, by=None, after=1) == first


def test_giving_up_brings_back_what_is_above_and_is_a_version_itself():
    keep("event:1", KIND, "en", MINE, by=None, after=0)
    give_up("event:1", KIND, "en", by=None, after=1)

    assert body("event:1") == shipped.words(KIND, "en").body
    assert [one.is_empty for one in history("event:1", KIND, "en")] == [True, False]


def test_who_has_not_seen_the_latest_version_writes_over_nothing():
    keep("event:1", KIND, "en", MINE, by=None, after=0)

    with pytest.raises(OthersWroteError):
        keep("event:1", KIND, "en", replace(MINE, heading="Mine"), by=None, after=0)
    with pytest.raises(OthersWroteError):
        give_up("event:1", KIND, "en", by=None, after=0)


@pytest.mark.parametrize(
    ("fields", "part", "said"),
    [
        ({"body": "{reason} {nobody}"}, "body", "There is no {nobody} here. There are: {calendar},"),
        ({"body": "Sorry"}, "body", "{reason} must stay"),
        ({"body": "{reason} {Event}"}, "body", "“{Event}” is no placeholder."),
        ({"body": "{reason} }"}, "body", "“}” is no placeholder."),
        ({"body": "[x]({reason})"}, "body", "{reason} is no address"),
        ({"subject": "{what}"}, "subject", "There is no {what} here."),
        ({"heading": " "}, "heading", "Something must stand here."),
    ],
)
def test_words_that_would_not_do_are_refused(fields, part, said):
    with pytest.raises(WordingError) as raised:
        keep("event:1", KIND, "en", replace(MINE, **fields), by=None, after=0)

    assert list(raised.value.problems) == [part]
    assert said in " ".join(raised.value.problems[part])
    assert not Wording.objects.exists()


def test_a_list_needs_a_paragraph_of_its_own():
    with pytest.raises(WordingError, match="paragraph of its own"):
        keep("event:1", "details_reminder", "en", Words("A", "B", "These: {missing}"), by=None, after=0)


@pytest.mark.parametrize(
    "fields", [{"version": 1}, {"version": 2, "is_current": True}, {"version": 3, "is_current": False, "body": ""}]
)
def test_the_database_keeps_versions_apart(fields):
    keep("event:1", KIND, "en", MINE, by=None, after=0)
    row = {"scope": "event:1", "kind": KIND, "language": "en", "subject": "A", "heading": "B", "body": "C"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(**row | {"is_current": False} | fields)
