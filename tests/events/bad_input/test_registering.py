"""Bad input of those who register: who they are, codes, ways to take part, questions, sessions, and others for whom
they register. Each row of the table is sent once, and held to its answer."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import now

from events.models import Event, Registration
from events.questions.services import change_question
from events.registration.services import register
from tests.events.bad_input.scene import MB, NOBODY, PERSON, Bad, Scene, check, no_choice, own, question, registering
from tests.events.questions.helpers import ask
from tests.factories import make_person

pytestmark = pytest.mark.django_db


REQUIRED = "This field is required."
NO_CODE = "This code does not work for this event. Please check it, or ask the person who gave it to you."
NO_ADDRESS = "Enter a valid email address."
KHIN = {"name": "Khin"}


def by_code(scene):
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
    """Return what the page for registering others posts."""
    sent = {"form-TOTAL_FORMS": str(len(rows) if count is None else count), "form-INITIAL_FORMS": "0"}
    return sent | {f"form-{number}-{key}": value for number, row in enumerate(rows) for key, value in row.items()}


def guest(number):
    return {"name": f"Guest {number}", "email": f"guest{number}@example.org"}


NO_NUL = "Null characters are not allowed."
GONE = "One of these sessions can no longer be chosen. Check the list again, then choose."
NO_DIGITS = "Ensure that there are no more than 15 digits in total."
CLOSED = "Registration for this event is closed. If you need a place, please write to the organisers."
NO_WAY = "This event does not offer this way of taking part. Choose in person or online, as offered."
NO_PAGE = {"title": "Page not found"}


def long(most, count):
    return f"Ensure this value has at most {most} characters (it has {count})."


TABLE = [
    # Who they are
    Bad("no name", PERSON, registering(), {"name": ""}, {"name": REQUIRED}),
    Bad("a name of blanks", PERSON, registering(), {"name": " \t\n "}, {"name": REQUIRED}),
    Bad("a name that no eye sees", PERSON, registering(), {"name": "\u200b\u200e\ufeff\u2060"}, {"name": REQUIRED}),
    Bad("a name of joiners alone", PERSON, registering(), {"name": "\u200d\u200c"}, {"name": REQUIRED}),
    Bad("a name of 1 MB", PERSON, registering(), {"name": "a" * MB}, {"name": long(150, MB)}),
    Bad("an organisation of 201", PERSON, registering(), KHIN | {"organisation_name": "a" * 201}, {"organisation_name": long(200, 201)}),
    Bad("an honorific of 31", PERSON, registering(), KHIN | {"honorific": "a" * 31}, {"honorific": long(30, 31)}),
    Bad("a country that is none", PERSON, registering(), KHIN | {"country": "ZZ"}, {"country": no_choice("ZZ")}),
    Bad("a country of 1 MB", PERSON, registering(), KHIN | {"country": "Z" * MB}, {"country": no_choice("Z" * MB)}),
    Bad("a constituency that is none", PERSON, registering(), KHIN | {"constituency": "kings"}, {"constituency": no_choice("kings")}),
    Bad("needs of 1 MB", PERSON, registering(), KHIN | {"needs": "a" * MB}, {"needs": long(2000, MB)}),
    Bad("nothing at all", PERSON, registering(), {}, {"title": "Register"}),
    # Their address
    Bad("no address", NOBODY, lambda scene: reverse("account_login"), {"email": ""}, {"email": REQUIRED}),
    Bad("two at signs", NOBODY, lambda scene: reverse("account_login"), {"email": "a@b@example.org"}, {"email": NO_ADDRESS}),
    Bad("a line break in the address", NOBODY, lambda scene: reverse("account_login"), {"email": "a@example.org\nBcc: b@example.org"}, {"email": NO_ADDRESS}),
    Bad("an address of 321", NOBODY, lambda scene: reverse("account_login"), {"email": "a" * 309 + "@example.org"}, {"email": f"{NO_ADDRESS} {long(320, 321)}"}),
    Bad("a NUL in the address", NOBODY, lambda scene: reverse("account_login"), {"email": "a\0@example.org"}, {"email": f"{NO_ADDRESS} {NO_NUL}"}),
    # How they take part, and with which code
    Bad("a way that is none", PERSON, registering(lambda scene: scene.hybrid), KHIN | {"mode": "hybrid"}, {"mode": no_choice("hybrid")}),
    Bad("no way", PERSON, registering(lambda scene: scene.hybrid), KHIN, {"mode": REQUIRED}),
    Bad("no code", PERSON, registering(by_code), KHIN | {"code": ""}, {"code": REQUIRED}),
    Bad("a code that is none", PERSON, registering(by_code), KHIN | {"code": "XXXXXXXX"}, {"code": NO_CODE}),
    Bad("a code of 1 MB", PERSON, registering(by_code), KHIN | {"code": "X" * MB}, {"code": long(40, MB)}),
    Bad("a code that is used up", PERSON, registering(by_code), lambda scene: KHIN | {"code": used_up(scene)}, {"code": NO_CODE}),
    Bad("a code that has expired", PERSON, registering(by_code), lambda scene: KHIN | {"code": scene.code(scene.by_code, expires_at=now() - timedelta(hours=1))}, {"code": NO_CODE}),
    Bad("a code of another event", PERSON, registering(by_code), lambda scene: KHIN | {"code": scene.code(scene.foreign)}, {"code": NO_CODE}),
    # When they do
    Bad("after the window", PERSON, registering(lambda scene: scene.event(registration_closes_at=now() - timedelta(hours=1))), KHIN, {"alert": CLOSED}),
    Bad("before the window", PERSON, registering(lambda scene: scene.event(registration_opens_at=now() + timedelta(hours=1))), KHIN, {"alert": CLOSED}),
    Bad("an event that is cancelled", PERSON, registering(lambda scene: scene.event(status=Event.Status.CANCELLED)), KHIN, {"alert": CLOSED}),
    Bad("an event for those who are named", PERSON, registering(lambda scene: scene.delegation.event), KHIN, {"alert": CLOSED}),
    Bad("a draft", PERSON, registering(lambda scene: scene.event(status=Event.Status.DRAFT)), KHIN, NO_PAGE, 404),
    Bad("an event that is none", PERSON, lambda scene: "/events/nowhere/register/", KHIN, NO_PAGE, 404),
    Bad("a second time", PERSON, registering(lambda scene: scene.registered(scene.open).event), {"name": "Another"}, {"title": "You are confirmed"}),
    # Sessions
    Bad("a session that is full", PERSON, registering(), full_session, {"sessions": "No places left in: Round table. Choose another session."}),
    Bad("two sessions at once", PERSON, registering(), sessions_at_once, {"sessions": "“Wages” and “Skills” take place at the same time. Choose one of them."}),
    Bad("a session of another event", PERSON, registering(), foreign_session, {"sessions": GONE}),
    Bad("a session that is none", PERSON, registering(), lambda scene: KHIN | {"sessions": [scene.session(scene.open).pk, "9" * 30]}, {"sessions": GONE}),
    Bad("a switch to what is full", PERSON, own(lambda scene: scene.hybrid, mode="in_person"), {"action": "switch", "mode": "online"}, {"alert": "All places of this kind (in person or online) are taken. Nothing was changed."}),
    Bad("a switch to what is none", PERSON, own(lambda scene: scene.hybrid, mode="in_person"), {"action": "switch", "mode": "\0"}, {"alert": NO_WAY}),
    Bad("a switch where there is none", PERSON, own(), {"action": "switch", "mode": "online"}, {"alert": NO_WAY}),
    Bad("a step that is none", PERSON, own(), {"action": "confirm"}, NO_PAGE, 404),
    # Questions
    question("single", "cats", no_choice("cats"), labels=["Dogs", "Birds"]),
    question("multiple", "cats", no_choice("cats"), labels=["Dogs", "Birds"]),
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
    question("country", "ZZ", no_choice("ZZ")),
    question("yes_no", "perhaps", no_choice("perhaps")),
    question("short_text", "a" * MB, long(300, MB)),
    question("long_text", "a" * MB, long(4000, MB)),
    question("short_text", "\u200b", REQUIRED, is_required=True),
    Bad("consent to an older text", PERSON, registering(), older_consent, {"q": "The text has changed since you opened this page. Read it again, then tick the box."}),
    # Others
    Bad("others: nobody", PERSON, others, people(count=3), {"alert": "Enter at least one person."}),
    Bad("others: twenty-one", PERSON, others, people(*map(guest, range(21))), {"alert": "You can register 20 people at once."}),
    Bad("others: a million rows", PERSON, others, people(guest(1), count=1_000_000), {"alert": "You can register 20 people at once."}),
    Bad("others: no number of rows", PERSON, others, guest(1), {"alert": "A part of this page is missing. Please open the page again and send it again."}),
    Bad("others: twice the same", PERSON, others, people(guest(1), {**guest(2), "email": "GUEST1@example.org"}), {"form-1-email": "This address is in the list twice."}),
    Bad("others: no name", PERSON, others, people({"email": "a@example.org"}), {"form-0-name": REQUIRED}),
    Bad("others: an address that is none", PERSON, others, people({"name": "A", "email": "a@b@c"}), {"form-0-email": NO_ADDRESS}),
    Bad("others: without a code", PERSON, lambda scene: others(scene, scene.by_code), people(guest(1)), {"alert": NO_CODE}),
    Bad("others: somebody shut out", PERSON, lambda scene: make_person(email="guest1@example.org", is_active=False) and others(scene), people(guest(1)), {"alert": "We send this person an email with the next steps."}),
    Bad("others: after the window", PERSON, lambda scene: others(scene, scene.event(registration_closes_at=now())), people(guest(1)), {"title": "Registration is closed"}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_bad_input_is_answered_and_saves_nothing(row):
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
def test_a_name_is_kept_as_people_have_it(client, typed, name):
    scene = Scene()
    client.force_login(scene.person)

    client.post(registering()(scene), {"name": typed})

    assert Registration.objects.get().person.name == name


def test_half_a_letter_is_shown_as_a_sign_and_breaks_nothing(client):
    """A surrogate without its other half is no UTF-8: browsers do not send it, programs do."""
    scene = Scene()
    client.force_login(scene.person)

    client.post(registering()(scene), "name=Khin%ED%A0%80", content_type="application/x-www-form-urlencoded")

    assert Registration.objects.get().person.name.startswith("Khin\ufffd")


def test_an_answer_to_what_is_not_asked_is_not_kept(client):
    scene = Scene()
    hidden = ask(scene.open, shown_if_country=["VN"], is_required=True)
    client.force_login(scene.person)

    client.post(registering()(scene), KHIN | {"country": "TH", hidden.field_name: "Secret", "q_999999": "Secret"})

    assert not Registration.objects.get().answers.exists()
