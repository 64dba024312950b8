import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from events.daily_tasks.queries import Problems
from events.models import Event, Registration, TeamMember
from events.organise.digest import send_due
from events.organise.work.queries import with_events, work_list
from events.registration.services import register
from notifications.mail.mime import build_mime
from notifications.models import InboundMail, Message, Refusal
from notifications.preferences import links
from tests.factories import make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_late(monkeypatch):
    """The nightly tasks have run."""
    monkeypatch.setattr("events.organise.work.alarms.find_problems", lambda: Problems([], []))


def at(text):
    return time_machine.travel(datetime.fromisoformat(text).replace(tzinfo=UTC), tick=False)


@pytest.fixture
def event():
    """An event with a registration that is awaiting a decision."""
    with at("2027-01-01T00:00"):
        event = make_event(
            programme=make_programme(), policy=Event.Policy.APPROVAL, starts_at=datetime(2028, 1, 1, 2, tzinfo=UTC)
        )
        register(event, make_person())
    return event


def member(event, role=TeamMember.Role.COORDINATOR, **fields):
    return make_member(event.programme, role, make_person(**fields))


def digests():
    return Message.objects.filter(kind="digest")


def link_in(message):
    return links.link_of_message(message).partition("/mails/")[2].strip("/")


@pytest.mark.parametrize(
    ("zone", "before", "due"),
    [
        ("Asia/Bangkok", "2027-03-02T00:59", "2027-03-02T01:00"),
        ("Asia/Kathmandu", "2027-03-02T02:14", "2027-03-02T02:15"),
        ("Europe/Berlin", "2027-03-27T06:59", "2027-03-27T07:00"),
        ("Europe/Berlin", "2027-03-28T05:59", "2027-03-28T06:00"),  # the clocks went forward that night
        ("America/New_York", "2027-11-07T12:59", "2027-11-07T13:00"),  # and back
        ("", "2027-03-02T07:59", "2027-03-02T08:00"),
    ],
)
def test_send_due_queues_the_mail_at_eight_local_time(event, zone, before, due):
    person = member(event, timezone=zone)

    with at(before):
        assert send_due() == 0
    with at(due):
        assert send_due() == 1
        assert send_due() == 0

    assert digests().get().recipient == person
    assert "1 registration awaiting decision" in digests().get().text


def test_send_due_queues_one_mail_per_day(event):
    member(event)

    for day in ("02", "03"):
        with at(f"2027-03-{day}T08:10"):
            send_due()

    assert digests().count() == 2


def test_send_due_queues_nothing_after_the_morning(event):
    member(event)

    with at("2027-03-02T12:00"):
        assert send_due() == 0


def test_send_due_queues_nothing_without_pressing_items():
    event = make_event(programme=make_programme(), status=Event.Status.DRAFT)
    member(event)

    with at("2027-03-02T08:10"):
        assert send_due() == 0


@pytest.mark.parametrize("role", [TeamMember.Role.VIEWER, TeamMember.Role.RECEPTION])
def test_send_due_skips_roles_that_decide_nothing(event, role):
    member(event, role)
    make_member(make_programme())

    with at("2027-03-02T08:10"):
        assert send_due() == 0


def test_mail_counts_all_programmes_of_a_person(event):
    person = member(event)
    other = make_event(
        programme=make_programme(), policy=Event.Policy.APPROVAL, starts_at=datetime(2028, 1, 1, 2, tzinfo=UTC)
    )
    make_member(other.programme, person=person)
    with at("2027-01-01T00:00"):
        register(other, make_person())

    with at("2027-03-02T08:10"):
        send_due()

    text = digests().get().text
    assert text.count("1 registration awaiting decision") == 2
    assert event.title in text
    assert other.title in text


def test_one_click_unsubscribe_refuses_the_mail(event):
    person = member(event)
    with at("2027-03-02T08:10"):
        send_due()
    message = digests().get()
    mail = build_mime(message).message()
    address = mail["List-Unsubscribe"].strip("<>")

    # A mail client sends no cookie and no CSRF token.
    response = Client(enforce_csrf_checks=True).post(
        address.partition("/mails/")[1] + address.partition("/mails/")[2], {"List-Unsubscribe": "One-Click"}
    )

    assert (mail["List-Unsubscribe-Post"], response.status_code) == ("List-Unsubscribe=One-Click", 200)
    assert Refusal.objects.get().person == person
    assert digests().get().status == "dropped"
    with at("2027-03-03T08:10"):
        assert send_due() == 0


def test_refuse_page_changes_nothing_until_its_button_is_used(client, event):
    member(event)
    with at("2027-03-02T08:10"):
        send_due()
    page = reverse("preferences:optional", args=[link_in(digests().get())])

    assert client.get(page).status_code == 200
    assert not Refusal.objects.exists()
    client.post(page, {"action": "refuse"})
    client.post(page, {"action": "refuse"})
    assert Refusal.objects.count() == 1
    client.post(page, {"action": "accept"})
    assert not Refusal.objects.exists()


