"""The worker sends announcements at their time, once, in batches."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from events.announcements import errors, mails, sending, services, tasks
from events.announcements.services import RecipientGroups
from events.models import Announcement, Step
from events.notes.services import tag
from events.organise.work.queries import work_list
from events.planning import services as planning
from events.registration.decisions import decide
from events.registration.services import register
from notifications.models import BouncedAddress, Message
from tests.events.announcements.scene import FRENCH, announced, make_announcement, send
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
State, Stopped = Announcement.State, Announcement.Stopped
TODAY = datetime(2027, 3, 1, 2, tzinfo=UTC)
AT = TODAY + timedelta(days=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def event():
    with at(TODAY):
        event = make_event()
        register(event, make_person(name="First"))
    Message.objects.all().delete()
    return event


@pytest.fixture
def scheduled(event):
    with at(TODAY):
        return services.schedule(make_announcement(event), send_at=AT, by=None)


def test_send_due_mails_the_current_recipients_once_at_the_scheduled_time(event, scheduled):
    with at(AT - timedelta(seconds=1)):
        register(event, make_person(name="Second"))
        assert sending.send_due() == 0
    with at(AT):
        assert tasks.send_due() == 2
        assert sending.send_due() == 0

    assert {mail.to_name for mail in announced()} == {"First", "Second"}
    announcement = Announcement.objects.get()
    assert (announcement.state, announcement.begun_at, announcement.people) == (State.SENT, AT, 2)


def test_send_due_uses_the_current_text(event, scheduled):
    with at(TODAY):
        services.rewrite(scheduled, RecipientGroups(), {"fr": FRENCH}, is_optional=False)
    with at(AT):
        sending.send_due()

    assert announced().get().subject == f"Nouvelles de {event.title}"


def test_send_due_uses_the_changed_time(event, scheduled):
    with at(TODAY):
        services.schedule(scheduled, send_at=AT + timedelta(hours=1), by=None)
    with at(AT):
        assert sending.send_due() == 0
    with at(AT + timedelta(hours=1)):
        assert sending.send_due() == 1


def test_send_due_skips_a_cancelled_announcement(event, scheduled):
    with at(TODAY):
        assert services.cancel(scheduled, by=None) == 0
    with at(AT):
        assert sending.send_due() == 0
    with pytest.raises(errors.NotDraftError):
        services.cancel(scheduled, by=None)


@pytest.mark.parametrize("call_off", [planning.cancel, planning.postpone])
def test_send_due_stops_an_announcement_of_an_event_that_is_called_off(event, scheduled, call_off):
    with at(TODAY):
        call_off(event, by=None, reason="Flood")
    with at(AT):
        assert sending.send_due() == 0

    announcement = Announcement.objects.get()
    assert (announcement.state, announcement.stopped) == (State.CANCELLED, Stopped.NO_EVENT)
    assert not announced().exists()


@pytest.mark.parametrize("call_off", [planning.cancel, planning.postpone])
def test_pages_show_a_scheduled_announcement_of_an_event_that_is_called_off_as_held(client, event, scheduled, call_off):
    pages = [
        reverse("announcements:list", args=[event.slug]),
        reverse("announcements:detail", args=[event.slug, scheduled.pk]),
    ]
    with at(TODAY):
        client.force_login(make_member(event.programme))
        before = [client.get(page).text.lower().count("on hold") for page in pages]
        call_off(event, by=None, reason="Flood")
        after = [client.get(page).text.lower().count("on hold") for page in pages]

    assert (before, after) == ([0, 0], [1, 1])


def test_send_due_mails_a_held_announcement_if_the_event_has_a_new_date_by_then(event, scheduled):
    with at(TODAY):
        planning.postpone(event, by=None)
        week = timedelta(days=7)
        planning.reschedule(event, starts_at=event.starts_at + week, ends_at=event.ends_at + week, by=None)
    with at(AT):
        assert sending.send_due() == 1


def test_workspace_shows_a_stopped_announcement_for_three_days(event, scheduled):
    member = make_member(event.programme)
    with at(TODAY):
        planning.cancel(event, by=None, reason="Flood")
    with at(AT):
        sending.send_due()

    for days, count in [(0, 1), (2, 1), (4, 0)]:
        with at(AT + timedelta(days=days)):
            labels = [item.label for item in work_list(member, ZoneInfo("UTC"))]
            assert labels.count("1 announcement was not sent") == count


@pytest.mark.parametrize(("hours", "count"), [(23, 1), (25, 0)])
def test_send_due_is_at_most_one_day_late(event, scheduled, hours, count):
    with at(AT + timedelta(hours=hours)):
        assert sending.send_due() == count

    assert Announcement.objects.get().stopped == ("" if count else Stopped.LATE)


def test_send_due_stops_an_announcement_whose_filter_no_longer_exists(event):
    with at(TODAY):
        tag(event, [event.registrations.get().pk], "Speaker")
        key = event.programme.tags.get().pk
        announcement = services.schedule(make_announcement(event, filters=f"tag={key}"), send_at=AT, by=None)
        event.programme.tags.all().delete()
    with at(AT):
        assert sending.send_due() == 0

    announcement.refresh_from_db()
    assert (announcement.state, announcement.stopped) == (State.CANCELLED, Stopped.FILTERS)


def test_send_due_mails_each_person_once_in_several_batches(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 2)
    for _number in range(4):
        register(event, make_person())

    announcement = send(make_announcement(event))

    assert (announced().count(), announcement.state) == (2, State.SENDING)
    assert sending.send_due() == 3
    assert sending.send_due() == 0
    announcement.refresh_from_db()
    assert (announcement.state, announcement.people) == (State.SENT, 5)
    assert announced().values("recipient").distinct().count() == 5


def test_send_due_finishes_after_a_full_last_batch(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 1)

    announcement = send(make_announcement(event))
    sending.send_due()

    announcement.refresh_from_db()
    assert (announcement.state, announced().count()) == (State.SENT, 1)


def test_send_due_leaves_out_people_who_have_left_or_bounced_meanwhile(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 1)
    rows = [register(event, make_person(name=name)) for name in ("Left", "Bounced", "Stays")]
    announcement = send(make_announcement(event))
    decide(event, [rows[0].pk], Step.WITHDRAW, by=None, reason="")
    BouncedAddress.objects.create(address=rows[1].person.email.upper())

    sending.send_due()

    assert [mail.to_name for mail in announced()] == ["First", "Stays"]
    announcement.refresh_from_db()
    assert (announcement.people, announcement.left_out) == (2, 2)
    assert set(announcement.recipients.exclude(reason="").values_list("reason", flat=True)) == {"ended", "bounced"}


def test_send_due_continues_after_a_failing_announcement(event, monkeypatch, caplog):
    first, second = (make_announcement(event) for _number in range(2))
    with at(TODAY):
        for announcement in (first, second):
            services.schedule(announcement, send_at=AT, by=None)
    drafts = mails.drafts

    def failing(announcement, recipients):
        if announcement.pk == first.pk:
            raise ValueError("broken")
        return drafts(announcement, recipients)

    monkeypatch.setattr(mails, "drafts", failing)
    with at(AT):
        assert sending.send_due() == 1

    assert f"Announcement {first.pk} cannot be sent." in caplog.text
    monkeypatch.undo()
    with at(AT):
        assert sending.send_due() == 1


@pytest.mark.parametrize("count", [2, 8])
def test_send_due_runs_a_fixed_number_of_queries(event, count, django_assert_max_num_queries):
    for _number in range(count):
        register(event, make_person())
    announcement = make_announcement(event)
    with at(TODAY):
        services.schedule(announcement, send_at=AT, by=None)

    with at(AT), django_assert_max_num_queries(36):
        assert sending.send_due() == count + 1
