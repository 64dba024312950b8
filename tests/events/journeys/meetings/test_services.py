"""The steps of a meeting, and the mails that they cause."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.journeys.errors import StepNotAllowedError
from events.journeys.meetings import hosts, services
from events.journeys.meetings.errors import (
    NoHostContactError,
    NoListWantedError,
    NoMeetingTimeError,
    NotBegunError,
    NotesChangedError,
)
from events.journeys.meetings.links import host_link
from events.journeys.meetings.problems import problems_of
from events.models import EventChange, Meeting, Session
from events.planning.services import reschedule
from notifications.models import Message
from tests.events.agenda.scene import draft_changes, publish_changes
from tests.events.journeys.meetings.helpers import make_visit
from tests.factories import make_event, make_member, make_session

pytestmark = pytest.mark.django_db


def mails(kind=None):
    found = Message.objects.filter(kind__startswith="host_").order_by("pk")
    return list(found.filter(kind=kind) if kind else found)


def ask(**fields):
    meeting = make_visit(**fields)
    services.take_step(meeting, "ask", by=None)
    meeting.refresh_from_db()
    return meeting


def move(meeting, minutes):
    """Move the session in the agenda, and publish the agenda."""
    session, by = meeting.session, timedelta(minutes=minutes)
    moved = {name: (getattr(session, name) + by).isoformat() for name in ("starts_at", "ends_at")}
    publish_changes(session.event, {session: moved})


def test_a_session_becomes_a_meeting_once():
    session = make_session(make_event(), host_institution="Labour Bureau")

    first = services.make_meeting(session, by=None)
    again = services.make_meeting(session, by=None)

    assert first == again
    assert first.institution == "Labour Bureau"
    assert EventChange.objects.filter(what="meetings").count() == 1


def test_asking_mails_the_host_in_their_language():
    meeting = ask(contact_language="fr")

    (mail,) = mails()
    assert (mail.kind, mail.to_email, mail.recipient) == ("host_asked", "hara.emi@example.org", None)
    assert "/hosts/" in mail.text
    assert "See the counter" in mail.text
    assert "Cher" in mail.text or "Bonjour" in mail.text or "Madame" in mail.text
    assert (meeting.status, meeting.told_starts_at) == ("asked", meeting.session.starts_at)
    assert meeting.asked_at


def test_asking_by_letter_mails_nobody():
    meeting = make_visit(contact_email="")

    services.take_step(meeting, "ask", by=None, mails_host=False)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.told_starts_at, mails()) == ("asked", None, [])


def test_asking_by_mail_needs_an_address_and_a_time():
    with pytest.raises(NoHostContactError):
        services.take_step(make_visit(contact_email=""), "ask", by=None)
    meeting = make_visit()
    Session.objects.update(starts_at=None, ends_at=None)
    with pytest.raises(NoMeetingTimeError):
        services.take_step(meeting, "ask", by=None)


def test_a_step_that_the_table_does_not_allow_changes_nothing():
    meeting = make_visit(status="cancelled")

    with pytest.raises(StepNotAllowedError):
        services.take_step(meeting, "hold", by=None, moment=meeting.session.starts_at)

    meeting.refresh_from_db()
    assert meeting.status == "cancelled"


def test_a_new_time_of_the_agenda_is_told_once_to_a_host_who_was_asked():
    meeting = ask()
    make_visit(meeting.session.event, hour="15:00")  # not asked

    move(meeting, 30)

    (moved,) = mails("host_moved")
    meeting.refresh_from_db()
    assert "10:30" in moved.text
    assert "10:00" in moved.text
    assert meeting.told_starts_at == meeting.session.starts_at
    assert services.tell_moved(meeting, by=None) == 0


def test_a_change_that_moves_nothing_is_not_told():
    meeting = ask()

    publish_changes(meeting.session.event, {meeting.session: {"title": "Another title"}})

    assert mails("host_moved") == []


def test_a_host_learns_that_the_whole_event_moves():
    meeting = ask()
    event = meeting.session.event
    start, end = event.starts_at + timedelta(days=7), event.ends_at + timedelta(days=7)

    reschedule(event, starts_at=start, ends_at=end, by=make_member(event.programme))

    assert len(mails("host_moved")) == 1


def test_a_host_learns_that_the_session_is_removed_from_the_agenda():
    meeting = ask()

    publish_changes(meeting.session.event, {meeting.session: None})

    assert not Meeting.objects.exists()
    assert len(mails("host_cancelled")) == 1


@pytest.mark.parametrize(("asked", "mails_host", "count"), [(True, True, 1), (True, False, 0), (False, True, 0)])
def test_cancelling_tells_a_host_who_was_asked(asked, mails_host, count):
    meeting = ask() if asked else make_visit()

    services.take_step(meeting, "cancel", by=None, mails_host=mails_host)

    assert len(mails("host_cancelled")) == count


@pytest.mark.parametrize("step", ["hold", "not_hold"])
def test_nobody_says_before_the_start_whether_it_took_place(step):
    meeting = ask()
    starts_at = meeting.session.starts_at

    with pytest.raises(NotBegunError):
        services.take_step(meeting, step, by=None)

    assert step not in services.steps_of(meeting, starts_at - timedelta(minutes=1))
    assert step in services.steps_of(meeting, starts_at)
    assert services.take_step(meeting, step, by=None, moment=starts_at).status in {"held", "not_held"}


def test_a_meeting_without_a_time_has_not_begun():
    meeting = make_visit()
    Session.objects.update(starts_at=None, ends_at=None)

    with pytest.raises(NotBegunError):
        services.take_step(meeting, "hold", by=None)


def test_thanks_are_sent_once_and_say_nothing_else():
    meeting = ask(notes="Secret note", gift="Silk scarf", protocol="Minister first", met_names="Mori Aya")
    services.take_step(meeting, "hold", by=None, moment=meeting.session.starts_at)

    for _number in range(2):
        services.thank(meeting, by=None)

    (mail,) = mails("host_thanks")
    for private in ("Secret note", "Silk scarf", "Minister", "Mori Aya", "/hosts/"):
        assert private not in mail.text + mail.html
    meeting.refresh_from_db()
    assert meeting.thanked_on


def test_thanks_wait_for_the_meeting():
    with pytest.raises(StepNotAllowedError):
        services.thank(ask(), by=None)


def test_a_meeting_that_is_planned_again_can_be_asked_again():
    meeting = ask()
    services.take_step(meeting, "cancel", by=None)

    services.take_step(meeting, "reopen", by=None)

    meeting.refresh_from_db()
    assert (meeting.status, meeting.asked_at, meeting.told_starts_at) == ("idea", None, None)


def test_another_address_ends_the_link():
    meeting = ask()

    services.save_details(meeting, {"contact_email": "new@example.org"})

    assert Meeting.objects.get().key != meeting.key


def test_only_a_meeting_without_a_question_becomes_a_plain_session_again():
    services.unmake_meeting(make_visit(), by=None)

    with pytest.raises(StepNotAllowedError):
        services.unmake_meeting(ask(), by=None)
    assert Session.objects.count() == 2


def test_notes_of_two_people_do_not_overwrite_each_other():
    meeting = make_visit()
    services.save_notes(meeting, "Mine", revision=0)

    with pytest.raises(NotesChangedError):
        services.save_notes(meeting, "Theirs", revision=0)
    services.save_notes(meeting, "Mine", revision=0)  # the same text is no conflict

    meeting.refresh_from_db()
    assert (meeting.notes, meeting.notes_revision) == ("Mine", 1)


def test_next_steps_are_numbered_in_the_event():
    first = make_visit()
    second = make_visit(first.session.event, hour="15:00")

    steps = [services.add_next_step(one, text="Send counts", owner_name="Agus") for one in (first, second)]

    assert [step.code for step in steps] == ["S1", "S2"]
    assert steps[1].meeting == second


def test_a_list_is_released_only_if_the_host_wants_it():
    meeting = make_visit(status="confirmed")
    with pytest.raises(NoListWantedError):
        services.release_list(meeting, by=None)
    Meeting.objects.update(security_list="names")

    services.release_list(meeting, by=None)
    assert Meeting.objects.get().list_released_at
    told = Message.objects.get(kind="host_list")
    assert told.to_email == meeting.contact_email
    assert "The list of your visitors is ready" in told.subject
    assert host_link(meeting) in told.text
    services.withdraw_list(meeting, by=None)

    assert Meeting.objects.get().list_released_at is None


def test_a_cancelled_visit_has_no_list():
    meeting = make_visit(status="confirmed", security_list="names", list_released_at=now())

    services.take_step(meeting, "cancel", by=None)

    assert Meeting.objects.get().list_released_at is None


def test_the_bus_follows_a_meeting_that_moves():
    meeting = make_visit(bus_minutes=45)

    move(meeting, 30)

    stored = Meeting.objects.get()
    assert stored.bus_at == meeting.session.starts_at + timedelta(minutes=30 - 45)


def test_the_answer_of_a_host_is_asked_anew_when_the_visit_moves():
    meeting = ask()
    officer = make_member(meeting.session.event.programme)
    hosts.answer(meeting, "confirm")
    move(meeting, 30)
    moved = Meeting.objects.get()
    assert [one.kind for one in problems_of(moved, group=0, moment=now())] == ["no_new_answer"]

    hosts.answer(moved, "confirm")

    assert problems_of(Meeting.objects.get(), group=0, moment=now()) == []
    assert officer.messages.filter(kind="host_answered").count() == 2  # the team reads that the new time suits the host


def test_the_page_of_a_new_version_names_the_hosts_who_are_mailed(client):
    meeting = ask(institution="Labour Office")
    event = meeting.session.event
    client.force_login(make_member(event.programme))
    start = meeting.session.starts_at + timedelta(minutes=30)
    draft_changes(event, {meeting.session: {"starts_at": start.isoformat()}})
    address = f"/organise/events/{event.slug}/agenda/publish/"

    page = client.get(address)
    response = client.post(address, {"seen": page.context["seen"], "note": ""}, follow=True)

    assert "Labour Office" in page.text
    assert "Publish, and notify 1 person" in page.text
    assert "1 person is notified" in response.text
    assert len(mails("host_moved")) == 1
