"""The page of a host: they see and change their own visit alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts import encryption
from events.journeys.meetings import hosts, services
from events.journeys.meetings.errors import HostTooLateError
from events.models import Contributor, Event, EventChange, Meeting, Session, TravelDetails
from events.registration.services import register
from events.travel.details import TravelData
from notifications.models import Message
from tests.events.journeys.meetings.helpers import make_visit, path_of_host
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
PRIVATE = {
    "notes": "Secret note",
    "gift": "Silk scarf",
    "protocol": "Minister first",
    "met_names": "Mori Aya",
    "brings": "Business cards",
    "letter_reference": "OE-12",
}
YES = {"action": "answer", "answer": "confirm"}


def asked(**fields):
    meeting = make_visit(**fields)
    services.take_step(meeting, "ask", by=None)
    return Meeting.objects.select_related("session__event__programme").get(pk=meeting.pk)


def visitor(event, **fields):
    fields = {"name": "Chan Sreymom", "country": "KH", "position": "Deputy Director", **fields}
    return register(event, make_person(**fields)).person


def test_shows_the_visit_and_nothing_private(client):
    meeting = asked(questions="How do you place people?", **PRIVATE)
    event = meeting.session.event
    make_visit(event, hour="15:00", title="Visit of another host", institution="Another institution")
    person = visitor(event)
    Contributor.objects.create(session=meeting.session, name="Sato Yuki", role="interpreter")

    for path in (path_of_host(meeting), path_of_host(meeting) + "day/"):
        page = client.get(path).text
        for shown in (
            "A day at the counter",
            "1 participant",
            "Cambodia",
            "How do you place people?",
            "See the counter",
        ):
            assert shown in page
        for hidden in (
            *PRIVATE.values(),
            "another host",
            "Another institution",
            person.name,
            person.email,
            "Sato Yuki",
        ):
            assert hidden not in page


def test_the_sheet_for_the_team_shows_the_same(client):
    meeting = asked(**PRIVATE)
    event = meeting.session.event
    client.force_login(make_member(event.programme))

    page = client.get(f"/organise/events/{event.slug}/meetings/{meeting.pk}/host/").text

    assert "A day at the counter" in page
    assert all(private not in page for private in PRIVATE.values())


@pytest.mark.parametrize(
    ("answer", "status"), [("confirm", "confirmed"), ("answer_tentative", "tentative"), ("decline", "declined")]
)
def test_an_answer_is_recorded_and_mailed_to_the_team(client, answer, status):
    meeting = asked()
    manager = make_member(meeting.session.event.programme)
    make_member(meeting.session.event.programme, "viewer")

    response = client.post(path_of_host(meeting), {"action": "answer", "answer": answer, "note": "After 14:00"})

    stored = Meeting.objects.get()
    assert (response.status_code, stored.status, stored.answer_note) == (302, status, "After 14:00")
    assert stored.answered_at
    (mail,) = Message.objects.filter(kind="host_answered")
    assert mail.recipient == manager
    assert "After 14:00" in mail.text
    change = EventChange.objects.filter(what="meetings").last()
    assert (change.by, change.by_link) == (None, True)


ENTERED = {
    "programme_of_host": "09:00 Counter\n10:00 Questions",
    "contact_on_day": "Hara Emi, +81 3 5550 0111",
    "capacity": "12",
    "interpreter_by": "host",
    "photographs": "Lobby only",
    "is_step_free": "no",
    "gate": "Bring the passport to gate 2",
    "security_list": "births",
    "list_for": "Okada Ren",
}


def test_the_mail_to_the_team_has_what_the_host_entered(client):
    meeting = asked()
    make_member(meeting.session.event.programme)

    client.post(path_of_host(meeting), YES | ENTERED)

    (mail,) = Message.objects.filter(kind="host_answered")
    for line in (
        "Programme: 09:00 Counter\n10:00 Questions",
        "Contact on the day: Hara Emi, +81 3 5550 0111",
        "Visitors at most: 12",
        "Interpreter: the host provides one",
        "Accessible without stairs: no",
        "Photographs: Lobby only",
        "At the entrance: Bring the passport to gate 2",
        "List of visitors wanted: names, nationalities, passport numbers and dates of birth",
        "Who gets the list: Okada Ren",
    ):
        assert line in mail.text
    assert "09:00 Counter<br>10:00 Questions" in mail.html


def test_the_mail_to_the_team_leaves_out_what_is_empty(client):
    meeting = asked()
    make_member(meeting.session.event.programme)

    client.post(path_of_host(meeting), YES)

    (mail,) = Message.objects.filter(kind="host_answered")
    assert [label in mail.text for label in ("Programme:", "Photographs:", "Accessible without stairs:")] == [False] * 3


def test_the_same_answer_twice_mails_once(client):
    meeting = asked()
    make_member(meeting.session.event.programme)

    for _number in range(2):
        client.post(path_of_host(meeting), YES)

    assert Message.objects.filter(kind="host_answered").count() == 1


def test_what_a_host_asks_for_after_the_answer_is_mailed_to_the_team(client):
    meeting = asked()
    make_member(meeting.session.event.programme)
    client.post(path_of_host(meeting), YES)
    wish = {"security_list": "names"}

    for _number in range(2):
        client.post(path_of_host(meeting), wish | {"action": "keep"})  # the page stores it while it is typed
        client.post(path_of_host(meeting), YES | wish)

    mails = Message.objects.filter(kind="host_answered").order_by("pk")
    assert ["names and organisations" in mail.text for mail in mails] == [False, True]


def test_a_new_time_needs_a_new_answer(client):
    meeting = asked()
    client.post(path_of_host(meeting), {"action": "answer", "answer": "answer_tentative", "note": "Better at 11:00?"})
    hour = timedelta(hours=1)
    Session.objects.update(starts_at=meeting.session.starts_at + hour, ends_at=meeting.session.ends_at + hour)
    services.tell_moved(Meeting.objects.get(), by=None)

    page = client.get(path_of_host(meeting)).text

    assert "Better at 11:00?" not in page
    assert "checked" not in page


def test_the_host_gives_what_visitors_need_to_know(client):
    meeting = asked()
    details = {
        "programme_of_host": "14:00 Welcome",
        "contact_on_day": "Okada Ren, 0178",
        "capacity": "12",
        "interpreter_by": "host",
        "photographs": "none",
        "is_step_free": "no",
        "gate": "Gate 2",
        "security_list": "passports",
    }

    client.post(path_of_host(meeting), YES | details)

    stored = Meeting.objects.get()
    assert {name: str(getattr(stored, name)) for name in details} == details | {"is_step_free": "False"}


def test_a_host_cannot_change_what_is_not_theirs(client):
    meeting = asked(gift="Silk scarf")

    client.post(path_of_host(meeting), YES | {"gift": "Gold", "aim": "Other", "contact_email": "x@example.org"})

    stored = Meeting.objects.get()
    assert (stored.gift, stored.aim, stored.contact_email) == ("Silk scarf", "See the counter", "hara.emi@example.org")


def test_typing_is_kept_without_an_answer(client):
    meeting = asked()

    response = client.post(
        path_of_host(meeting), {"action": "keep", "gate": "Gate 2", "capacity": "many"}, headers={"HX-Request": "true"}
    )

    stored = Meeting.objects.get()
    assert (stored.status, stored.gate, stored.capacity) == ("asked", "Gate 2", None)
    assert "Saved" in response.text
    assert not Message.objects.filter(kind="host_answered").exists()


def test_an_answer_is_required(client):
    meeting = asked()

    response = client.post(path_of_host(meeting), {"action": "answer", "gate": "Gate 2"})

    assert "Please choose an answer" in response.text
    assert Meeting.objects.get().gate == "Gate 2"


def test_the_list_is_shown_from_its_release_to_the_end_of_the_visit(client):
    meeting = asked(security_list="names")
    person = visitor(meeting.session.event)
    Contributor.objects.create(session=meeting.session, name="Sato Yuki", role="interpreter")
    path = path_of_host(meeting)
    client.post(path, YES | {"security_list": "names"})

    assert person.name not in client.get(path).text
    services.release_list(meeting, by=None)
    page = client.get(path).text
    assert person.name in page
    assert "Deputy Director" in page
    assert "Sato Yuki" in page
    assert person.email not in page
    assert person.name in client.get(path + "day/").text
    start = now() - timedelta(hours=3)
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=1))
    assert person.name not in client.get(path).text
    assert person.name not in client.get(path + "day/").text


def test_no_page_shows_a_passport_number(client):
    meeting = asked(security_list="passports", status="confirmed")
    person = visitor(meeting.session.event)
    Meeting.objects.update(status="confirmed", list_released_at=now())

    details = TravelData(passport_number="N1234567").as_json()
    TravelDetails.objects.create(registration=person.registrations.get(), sealed=encryption.encrypt(details))

    page = client.get(path_of_host(meeting)).text

    assert (person.name in page, "N1234567" in page) == (True, False)


def test_another_kind_of_list_is_released_anew(client):
    meeting = asked(security_list="names")
    Meeting.objects.update(status="confirmed", list_released_at=now())

    client.post(path_of_host(meeting), YES | {"security_list": "passports"})

    assert Meeting.objects.get().list_released_at is None


def test_a_link_works_only_for_a_host_who_was_asked(client):
    meeting = make_visit()

    assert client.get(path_of_host(meeting)).status_code == 410


def test_a_new_contact_ends_the_link(client):
    meeting = asked()
    Event.objects.update(contact_email="team@example.org")
    path = path_of_host(meeting)

    services.save_details(meeting, {"contact_email": "new@example.org"})
    page = client.get(path)

    assert page.status_code == 410
    assert "mailto:team@example.org" in page.text  # a sign-in shows a host nothing
    assert "Sign in</a></p>" not in page.text


@pytest.mark.parametrize(("is_confirmed", "kind"), [(True, "host_contact"), (False, "host_asked")])
def test_a_new_contact_gets_the_link(client, is_confirmed, kind):
    meeting = asked()
    if is_confirmed:
        client.post(path_of_host(meeting), YES)

    services.save_details(meeting, {"contact_email": "new@example.org"})

    mail = Message.objects.get(to_email="new@example.org")
    assert mail.kind == kind
    assert path_of_host(Meeting.objects.get()) in mail.text


def test_a_new_contact_of_a_visit_that_was_not_asked_by_mail_gets_none(client):
    meeting = make_visit()

    services.save_details(meeting, {"contact_email": "new@example.org"})

    assert not Message.objects.filter(to_email="new@example.org").exists()


def test_a_link_of_one_visit_does_not_open_another(client):
    first = asked()
    second = make_visit(first.session.event, hour="15:00", title="Second visit")
    services.take_step(second, "ask", by=None)

    assert "Second visit" not in client.get(path_of_host(first)).text


@pytest.mark.parametrize("status", ["cancelled", "not_held", "held"])
def test_nothing_can_be_answered_any_more(client, status):
    meeting = asked()
    Meeting.objects.update(status=status)
    path = path_of_host(meeting)

    page = client.get(path).text
    client.post(path, YES)

    assert "Send the answer" not in page
    assert Meeting.objects.get().status == status
    with pytest.raises(HostTooLateError):
        hosts.answer(meeting, "confirm")


def test_a_host_of_a_draft_can_answer(client):
    meeting = asked(event=make_event(kind="study_visit", status=Event.Status.DRAFT))

    client.post(path_of_host(meeting), YES)

    assert Meeting.objects.get().status == "confirmed"
    assert Message.objects.get(kind="host_asked").status == "queued"


def test_what_is_private_is_in_no_mail_and_no_calendar(client):
    meeting = asked(**PRIVATE)
    event = meeting.session.event
    make_member(event.programme)
    visitor(event)
    client.post(path_of_host(meeting), YES)
    services.take_step(meeting, "hold", by=None, moment=meeting.session.starts_at)
    services.thank(meeting, by=None)

    texts = [mail.text + mail.html + mail.ics for mail in Message.objects.all()]
    pages = [
        client.get(reverse(name, args=[event.slug])) for name in ("events:detail", "events:agenda", "calendars:event")
    ]
    texts += [page.text for page in pages]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert len(texts) > 5
    assert all(private not in text for text in texts for private in PRIVATE.values())
