"""My data: what the page shows, the download, the erasure and its undo; the pages of the team."""

import io
import json
import logging
import time
import zipfile

import pytest
from allauth.account.internal.flows import login as flow
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.links.tokens import make_url
from accounts.models import User
from events.models import (
    AnnouncementRecipient,
    Erasure,
    PlannedReminder,
    Registration,
    RegistrationChange,
    Reminder,
    ReminderRule,
    Step,
)
from events.personal_data import record, services
from events.personal_data.declarations import PLACES
from events.personal_data.notify import UNDO
from events.registration.services import register, withdraw
from tests.events.personal_data.everywhere import EMAIL, NAME, make_person_everywhere
from tests.factories import make_country, make_event, make_member, make_person, make_programme

pytestmark = [pytest.mark.look, pytest.mark.django_db(transaction=True)]
MINE = "/me/data/"


def sign_in(client, person):
    """Sign in with a fresh code: people with a passkey must have used it a short time ago."""
    client.force_login(person)
    session = client.session
    session[flow.AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time(), "reauthenticated": True}]
    session[flow._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()


def text_of(response):
    return response.content.decode()


def path_of(url):
    return "/" + url.split("/", 3)[3]


def test_page_says_everything_in_words(client):
    make_country("VN")
    person = make_person(email="mai@example.org", country="VN")
    event = make_event()
    register(event, person, by=person)
    Registration.objects.get(person=person).tags.create(programme=event.programme, name="Interpretation")
    sign_in(client, person)

    page = text_of(client.get(MINE))

    for words in (
        "Viet Nam",
        "Your account",
        "Labels of your registrations",
        "Kept: until you erase it. Decided by you.",
    ):
        assert words in page, words
    for words in ('<dd dir="auto">VN</dd>', "relationships", "User sessions", ".."):
        assert words not in page, words


def test_page_leads_to_what_can_be_corrected(client):
    person = make_person()
    registration = register(make_event(title="Seminar on floors"), person)
    sign_in(client, person)

    page = text_of(client.get(MINE))

    for label, there in (
        ("Correct my profile", "self_service:profile"),
        ("Correct my registrations", "self_service:me"),
    ):
        assert f'<a class="btn" href="{reverse(there)}">{label}</a>' in page
    assert f'value="{person.name}"' in text_of(client.get(reverse("self_service:profile")))
    assert registration.event.title in text_of(client.get(reverse("self_service:me")))


def test_page_has_words_for_each_step_and_state():
    """The person is not to read the codes of our database, nor the words of its tables."""
    for field, model, codes in (
        ("action", RegistrationChange, Step),
        ("state", Reminder, Reminder.State.values),
        ("state", AnnouncementRecipient, AnnouncementRecipient.State.values),
    ):
        words = record._names_of(model._meta.get_field(field))
        assert [code for code in codes if str(words.get(code, code)) == code] == []
        assert "outbox" not in " ".join(map(str, words.values()))


def test_page_says_what_the_person_did_and_was_sent(client):
    person, event = make_person(language="vi"), make_event()
    withdraw(register(event, person, by=person), by=person)
    rule = ReminderRule.objects.create(programme=event.programme, event=event)
    planned = PlannedReminder.objects.create(
        rule=rule, event=event, anchor_at=event.starts_at, due_at=event.starts_at, next_at=event.starts_at
    )
    Reminder.objects.create(
        planned=planned, rule=rule, event=event, person=person, anchor_on=event.starts_at.date(), state="queued"
    )
    sign_in(client, person)

    page = text_of(client.get(MINE))

    for words in ("registered", "withdrawn", "written to you", "Tiếng Việt"):
        assert f'<dd dir="auto">{words}</dd>' in page, words
    for code in ("register", "withdraw", "in the outbox", "vi"):
        assert f'<dd dir="auto">{code}</dd>' not in page, code


def test_page_shows_all_data_with_reason_and_end(client, caplog):
    person = make_person_everywhere()
    sign_in(client, person)

    with caplog.at_level(logging.INFO, logger="plenary.security"):
        page = text_of(client.get(MINE))

    for words in (
        NAME, EMAIL, "Quinoaphobia", "Xylophonium and Theremin", "PASS9988776", "zyxkhin-cv.pdf", "Likes the Theremin",
        "To prepare food, rooms and help at the event.", "30 days after the event", "Theremin browser",
        "Ocarina practice", "Slides of Zyxkhin", "this installation",
    ):  # fmt: skip
        assert words in page, words
    assert "event=personal_data_viewed" in caplog.text
    assert NAME not in caplog.text


def test_old_session_of_a_person_with_a_passkey_must_reauthenticate(client):
    client.force_login(make_person_everywhere())

    for address in (MINE, reverse("personal_data:erase")):
        assert "reauthenticate" in client.get(address).url
    assert "reauthenticate" in client.post(reverse("personal_data:download")).url


def test_page_shows_no_data_of_others(client):
    make_person_everywhere()
    other = make_person(name="Plain Person")
    sign_in(client, other)

    page = text_of(client.get(MINE))

    assert "Zyxkhin" not in page
    assert "Plain Person" in page


@pytest.mark.parametrize("item_count", [1, 4])
def test_page_runs_a_fixed_number_of_queries(client, item_count, django_assert_max_num_queries):
    person = make_person()
    for _ in range(item_count):
        register(make_event(), person)
    sign_in(client, person)
    client.get(MINE)

    with django_assert_max_num_queries(len(PLACES) + 25):
        client.get(MINE)


def test_download_contains_json_files_mails_and_calendar(client, caplog):
    person = make_person_everywhere()
    sign_in(client, person)

    with caplog.at_level(logging.INFO, logger="plenary.security"):
        response = client.post(reverse("personal_data:download"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))

    names = archive.namelist()
    data = json.loads(archive.read("data.json"))
    schema = json.loads(archive.read("schema.json"))
    rows = {part["model"]: part["rows"] for part in data["data"]}
    assert set(schema["required"]) == set(data)
    assert set(schema["properties"]["data"]["items"]["required"]) == set(data["data"][0])
    assert rows["accounts.User"][0]["email"] == EMAIL
    assert {row["answer"] for row in rows["events.Answer"]} >= {"Xylophonium and Theremin"}
    assert rows["events.TravelDetails"][0]["passport_number"] == "PASS9988776"
    assert rows["events.TravelDetails"][0]["born_on"] == "1981-07-06"
    assert {name for name in names if name.startswith("files/")}
    assert any(b"Zyxkhin" in archive.read(name) for name in names if name.startswith("mails/"))
    assert b"BEGIN:VEVENT" in archive.read("calendar.ics")
    assert "event=data_exported" in caplog.text


def test_erasure_asks_first_then_signs_out_and_is_undone_by_link(client):
    person, event = make_person(email=EMAIL), make_event()
    register(event, person)
    sign_in(client, person)

    refused = client.post(reverse("personal_data:erase"))
    assert "Tick this box" in text_of(refused)
    assert not Erasure.objects.exists()
    done = client.post(reverse("personal_data:erase"), {"understood": "on"})

    assert "Your data will be erased" in text_of(done)
    assert client.get(MINE).status_code == 302
    link = path_of(make_url(UNDO, Erasure.objects.select_related("person").get()))
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert Erasure.objects.exists()
    undone = text_of(client.post(link))
    assert "Your data is kept" in undone
    assert event.title in undone
    assert User.objects.get(pk=person.pk).erase_at is None
    assert client.get(link).status_code == 404


def test_person_who_signs_in_sees_the_erasure_on_each_page_and_can_undo_it(client):
    person = make_person()
    services.erase(person, by=person)
    client.force_login(person)

    assert "Your data will be erased on" in text_of(client.get("/events/"))
    assert "is kept" in text_of(client.post(reverse("personal_data:undo")))

    assert not Erasure.objects.exists()
    assert "Your data will be erased on" not in text_of(client.get("/events/"))


def test_person_who_leaves_is_told_so_when_they_register(client):
    person, event = make_person(), make_event()
    services.erase(person, by=person)
    client.force_login(person)

    page = client.post(
        reverse("self_service:register", args=[event.slug]),
        {"name": "A", "mode": "in_person", "country": "", "constituency": ""},
    )

    assert page.status_code == 200
    assert not Registration.objects.exists()


def test_last_manager_sees_what_to_do(client):
    manager = make_member(make_programme(name="Seas"))
    sign_in(client, manager)

    page = text_of(client.post(reverse("personal_data:erase"), {"understood": "on"}))

    assert "last manager of Seas" in page


def test_manager_erases_a_person_who_asks_by_letter(client):
    programme = make_programme()
    registration = register(make_event(programme=programme), make_person())
    manager = make_member(programme)
    client.force_login(manager)
    address = reverse("personal_data:erase_person", args=[registration.event.slug, registration.pk])

    assert "This field is required" in text_of(client.post(address, {"understood": "on"}))
    client.post(address, {"reference": "Letter of 3 March", "understood": "on"})

    erasure = Erasure.objects.get()
    assert (erasure.person, erasure.by, erasure.cause) == (registration.person, manager, "letter")


def test_manager_cannot_erase_people_of_other_programmes(client):
    programme, person = make_programme(), make_person()
    registration = register(make_event(programme=programme), person)
    register(make_event(programme=make_programme()), person)
    client.force_login(make_member(programme))
    address = reverse("personal_data:erase_person", args=[registration.event.slug, registration.pk])

    page = text_of(client.post(address, {"reference": "x", "understood": "on"}))

    assert "other programmes" in page
    assert not Erasure.objects.exists()


def test_command_erases(capsys):
    person = make_person(email=EMAIL)
    with pytest.raises(CommandError, match="No person"):
        call_command("erase", "nobody@example.org")

    call_command("erase", EMAIL, reference="Letter 7")
    assert Erasure.objects.get().reference == "Letter 7"
    call_command("erase", EMAIL.upper(), "--now")

    assert "The data is erased." in capsys.readouterr().out
    person.refresh_from_db()
    assert person.is_erased


def test_kept_records_show_names_to_managers(client):
    programme = make_programme(retention_ground="Audit", retention_years=3)
    person = make_person(name=NAME)
    registration = register(make_event(programme=programme), person)
    other = Client()
    sign_in(other, person)
    from tests.events.personal_data.test_retention import end  # noqa: PLC0415 (a helper)

    end(registration.event, 3)
    assert "Audit" in text_of(other.get(MINE))
    services.erase(person, by=person, at_once=True)
    client.force_login(make_member(programme))

    assert NAME in text_of(client.get(reverse("personal_data:kept_records", args=[programme.slug])))
