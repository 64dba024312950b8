from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils.timezone import now

from events.agenda.sessions import set_sessions
from events.models import Event, PlannedReminder, Session
from events.planning import services as planning
from events.planning.errors import ConcurrentEditError, EventChangedError, TooFewSeatsError
from events.planning.recipients import preview_recipients
from events.registration.services import register, withdraw
from notifications.models import Message
from tests.factories import make_delegation, make_event, make_member, make_person, make_programme, make_venue

pytestmark = pytest.mark.django_db
BANGKOK = ZoneInfo("Asia/Bangkok")


def make_draft(**fields):
    event = make_event(status=Event.Status.DRAFT, **fields)
    return event, make_member(event.programme)


def test_create_event_makes_a_free_slug():
    programme = make_programme()
    manager = make_member(programme)
    start = now() + timedelta(days=9)
    fields = {"kind": "training", "timezone": "Asia/Tokyo", "starts_at": start, "ends_at": start + timedelta(hours=2)}

    slugs = [planning.create_event(programme, by=manager, title="Đào tạo: A", **fields).slug for _ in range(2)]

    assert slugs == ["ao-tao-a", "ao-tao-a-2"]


def test_publish_shows_the_event_and_plans_its_reminders():
    event, manager = make_draft()

    event = planning.publish(event, by=manager)

    assert event.status == Event.Status.PUBLISHED
    assert "BEGIN:VEVENT" in event.vevent
    start = event.starts_at  # at nine
    assert list(event.planned_reminders.values_list("due_at", flat=True)) == [
        start - timedelta(days=7),
        start - timedelta(hours=15),
    ]
    assert not Message.objects.exists()


def test_publish_refuses_a_published_event():
    event, manager = make_draft()
    planning.publish(event, by=manager)

    with pytest.raises(EventChangedError):
        planning.publish(event, by=manager)


def test_reschedule_updates_invites_and_reminders():
    event, manager = make_draft()
    event = planning.publish(event, by=manager)
    registration = register(event, make_person())
    session = Session.objects.create(
        event=event, title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1)
    )

    moved = planning.reschedule(
        event, starts_at=event.starts_at + timedelta(days=10), ends_at=event.ends_at + timedelta(days=10), by=manager
    )

    invite, update = Message.objects.filter(recipient=registration.person).order_by("pk")
    before, after = (icalendar.Calendar.from_ical(mail.ics).events[0] for mail in (invite, update))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert moved.local_starts_at
    assert after["dtstart"].dt == moved.local_starts_at.date()  # of several days: whole days
    assert set(PlannedReminder.objects.values_list("anchor_at", flat=True)) == {moved.starts_at}
    session.refresh_from_db()
    assert session.starts_at == moved.starts_at
    assert session.sequence == 1


def test_reschedule_to_the_same_time_notifies_no_one():
    event, manager = make_draft()
    event = planning.publish(event, by=manager)
    register(event, make_person())

    planning.reschedule(event, starts_at=event.starts_at, ends_at=event.ends_at, by=manager)

    assert Message.objects.count() == 1


def test_reschedule_keeps_local_times_when_daylight_saving_starts():
    zone = ZoneInfo("America/New_York")
    year = now().year + 1
    start = datetime(year, 3, 1, 9, tzinfo=zone)
    event, manager = make_draft(timezone=zone.key, starts_at=start, ends_at=start + timedelta(hours=8))
    session = Session.objects.create(event=event, title="Talk", starts_at=start, ends_at=start + timedelta(hours=1))
    later = datetime(year, 4, 1, 9, tzinfo=zone)

    planning.reschedule(event, starts_at=later, ends_at=later.replace(hour=17), by=manager)

    session.refresh_from_db()
    assert session.starts_at.astimezone(zone).hour == 9


