from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from notifications.models import Wording
from notifications.wording import defaults
from notifications.wording.defaults import MailSource
from notifications.wording.overrides import (
    MailSources,
    OutdatedWordingError,
    WordingError,
    history,
    restore_default,
    save_override,
)
from tests.factories import make_person

pytestmark = pytest.mark.django_db

KIND = "registration_declined"
MINE = MailSource("No place at {event}", "Sorry", "We have no room.\n\n{reason}")


def body(*scopes, language="en"):
    return MailSources.of(*scopes).words(KIND, language).body


def test_prefers_the_event_then_the_programme_then_the_default():
    assert body("event:1", "programme:1") == defaults.default_source(KIND, "en").body

    save_override("programme:1", KIND, "en", replace(MINE, body="Ours {reason}"), by=None, after=0)
    assert body("event:1", "programme:1") == "Ours {reason}"

    save_override("event:1", KIND, "en", MINE, by=None, after=0)
    assert body("event:1", "programme:1") == MINE.body
    assert body("event:2", "programme:1") == "Ours {reason}"
    assert body("event:1", "programme:1", language="fr") == defaults.default_source(KIND, "fr").body


def test_stores_a_new_text_as_a_new_version():
    person = make_person()
    first = save_override("event:1", KIND, "en", MINE, by=person, after=0)
    second = save_override("event:1", KIND, "en", replace(MINE, heading="So sorry"), by=person, after=1)

    first.refresh_from_db()
    assert (first.version, first.heading, first.is_current) == (1, "Sorry", False)
    assert (second.version, second.is_current) == (2, True)
    assert [one.version for one in history("event:1", KIND, "en")] == [2, 1]


def test_does_not_store_the_same_text_again():
    first = save_override("event:1", KIND, "en", MINE, by=None, after=0)

    assert save_override("event:1", KIND, "en", MINE, by=None, after=1) == first


def test_restoring_the_default_is_a_version():
    save_override("event:1", KIND, "en", MINE, by=None, after=0)
    restore_default("event:1", KIND, "en", by=None, after=1)

    assert body("event:1") == defaults.default_source(KIND, "en").body
    assert [one.is_empty for one in history("event:1", KIND, "en")] == [True, False]


def test_refuses_to_overwrite_an_unseen_version():
    save_override("event:1", KIND, "en", MINE, by=None, after=0)

    with pytest.raises(OutdatedWordingError):
        save_override("event:1", KIND, "en", replace(MINE, heading="Mine"), by=None, after=0)
    with pytest.raises(OutdatedWordingError):
        restore_default("event:1", KIND, "en", by=None, after=0)


@pytest.mark.parametrize(
    ("fields", "part", "message"),
    [
        ({"body": "{reason} {nobody}"}, "body", "There is no {nobody} here. You can use: {calendar},"),
        ({"body": "Sorry"}, "body", "{reason} is required"),
        ({"body": "{reason} {Event}"}, "body", "“{Event}” is not a placeholder."),
        ({"body": "{reason} }"}, "body", "“}” is not a placeholder."),
        ({"body": "[x]({reason})"}, "body", "{reason} is not an address"),
        ({"subject": "{what}"}, "subject", "There is no {what} here."),
        ({"heading": " "}, "heading", "This must not be empty."),
    ],
)
def test_refuses_invalid_texts(fields, part, message):
    with pytest.raises(WordingError) as raised:
        save_override("event:1", KIND, "en", replace(MINE, **fields), by=None, after=0)

    assert list(raised.value.problems) == [part]
    assert message in " ".join(raised.value.problems[part])
    assert not Wording.objects.exists()


def test_refuses_a_list_inside_a_paragraph():
    with pytest.raises(WordingError, match="paragraph of its own"):
        save_override("event:1", "details_reminder", "en", MailSource("A", "B", "These: {missing}"), by=None, after=0)


@pytest.mark.parametrize(
    "fields", [{"version": 1}, {"version": 2, "is_current": True}, {"version": 3, "is_current": False, "body": ""}]
)
def test_the_database_refuses_invalid_versions(fields):
    save_override("event:1", KIND, "en", MINE, by=None, after=0)
    row = {"scope": "event:1", "kind": KIND, "language": "en", "subject": "A", "heading": "B", "body": "C"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(**row | {"is_current": False} | fields)
