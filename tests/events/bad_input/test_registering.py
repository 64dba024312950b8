"""Bad input of people who register: profile, codes, ways of taking part, questions, sessions, registering others.

Each row of the table is sent once and its response is checked."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, Registration
from events.questions.services import change_question
from events.registration.services import register
from tests.events.bad_input.scene import (
    ANONYMOUS,
    MB,
    PERSON,
    BadInput,
    Scene,
    check,
    invalid_choice,
    question,
    registration_form,
    status_page,
)
from tests.events.questions.helpers import ask
from tests.factories import make_person

pytestmark = pytest.mark.django_db


REQUIRED = "This field is required."
NO_CODE = "This code does not work for this event. Please check it, or ask the person who gave it to you."
NO_ADDRESS = "Enter a valid email address."
KHIN = {"name": "Khin"}


def invitation_event(scene):
    return scene.by_code


def used_up(scene):
    code = scene.code(scene.by_code)
    register(scene.by_code, make_person(), code=code)
    return code


def older_consent(scene):
    asked = ask(scene.open, "consent", consent_text="We keep your data for a year.")
    shown = asked.question.consent_texts.get()
    change_question(asked, consent_text="We keep your data for ten years.")
    return KHIN | {asked.field_name: str(shown.pk)}


def full_session(scene):
    return KHIN | {"sessions": scene.session(scene.open, seats=1, seats_taken=1).pk}


def sessions_at_once(scene):
    return KHIN | {"sessions": [scene.session(scene.open, title).pk for title in ("Wages", "Skills")]}


def foreign_session(scene):
    scene.session(scene.open)
    return KHIN | {"sessions": scene.session(scene.foreign).pk}


def others(scene, event=None):
    return reverse("self_service:register_others", args=[(event or scene.open).slug])


def people(*rows, count=None):
    """Return the data that the page for registering others sends."""
    sent = {"form-TOTAL_FORMS": str(len(rows) if count is None else count), "form-INITIAL_FORMS": "0"}
    return sent | {f"form-{number}-{key}": value for number, row in enumerate(rows) for key, value in row.items()}


def guest(number):
    return {"name": f"Guest {number}", "email": f"guest{number}@example.org"}


GONE = "One of these sessions can no longer be chosen. Check the list again, then choose."
NO_DIGITS = "Ensure that there are no more than 15 digits in total."
CLOSED = "Registration for this event is closed. If you need a place, please write to the organisers."
NO_MODE = "This event does not offer this way of taking part. Choose in person or online, as offered."
NO_PAGE = {"title": "Page not found"}


def too_long(most, count):
    return f"Ensure this value has at most {most} characters (it has {count})."


TABLE = [
    # Profile
    BadInput("no name", PERSON, registration_form(), {"name": ""}, {"name": REQUIRED}),
    BadInput("a name of blanks", PERSON, registration_form(), {"name": " \t\n "}, {"name": REQUIRED}),
    BadInput("a name of invisible characters", PERSON, registration_form(), {"name": "\u200b\u200e\ufeff\u2060"}, {"name": REQUIRED}),
    BadInput("a name with only joiners", PERSON, registration_form(), {"name": "\u200d\u200c"}, {"name": REQUIRED}),
    BadInput("a name of 1 MB", PERSON, registration_form(), {"name": "a" * MB}, {"name": too_long(150, MB)}),
    BadInput("an organisation of 201", PERSON, registration_form(), KHIN | {"organisation_name": "a" * 201}, {"organisation_name": too_long(200, 201)}),
    BadInput("an honorific of 31", PERSON, registration_form(), KHIN | {"honorific": "a" * 31}, {"honorific": too_long(30, 31)}),
    BadInput("an unknown country", PERSON, registration_form(), KHIN | {"country": "ZZ"}, {"country": invalid_choice("ZZ")}),
    BadInput("a country of 1 MB", PERSON, registration_form(), KHIN | {"country": "Z" * MB}, {"country": invalid_choice("Z" * MB)}),
    BadInput("an unknown constituency", PERSON, registration_form(), KHIN | {"constituency": "kings"}, {"constituency": invalid_choice("kings")}),
    BadInput("needs of 1 MB", PERSON, registration_form(), KHIN | {"needs": "a" * MB}, {"needs": too_long(2000, MB)}),
    BadInput("nothing at all", PERSON, registration_form(), {}, {"title": "Register"}),
    # Address
    BadInput("no address", ANONYMOUS, lambda scene: reverse("account_login"), {"email": ""}, {"email": REQUIRED}),
    BadInput("two at signs", ANONYMOUS, lambda scene: reverse("account_login"), {"email": "a@b@example.org"}, {"email": NO_ADDRESS}),
    BadInput("a line break in the address", ANONYMOUS, lambda scene: reverse("account_login"), {"email": "a@example.org\nBcc: b@example.org"}, {"email": NO_ADDRESS}),
    BadInput("an address of 321", ANONYMOUS, lambda scene: reverse("account_login"), {"email": "a" * 309 + "@example.org"}, {"email": "This address is too long. The limit is 254 characters, with 64 before the @."}),
    BadInput("a NUL in the address", ANONYMOUS, lambda scene: reverse("account_login"), {"email": "a\0@example.org"}, {"email": NO_ADDRESS}),
    # Way of taking part, and code
    BadInput("an unknown way of taking part", PERSON, registration_form(lambda scene: scene.hybrid), KHIN | {"mode": "hybrid"}, {"mode": invalid_choice("hybrid")}),
    BadInput("no way of taking part", PERSON, registration_form(lambda scene: scene.hybrid), KHIN, {"mode": REQUIRED}),
    BadInput("no code", PERSON, registration_form(invitation_event), KHIN | {"code": ""}, {"code": REQUIRED}),
    BadInput("an unknown code", PERSON, registration_form(invitation_event), KHIN | {"code": "XXXXXXXX"}, {"code": NO_CODE}),
    BadInput("a code of 1 MB", PERSON, registration_form(invitation_event), KHIN | {"code": "X" * MB}, {"code": too_long(40, MB)}),
    BadInput("a code that is used up", PERSON, registration_form(invitation_event), lambda scene: KHIN | {"code": used_up(scene)}, {"code": NO_CODE}),
    BadInput("a code that has expired", PERSON, registration_form(invitation_event), lambda scene: KHIN | {"code": scene.code(scene.by_code, expires_at=now() - timedelta(hours=1))}, {"code": NO_CODE}),
    BadInput("a code of another event", PERSON, registration_form(invitation_event), lambda scene: KHIN | {"code": scene.code(scene.foreign)}, {"code": NO_CODE}),
    # Time and event
    BadInput("after the window", PERSON, registration_form(lambda scene: scene.event(registration_closes_at=now() - timedelta(hours=1))), KHIN, {"alert": CLOSED}),
    BadInput("before the window", PERSON, registration_form(lambda scene: scene.event(registration_opens_at=now() + timedelta(hours=1))), KHIN, {"alert": CLOSED}),
    BadInput("an event that is cancelled", PERSON, registration_form(lambda scene: scene.event(status=Event.Status.CANCELLED)), KHIN, {"alert": CLOSED}),
    BadInput("an event for nominees only", PERSON, registration_form(lambda scene: scene.delegation.event), KHIN, {"alert": CLOSED}),
    BadInput("a draft", PERSON, registration_form(lambda scene: scene.event(status=Event.Status.DRAFT)), KHIN, NO_PAGE, 404),
    BadInput("an unknown event", PERSON, lambda scene: "/events/nowhere/register/", KHIN, NO_PAGE, 404),
    BadInput("a second time", PERSON, registration_form(lambda scene: scene.registered(scene.open).event), {"name": "Another"}, {"title": "You are confirmed"}),
    # Sessions
    BadInput("a session that is full", PERSON, registration_form(), full_session, {"sessions": "No places left in: Round table. Choose another session."}),
    BadInput("two sessions at once", PERSON, registration_form(), sessions_at_once, {"sessions": "“Wages” and “Skills” take place at the same time. Choose one of them."}),
    BadInput("a session of another event", PERSON, registration_form(), foreign_session, {"sessions": GONE}),
    BadInput("an unknown session", PERSON, registration_form(), lambda scene: KHIN | {"sessions": [scene.session(scene.open).pk, "9" * 30]}, {"sessions": GONE}),
    BadInput("a switch to a full way of taking part", PERSON, status_page(lambda scene: scene.hybrid, mode="in_person"), {"action": "switch", "mode": "online"}, {"alert": "All places of this kind (in person or online) are taken. Nothing was changed."}),
    BadInput("a switch to an unknown way of taking part", PERSON, status_page(lambda scene: scene.hybrid, mode="in_person"), {"action": "switch", "mode": "\0"}, {"alert": NO_MODE}),
    BadInput("a switch with only one way of taking part", PERSON, status_page(), {"action": "switch", "mode": "online"}, {"alert": NO_MODE}),
    BadInput("an unknown action", PERSON, status_page(), {"action": "confirm"}, NO_PAGE, 404),
    # Questions
    question("single", "cats", invalid_choice("cats"), labels=["Dogs", "Birds"]),
    question("multiple", "cats", invalid_choice("cats"), labels=["Dogs", "Birds"]),
    question("number", "1e400", NO_DIGITS),
    question("number", "NaN", "Enter a number."),
    question("number", "Infinity", "Enter a number."),
    question("number", "9" * 4000, NO_DIGITS),
    question("number", "11", "Ensure this value is less than or equal to 10.", maximum=10),
    question("date", "0000-00-00", "Enter a valid date."),
    question("date", "99999-01-01", "Enter a valid date."),
    question("date", "9999-01-01", "This date is too far away. Check the year."),
    question("phone", "call me", "Write the number with its country code, such as +66 2 288 1234."),
    question("phone", "+66 ٢٢٨٨١٢٣٤", "Write the number with its country code, such as +66 2 288 1234."),
    question("country", "ZZ", invalid_choice("ZZ")),
    question("yes_no", "perhaps", invalid_choice("perhaps")),
    question("short_text", "a" * MB, too_long(300, MB)),
    question("long_text", "a" * MB, too_long(4000, MB)),
    question("short_text", "\u200b", REQUIRED, is_required=True),
    BadInput("consent to an older text", PERSON, registration_form(), older_consent, {"q": "The text has changed since you opened this page. Read it again, then tick the box."}),
    # Registering others
    BadInput("others: no one", PERSON, others, people(count=3), {"alert": "Enter at least one person."}),
    BadInput("others: twenty-one", PERSON, others, people(*map(guest, range(21))), {"alert": "You can register 20 people at once."}),
    BadInput("others: a million rows", PERSON, others, people(guest(1), count=1_000_000), {"alert": "You can register 20 people at once."}),
    BadInput("others: no number of rows", PERSON, others, guest(1), {"alert": "A part of this page is missing. Please open the page again and send it again."}),
    BadInput("others: the same address twice", PERSON, others, people(guest(1), {**guest(1), "email": "GUEST1@example.org"}), {"form-1-email": "This address is in the list twice."}),
    BadInput("others: no name", PERSON, others, people({"email": "a@example.org"}), {"form-0-name": REQUIRED}),
    BadInput("others: an invalid address", PERSON, others, people({"name": "A", "email": "a@b@c"}), {"form-0-email": NO_ADDRESS}),
    BadInput("others: without a code", PERSON, lambda scene: others(scene, scene.by_code), people(guest(1)), {"alert": NO_CODE}),
    BadInput("others: after the window", PERSON, lambda scene: others(scene, scene.event(registration_closes_at=now())), people(guest(1)), {"title": "Registration is closed"}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_bad_input_shows_a_message_and_saves_nothing(row):
    check(row)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("🎉 Khin", "🎉 Khin"),
        ("Sukarno", "Sukarno"),
        ("O'Brien-Đặng", "O'Brien-Đặng"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u202eKhin\u200b\0 Khin\n", "Khin Khin"),
    ],
)
def test_keeps_the_letters_of_a_name(client, typed, name):
    scene = Scene()
    client.force_login(scene.person)

    client.post(registration_form()(scene), {"name": typed})

    assert Registration.objects.get().person.name == name


def test_replaces_a_lone_surrogate_in_a_name(client):
    """A lone surrogate is not valid UTF-8. Browsers do not send it; programs can."""
    scene = Scene()
    client.force_login(scene.person)

    client.post(registration_form()(scene), "name=Khin%ED%A0%80", content_type="application/x-www-form-urlencoded")

    assert Registration.objects.get().person.name.startswith("Khin\ufffd")


def test_ignores_answers_to_questions_that_are_not_shown(client):
    scene = Scene()
    hidden = ask(scene.open, shown_if_country=["VN"], is_required=True)
    client.force_login(scene.person)

    client.post(registration_form()(scene), KHIN | {"country": "TH", hidden.field_name: "Secret", "q_999999": "Secret"})

    assert not Registration.objects.get().answers.exists()