def test_cancel_notifies_everyone_and_drops_reminders():
    event, manager = make_draft(seats=1)
    event = planning.publish(event, by=manager)
    confirmed, waiting = register(event, make_person()), register(event, make_person())
    gone = register(event, make_person())
    withdraw(gone, by=None)

    planning.cancel(event, by=manager, reason="Flood")

    notices = Message.objects.filter(kind="event_cancelled")
    assert set(notices.values_list("recipient", "ics_method")) == {
        (confirmed.person_id, "CANCEL"),
        (waiting.person_id, ""),
    }
    assert not event.planned_reminders.filter(done_at=None).exists()
    with pytest.raises(EventChangedError):
        planning.cancel(event, by=manager)


def test_edit_of_the_summary_keeps_sequence_and_notifies_no_one():
    event, manager = make_draft()
    event = planning.publish(event, by=manager)
    register(event, make_person())

    edited = planning.edit_event(event, by=manager, summary="Better summary")

    assert edited.sequence == event.sequence
    assert edited.revised_at > event.revised_at
    assert "Better summary" in edited.vevent
    assert Message.objects.count() == 1


def test_edit_of_the_venue_notifies_people():
    event, manager = make_draft()
    event = planning.publish(event, by=manager)
    register(event, make_person())

    planning.edit_event(event, by=manager, venue=make_venue(name="Other hall"))

    assert "Other hall" in Message.objects.get(kind="event_moved").ics


def test_more_seats_promote_the_waiting_list():
    event, manager = make_draft(seats=1)
    event = planning.publish(event, by=manager)
    _, waiting = register(event, make_person()), register(event, make_person())

    planning.edit_event(event, by=manager, seats=2)

    waiting.refresh_from_db()
    assert waiting.status == "confirmed"


def test_edit_refuses_fewer_seats_than_taken():
    event, manager = make_draft(seats=2)
    event = planning.publish(event, by=manager)
    register(event, make_person())
    register(event, make_person())

    with pytest.raises(TooFewSeatsError):
        planning.edit_event(event, by=manager, seats=1)


def test_preview_recipients_counts_by_status():
    event = make_event(seats=1)
    register(event, make_person())
    register(event, make_person())

    recipients = preview_recipients(event)

    assert sorted(recipients.counts) == [("Confirmed", 1), ("Waiting list", 1)]


def test_reschedule_to_another_time_zone_moves_sessions():
    start = datetime(now().year + 1, 3, 1, 9, tzinfo=BANGKOK)
    event, manager = make_draft(starts_at=start, ends_at=start + timedelta(hours=8))
    session = Session.objects.create(event=event, title="Talk", starts_at=start, ends_at=start + timedelta(hours=1))
    abroad = Session.objects.create(
        event=event, title="Call", timezone="UTC", starts_at=start, ends_at=start + timedelta(hours=1)
    )
    tokyo = ZoneInfo("Asia/Tokyo")

    moved = planning.reschedule(
        event,
        starts_at=start.replace(tzinfo=tokyo),
        ends_at=start.replace(hour=17, tzinfo=tokyo),
        timezone=tokyo.key,
        by=manager,
    )

    session.refresh_from_db()
    abroad.refresh_from_db()
    assert session.starts_at == moved.starts_at
    assert abroad.starts_at == start


def test_edit_of_the_time_zone_keeps_local_times_of_sessions():
    start = datetime(now().year + 1, 3, 1, 9, tzinfo=BANGKOK)
    event, manager = make_draft(starts_at=start, ends_at=start + timedelta(hours=8))
    session = Session.objects.create(event=event, title="Talk", starts_at=start, ends_at=start + timedelta(hours=1))

    planning.edit_event(
        event, by=manager, timezone="Asia/Tokyo", starts_at=start.replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    )

    session.refresh_from_db()
    assert session.starts_at.astimezone(ZoneInfo("Asia/Tokyo")).hour == 9


def test_reschedule_moves_deadlines():
    event, manager = make_draft()
    event.registration_closes_at = event.starts_at - timedelta(days=3)
    event.registration_opens_at = now() - timedelta(days=1)
    event.save()
    delegation = make_delegation(
        event=event, constituency="workers", seats=1, nomination_closes_at=event.starts_at - timedelta(days=5)
    )

    moved = planning.reschedule(
        event, starts_at=event.starts_at + timedelta(days=90), ends_at=event.ends_at + timedelta(days=90), by=manager
    )

    delegation.refresh_from_db()
    assert moved.registration_closes_at == moved.starts_at - timedelta(days=3)
    assert moved.registration_opens_at == event.registration_opens_at
    assert delegation.nomination_closes_at == moved.starts_at - timedelta(days=5)


