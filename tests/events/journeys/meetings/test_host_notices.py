"""When hosts are told of new times, and that the event is cancelled or postponed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import now

from events.agenda import versions
from events.journeys.meetings import host_notices, services
from events.models import Event, Meeting, Session
from events.planning import services as planning
from events.planning.undoing import undo
from events.updates import services as updates
from notifications.models import Message
from tests.events.journeys.meetings.helpers import make_visit, path_of_host
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
DELAY = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _delay(settings):
    settings.UPDATE_DELAY = DELAY


@pytest.fixture
def event():
    event = make_event(kind="study_visit")
    versions.record(event, by=None)
    return event


def asked(event, **fields):
    return services.take_step(make_visit(event, **fields), "ask", by=None)


def confirmed(event, **fields):
    return services.take_step(asked(event, **fields), "confirm", by=None)


def mails(kind):
    return list(Message.objects.filter(kind=kind).order_by("pk"))


def shift(meeting, hours):
    """Move the session of a meeting as a new version of the agenda does."""
    session = Session.objects.get(pk=meeting.session_id)
    by = timedelta(hours=hours)
    Session.objects.filter(pk=session.pk).update(starts_at=session.starts_at + by, ends_at=session.ends_at + by)
    versions.record(Event.objects.get(pk=session.event_id), by=None)


def later():
    return time_machine.travel(now() + DELAY + timedelta(seconds=5), tick=False)


def test_new_time_is_mailed_once_after_the_delay_with_the_last_time(event):
    meeting = confirmed(event)
    shift(meeting, 1)
    shift(meeting, 2)
    assert host_notices.tell_due() == 0

    with later():
        assert host_notices.tell_due() == 1
        assert host_notices.tell_due() == 0

    (mail,) = mails("host_moved")
    assert (mail.to_email, "13:00" in mail.text) == ("hara.emi@example.org", True)


def test_move_that_is_undone_within_the_delay_mails_no_host(event):
    meeting = confirmed(event)

    shift(meeting, 1)
    shift(meeting, -1)

    with later():
        assert host_notices.tell_due() == 0
    assert mails("host_moved") == []


def test_undone_move_of_the_event_mails_no_host(event):
    confirmed(event)
    event.refresh_from_db()
    planning.reschedule(
        event,
        starts_at=event.starts_at + timedelta(days=7),
        ends_at=event.ends_at + timedelta(days=7),
        by=make_person(),
    )

    undo(event, by=make_person())

    with later():
        assert host_notices.tell_due() == updates.notify_due() == 0
    assert mails("host_moved") == []


def test_visit_that_is_near_is_mailed_at_once(event):
    meeting = confirmed(event)
    start = Session.objects.get(pk=meeting.session_id).starts_at

    with time_machine.travel(start - timedelta(hours=2), tick=False):
        shift(meeting, 1)

    assert len(mails("host_moved")) == 1


def test_cancellation_is_told_to_hosts_who_were_asked_or_have_confirmed(event):
    confirmed(event, contact_language="fr")
    asked(event, contact_email="asked@example.org")
    by_phone = make_visit(event, contact_email="phone@example.org")
    services.take_step(by_phone, "confirm", by=None)
    make_visit(event, contact_email="idea@example.org")
    services.take_step(asked(event, contact_email="no@example.org"), "decline", by=None)

    planning.cancel(event, by=make_person(), reason="No visas.")
    assert mails("host_cancelled") == []
    with later():
        assert updates.notify_due() == 3
        assert updates.notify_due() == 0

    found = mails("host_cancelled")
    assert {mail.to_email for mail in found} == {"hara.emi@example.org", "asked@example.org", "phone@example.org"}
    (french,) = [mail for mail in found if mail.to_email == "hara.emi@example.org"]
    assert french.subject.startswith("La visite n")
    assert "No visas." in french.text


def test_undone_cancellation_tells_no_host(event):
    confirmed(event)
    planning.cancel(event, by=make_person())

    undo(event, by=make_person())

    with later():
        assert updates.notify_due() == 0
    assert mails("host_cancelled") == []


def test_page_of_the_host_says_that_the_event_is_off_and_takes_no_answer(event):
    meeting = confirmed(event)
    path = path_of_host(Meeting.objects.select_related("session__event").get(pk=meeting.pk))

    planning.postpone(event, by=make_person())
    postponed = Client().get(path)
    answer = Client().post(path, {"action": "answer", "answer": "decline"}, follow=True)
    Event.objects.filter(pk=event.pk).update(status="cancelled")
    cancelled = Client().get(path)

    assert "This visit is postponed. We write to you when there is a new time." in postponed.text
    assert "can no longer be changed here" in answer.text
    assert "This visit does not take place." in cancelled.text
    meeting.refresh_from_db()
    assert meeting.status == "confirmed"


@pytest.mark.parametrize("days", [0, 7])
def test_host_of_a_postponed_event_learns_the_new_time_even_if_it_is_the_old_one(event, days):
    confirmed(event)
    planning.postpone(event, by=make_person())
    with later():
        updates.notify_due()
    (mail,) = mails("host_postponed")
    assert "keep no time free" in mail.subject

    event.refresh_from_db()
    by = timedelta(days=days)
    planning.reschedule(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, by=make_person())
    with time_machine.travel(now() + 3 * DELAY, tick=False):
        updates.notify_due()
        host_notices.tell_due()

    assert len(mails("host_moved")) == 1
    assert Meeting.objects.get().told_off == ""


def test_page_that_cancels_counts_the_hosts(event, client):
    confirmed(event)
    client.force_login(make_member(event.programme))

    page = client.get(f"/organise/events/{event.slug}/cancel/")

    assert "Hosts and institutions: <strong>1</strong>" in page.text


def test_sheet_of_a_moved_visit_says_when_the_host_gets_the_email(event, client):
    meeting = confirmed(event)
    client.force_login(make_member(event.programme))

    shift(meeting, 1)

    page = client.get(f"/organise/events/{event.slug}/meetings/{meeting.pk}/")
    due_at = Meeting.objects.get().notice_due_at.astimezone(event.zone)
    assert f"and gets an email: {due_at:%A %-d %B %Y, %H:%M}" in page.text