def test_essential_mails_cannot_be_refused(event):
    message = Message.objects.exclude(kind="digest").first()

    assert build_mime(message).message()["List-Unsubscribe"] is None
    assert links.link_of_message(message) == ""


def test_forged_links_are_not_found(client):
    for token in ("not-a-token", "WzEsImFAZXhhbXBsZS5vcmciLCJkaWdlc3Q6Il0:forged"):
        assert client.post(reverse("preferences:optional", args=[token])).status_code == 404

    assert not Refusal.objects.exists()


def test_mail_says_that_a_nightly_task_is_late(event, monkeypatch):
    monkeypatch.setattr("events.organise.work.alarms.find_problems", lambda: Problems(["retention"], []))
    member(event)
    Registration.objects.all().delete()

    with at("2027-03-02T08:10"):
        send_due()

    assert "1 nightly task that has not run for two days" in digests().get().text


def test_mail_has_the_list_of_the_workspace_in_its_order(event):
    person = member(event, TeamMember.Role.MANAGER, timezone="Asia/Bangkok")
    make_event(programme=event.programme, status=Event.Status.DRAFT, starts_at=datetime(2027, 3, 10, tzinfo=UTC))
    InboundMail.objects.create(
        digest="x", topic=event.mail_topic, state="set_aside", reason="words",
        received_at=datetime(2027, 2, 26, tzinfo=UTC), settled_at=datetime(2027, 2, 26, tzinfo=UTC),
    )  # fmt: skip

    with at("2027-03-02T02:10"):
        send_due()
        items = with_events(work_list(person, person.zone))

    message = digests().get()
    assert [item.label for item in items] == [
        "Draft to publish",
        "1 reply to review",
        "1 registration awaiting decision",
    ]
    for content in (message.text, message.html):
        places = [content.index(text) for item in items for text in (str(item.urgency.label), item.label)]
        assert places == sorted(places)
        assert all(item.url in content for item in items)
    assert "since Fri 26 Feb" in message.text


def test_mail_and_today_have_the_same_lines(event, client):
    """One page of the workspace, read at the moment of the mail: the same work, words, dates, addresses and order."""
    with at("2027-03-02T02:00"):
        person = member(event, TeamMember.Role.MANAGER, timezone="Asia/Bangkok")
        short = make_event(
            programme=event.programme, minimum_people=12, decide_on=date(2027, 3, 5), asks_travel=True,
            starts_at=datetime(2027, 3, 20, tzinfo=UTC),
        )  # fmt: skip
        for _same in range(2):
            register(short, make_person(name="Đặng Thị Phương"))
        Message.objects.filter(topic=short.mail_topic).update(status=Message.Status.FAILED)
        make_event(programme=event.programme, status=Event.Status.DRAFT, starts_at=datetime(2027, 3, 10, tzinfo=UTC))

    with at("2027-03-02T02:10"):
        send_due()
        client.force_login(person)
        page = client.get(reverse("organise:home")).text

    lines = re.findall(
        r'<a class="work-line" href="([^"]+)".*?<strong dir="auto">([^<]+)</strong>.*?<span class="work-due[^>]*>([^<]*)<',
        page,
    )
    in_mail = re.findall(r"^- (.+?) · .+?(?: · (.+))?\n  http://[^/]+(.+)$", digests().get().text, re.MULTILINE)
    assert [(unescape(url), unescape(label), due) for url, label, due in lines] == [
        (url, label, due) for label, due, url in in_mail
    ]
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("fr", ["Plus tard", "1 inscription en attente de décision", "avant sam. 1 janv. 2028"]),
        ("vi", ["Sau đó", "1 đăng ký đang chờ quyết định", "hạn "]),
    ],
)
def test_mail_is_in_the_language_of_the_person(event, language, texts):
    member(event, language=language, timezone="Asia/Bangkok")

    with at("2027-03-02T02:10"):
        send_due()

    assert [text for text in texts if text not in digests().get().text] == []


def test_long_mail_says_how_much_is_left(event, monkeypatch):
    monkeypatch.setattr("events.organise.digest.MOST", 1)
    member(event)
    for _number in range(2):
        with at("2027-01-01T00:00"):
            other = make_event(
                programme=event.programme,
                policy=Event.Policy.APPROVAL,
                starts_at=datetime(2028, 1, 1, 2, tzinfo=UTC),
            )
            register(other, make_person())

    with at("2027-03-02T08:10"):
        send_due()

    assert "2 more tasks are in your workspace." in digests().get().text