def test_postpone_notifies_everyone_and_reschedule_publishes_again():
    event, manager = make_draft(seats=1)
    event = planning.publish(event, by=manager)
    Session.objects.create(event=event, title="Talk", starts_at=event.starts_at, ends_at=event.ends_at)
    confirmed, waiting = register(event, make_person()), register(event, make_person())

    postponed = planning.postpone(event, by=manager, reason="The host asks for it")

    assert "STATUS:TENTATIVE" in postponed.vevent
    assert not event.planned_reminders.filter(done_at=None).exists()
    assert postponed.sessions.get().sequence == 1
    notices = Message.objects.filter(kind="event_postponed")
    assert set(notices.values_list("recipient", "ics_method")) == {
        (confirmed.person_id, "REQUEST"),
        (waiting.person_id, ""),
    }
    assert "The host asks for it" in notices[0].text
    withdraw(confirmed, by=confirmed.person)
    waiting.refresh_from_db()
    assert waiting.status == "waitlisted"
    with pytest.raises(EventChangedError):
        planning.postpone(event, by=manager)

    published = planning.reschedule(
        event, starts_at=event.starts_at + timedelta(days=60), ends_at=event.ends_at + timedelta(days=60), by=manager
    )

    waiting.refresh_from_db()
    assert (published.status, waiting.status) == ("published", "confirmed")
    assert published.planned_reminders.count() == 2
    assert published.sequence > postponed.sequence


def test_upcoming_contains_postponed_events_but_not_cancelled_ones():
    past = {"starts_at": now() - timedelta(days=3), "ends_at": now() - timedelta(days=2)}
    postponed = make_event(status=Event.Status.POSTPONED, **past)
    cancelled = make_event(status=Event.Status.CANCELLED, precision=Event.Precision.TBC)
    forgotten = make_event(programme=make_programme(ends_year=2016), precision=Event.Precision.TBC)
    expected = make_event(programme=make_programme(), precision=Event.Precision.TBC)

    assert list(Event.objects.upcoming()) == [postponed, expected]
    assert set(Event.objects.past()) == {cancelled, forgotten}
    assert not postponed.is_past


def test_cancel_raises_the_sequence_of_sessions():
    event, manager = make_draft()
    event = planning.publish(event, by=manager)
    session = Session.objects.create(event=event, title="Talk", starts_at=event.starts_at, ends_at=event.ends_at)

    planning.cancel(event, by=manager)

    session.refresh_from_db()
    assert session.sequence == 1


def test_edit_of_the_joining_link_notifies_people():
    event, manager = make_draft(mode=Event.Mode.ONLINE, online_url="https://meet.example.org/1")
    event = planning.publish(event, by=manager)
    register(event, make_person())

    edited = planning.edit_event(event, by=manager, online_url="https://meet.example.org/2")

    assert edited.sequence == event.sequence  # no new answer is needed
    assert "https://meet.example.org/2" in Message.objects.get(kind="event_moved").text


def test_edit_refuses_an_outdated_revision():
    event, manager = make_draft()
    opened = event.revised_at
    planning.edit_event(event, by=manager, as_of=opened, title="First")

    with pytest.raises(ConcurrentEditError):
        planning.edit_event(event, by=manager, as_of=opened, title="Second")

    event.refresh_from_db()
    assert event.title == "First"


def test_set_sessions_keeps_the_order_of_other_sessions():
    event, _manager = make_draft()
    set_sessions(event, [Session(title=title) for title in "ABC"])

    changed = event.sessions.get(title="B")
    changed.title = "B2"
    set_sessions(event, [changed, Session(title="D")])

    assert list(event.sessions.values_list("title", flat=True)) == ["A", "B2", "C", "D"]
