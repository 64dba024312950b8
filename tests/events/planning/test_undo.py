"""Cancel, postpone and other changes wait before people are told, and can be undone until then."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from events.models import (
    Announcement,
    Deliverable,
    Event,
    EventChange,
    InvitationCode,
    PendingUpdate,
    PlannedReminder,
    Reminder,
)
from events.nominations import services as nominations
from events.planning.errors import CannotUndoError, ChangeToldError
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.planning.undoing import undo
from events.registration.services import register
from events.reminders import planning as reminders
from events.reminders.services import remind_due
from events.updates import services as updates
from notifications.models import Message
from tests.factories import make_country, make_delegation, make_event, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def delay(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)


@pytest.fixture
def event():
    return make_event(seats=1, title="Seminar")


def after(**delay):
    return time_machine.travel(now() + timedelta(**delay), tick=False)


def reload(event):
    return Event.objects.get(pk=event.pk)


def kinds():
    return list(Message.objects.filter(status="queued").order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(("service", "kind"), [(cancel, "event_cancelled"), (postpone, "event_postponed")])
def test_tells_nobody_for_ten_minutes_and_then_everybody(event, service, kind):
    register(event, make_person())
    register(event, make_person())  # on the waiting list

    service(event, by=None, reason="Floods")
    with after(minutes=9):
        assert updates.notify_due() == 0
    assert kind not in kinds()
    with after(minutes=11):
        assert updates.notify_due() == 2
        assert updates.notify_due() == 0

    assert kinds().count(kind) == 2
    assert all("Floods" in mail.text for mail in Message.objects.filter(kind=kind))


@pytest.mark.parametrize("service", [cancel, postpone])
def test_undo_restores_everything_and_tells_nobody(event, service):
    confirmed, waiting = register(event, make_person()), register(event, make_person())
    reminders.plan(reload(event))
    plans = set(PlannedReminder.objects.values_list("due_at", "skip"))
    before, mails = reload(event), Message.objects.count()

    service(event, by=None)
    undo(event, by=None)
    with after(minutes=20):
        assert updates.notify_due() == 0

    restored = reload(event)
    assert (restored.status, restored.cancelled_at, restored.seats_taken) == ("published", None, before.seats_taken)
    assert restored.sequence > before.sequence  # feeds have shown the other state
    assert [row.status for row in event.registrations.order_by("pk")] == [confirmed.status, waiting.status]
    assert set(PlannedReminder.objects.filter(done_at=None).values_list("due_at", "skip")) == plans
    assert Message.objects.count() == mails
    assert not PendingUpdate.objects.exists()
    assert EventChange.objects.last().what == "undone"


def test_undo_gives_a_seat_that_became_free_meanwhile_to_the_waiting_list(event):
    register(event, make_person())
    waiting = register(event, make_person())

    cancel(event, by=None)
    Event.objects.filter(pk=event.pk).update(seats=2)
    undo(event, by=None)

    waiting.refresh_from_db()
    assert waiting.status == "confirmed"


@pytest.mark.parametrize("service", [cancel, postpone])
def test_holds_queued_invitations_until_the_notice_and_returns_them_on_undo(service):
    event = make_event(policy=Event.Policy.NOMINATION, seats=9)
    delegation = make_delegation(event, country=make_country("VN"), seats=2)
    nominations.appoint(event, [delegation.pk], address="point@example.org", name="Point")
    link = Message.objects.get(kind="nomination_link")

    service(event, by=None)
    link.refresh_from_db()
    assert link.status == "held"
    undo(event, by=None)
    link.refresh_from_db()
    assert link.status == "queued"

    service(event, by=None)
    with after(minutes=11):
        updates.notify_due()
    link.refresh_from_db()
    assert link.status == "dropped"


def test_returns_a_queued_reminder_on_undo(event):
    person = register(event, make_person()).person
    reminders.plan(reload(event))
    with after(days=25):
        remind_due()
        cancel(event, by=None)
        assert "reminder" not in kinds()
        undo(event, by=None)
        remind_due()
        assert kinds().count("reminder") == 1
    assert Reminder.objects.get(state="queued").person == person


def test_refuses_to_undo_after_people_were_told(event):
    register(event, make_person())
    cancel(event, by=None)
    with after(minutes=11):
        updates.notify_due()

        with pytest.raises(ChangeToldError):
            undo(event, by=None)

    assert reload(event).status == "cancelled"


def test_tells_at_once_and_offers_no_undo_if_the_event_is_near():
    event = make_event(starts_at=now() + timedelta(hours=2))
    register(event, make_person())

    cancel(event, by=None)

    assert "event_cancelled" in kinds()
    with pytest.raises(ChangeToldError):
        undo(event, by=None)


def test_undoes_a_move_with_its_sessions_and_deadlines(event):
    session = event.sessions.create(
        title="Opening", starts_at=event.starts_at, ends_at=event.starts_at + timedelta(hours=1)
    )
    closes_at = event.starts_at - timedelta(days=3)
    Event.objects.filter(pk=event.pk).update(registration_closes_at=closes_at, title="Old", online_url="")
    old_venue = make_venue(name="Old Hall")
    Event.objects.filter(pk=event.pk).update(venue=old_venue)
    register(event, make_person())

    reschedule(event, starts_at=event.starts_at + timedelta(days=4), ends_at=event.ends_at + timedelta(days=4), by=None)
    edit_event(event, by=None, title="New", venue=make_venue(name="New Hall"), notify=True)
    undo(event, by=None)

    restored = reload(event)
    session.refresh_from_db()
    assert (restored.starts_at, restored.ends_at) == (event.starts_at, event.ends_at)
    assert (restored.title, restored.venue, restored.registration_closes_at) == ("Old", old_venue, closes_at)
    assert session.starts_at == event.starts_at
    assert "event_moved" not in kinds()


def test_reschedules_within_the_delay_in_one_mail(event):
    register(event, make_person())

    postpone(event, by=None)
    reschedule(event, starts_at=event.starts_at + timedelta(days=9), ends_at=event.ends_at + timedelta(days=9), by=None)
    with after(minutes=11):
        updates.notify_due()

    assert [kind for kind in kinds() if kind.startswith("event_")] == ["event_moved"]


def test_undoes_a_cancellation_of_a_postponed_event_to_postponed(event):
    register(event, make_person())
    postpone(event, by=None)
    with after(minutes=11):
        updates.notify_due()
    cancel(event, by=None)

    undo(event, by=None)

    assert reload(event).status == "postponed"


def test_refuses_to_undo_another_format(event):
    register(event, make_person())
    edit_event(event, by=None, mode="online", notify=True)

    with pytest.raises(CannotUndoError):
        undo(event, by=None)


@pytest.mark.parametrize("action", ["cancel", "postpone"])
def test_page_says_when_people_are_told_and_offers_undo(client, event, action):
    register(event, make_person())
    client.force_login(make_member(event.programme))

    done = client.post(reverse(f"planning:{action}", args=[event.slug]), {"reason": "Floods"}, follow=True).text
    assert "1 person is told at" in done
    assert f'action="{reverse("planning:undo", args=[event.slug])}"' in done
    undone = client.post(reverse("planning:undo", args=[event.slug]), follow=True).text

    assert "Undone. No one was told" in undone
    assert reload(event).status == "published"
    again = client.post(reverse("planning:undo", args=[event.slug]), follow=True).text
    assert "can no longer be undone" in again


def test_sends_the_notice_of_a_cancellation_at_once_on_request(client, event):
    register(event, make_person())
    client.force_login(make_member(event.programme))
    cancel(event, by=None)

    client.post(reverse("planning:notify", args=[event.slug]))

    assert "event_cancelled" in kinds()


def test_feeds_show_a_cancellation_at_once(client, event):
    cancel(event, by=None)

    assert "STATUS:CANCELLED" in reload(event).vevent


@pytest.fixture
def autumn():
    """In Berlin, 02:30 exists twice on 31 October 2027: at 00:30 and at 01:30 UTC."""
    start = datetime(2027, 10, 30, 22, tzinfo=UTC)
    return make_event(timezone="Europe/Berlin", starts_at=start, ends_at=start + timedelta(hours=20))


@pytest.mark.parametrize("hour", [0, 1])
def test_undo_restores_the_exact_pass_of_a_time_that_exists_twice(client, autumn, hour):
    moment = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    session = autumn.sessions.create(title="Night", starts_at=moment, ends_at=moment + timedelta(hours=3))
    Event.objects.filter(pk=autumn.pk).update(details_due_at=moment)
    register(autumn, make_person())
    for days in (7, 9):
        event = reload(autumn)
        by = timedelta(days=days)
        reschedule(event, starts_at=autumn.starts_at + by, ends_at=autumn.ends_at + by, by=None)
    client.force_login(make_member(autumn.programme))

    page = client.post(reverse("planning:undo", args=[autumn.slug]), follow=True).text

    assert "Undone. No one was told" in page
    session.refresh_from_db()
    restored = reload(autumn)
    assert (session.starts_at, session.ends_at) == (moment, moment + timedelta(hours=3))
    assert (restored.starts_at, restored.ends_at, restored.details_due_at) == (
        autumn.starts_at,
        autumn.ends_at,
        moment,
    )


def test_undo_takes_the_first_pass_for_a_session_that_was_added_after_the_move(autumn):
    register(autumn, make_person())
    by = timedelta(days=7, hours=1)  # seven days on the clock
    reschedule(autumn, starts_at=autumn.starts_at + by, ends_at=autumn.ends_at + by, by=None)
    start = datetime(2027, 11, 7, 1, 30, tzinfo=UTC)  # 02:30 in Berlin
    session = autumn.sessions.create(title="New", starts_at=start, ends_at=start + timedelta(hours=2))

    undo(reload(autumn), by=None)

    session.refresh_from_db()
    assert session.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_undo_restores_an_opening_of_registration_that_was_cleared(event):
    opened = now() - timedelta(hours=1)
    Event.objects.filter(pk=event.pk).update(
        registration_opens_at=opened, registration_closes_at=event.starts_at - timedelta(days=1)
    )
    register(reload(event), make_person())
    before, by = reload(event), event.starts_at - now() - timedelta(hours=4)
    reschedule(before, starts_at=event.starts_at - by, ends_at=event.ends_at - by, by=None)
    assert reload(event).registration_opens_at is None

    undo(reload(event), by=None)

    assert reload(event).registration_opens_at == opened


def test_overview_offers_undo_after_a_move_into_the_past(client, event):
    register(event, make_person())
    by = event.starts_at - now() + timedelta(days=3)
    reschedule(event, starts_at=event.starts_at - by, ends_at=event.ends_at - by, by=None)
    client.force_login(make_member(event.programme))

    page = client.get(reverse("planning:overview", args=[event.slug])).text

    assert "no one is notified of this change" in page
    assert "will be notified at" not in page
    assert f'action="{reverse("planning:undo", args=[event.slug])}"' in page
    client.post(reverse("planning:undo", args=[event.slug]))
    assert (reload(event).starts_at, "event_moved" in kinds()) == (event.starts_at, False)


def plans_of(event):
    """Plan something at 09:00 UTC, forty days ahead, with an announcement, a code and a deliverable. Return the rows."""
    moment = (now() + timedelta(days=40)).replace(hour=9, minute=0, second=0, microsecond=0)
    announcement = Announcement.objects.create(event=event, state="scheduled", send_at=moment)
    code = InvitationCode.objects.create(event=event, expires_at=moment)
    deliverable = Deliverable.objects.create(event=event, person=make_person(), title="Slides", due_at=moment)
    return moment, [(announcement, "send_at"), (code, "expires_at"), (deliverable, "due_at")]


@pytest.mark.parametrize("way", ["edit", "move"])
def test_another_zone_keeps_the_local_times_of_plans_and_undo_restores_them(way):
    event = make_event(timezone="UTC")
    moment, plans = plans_of(event)
    done = InvitationCode.objects.create(event=event, code="OLD", expires_at=now() - timedelta(days=1))
    ended = done.expires_at
    register(event, make_person())

    if way == "edit":
        edit_event(event, by=None, timezone="Asia/Bangkok")
    else:
        by = timedelta(days=3)
        reschedule(event, starts_at=event.starts_at + by, ends_at=event.ends_at + by, timezone="Asia/Bangkok", by=None)

    for row, name in plans:
        row.refresh_from_db()
        assert getattr(row, name) == moment - timedelta(hours=7)
    done.refresh_from_db()
    assert done.expires_at == ended

    undo(reload(event), by=None)
    for row, name in plans:
        row.refresh_from_db()
        assert getattr(row, name) == moment


def test_a_move_in_the_same_zone_leaves_plans_as_they_are(event):
    moment, plans = plans_of(event)

    reschedule(event, starts_at=event.starts_at + timedelta(days=4), ends_at=event.ends_at + timedelta(days=4), by=None)

    for row, name in plans:
        row.refresh_from_db()
        assert getattr(row, name) == moment
