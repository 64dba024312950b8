"""What goes out by itself: at its time, once, in portions."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events.announcements import errors, mails, sending, services, tasks
from events.announcements.services import To
from events.models import Announcement, Step
from events.notes.services import tag
from events.organise.queries import attention
from events.planning import services as agenda
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


def test_it_goes_at_its_time_to_whoever_fits_then_and_once(event, scheduled):
    with at(AT - timedelta(seconds=1)):
        register(event, make_person(name="Second"))
        assert sending.send_due() == 0
    with at(AT):
        assert tasks.send_due() == 2
        assert sending.send_due() == 0

    assert {mail.to_name for mail in announced()} == {"First", "Second"}
    found = Announcement.objects.get()
    assert (found.state, found.begun_at, found.people) == (State.SENT, AT, 2)


def test_it_says_what_it_says_when_it_goes(event, scheduled):
    with at(TODAY):
        services.rewrite(scheduled, To(), {"fr": FRENCH}, is_optional=False)
    with at(AT):
        sending.send_due()

    assert announced().get().subject == f"Nouvelles de {event.title}"


def test_another_time_is_the_one_that_holds(event, scheduled):
    with at(TODAY):
        services.schedule(scheduled, send_at=AT + timedelta(hours=1), by=None)
    with at(AT):
        assert sending.send_due() == 0
    with at(AT + timedelta(hours=1)):
        assert sending.send_due() == 1


def test_what_is_cancelled_before_does_not_go(event, scheduled):
    with at(TODAY):
        assert services.cancel(scheduled, by=None) == 0
    with at(AT):
        assert sending.send_due() == 0
    with pytest.raises(errors.NotDraftError):
        services.cancel(scheduled, by=None)


def test_it_does_not_go_after_the_event_was_cancelled(event, scheduled):
    with at(TODAY):
        agenda.cancel(event, by=None, reason="Flood")
    with at(AT):
        assert sending.send_due() == 0

    found = Announcement.objects.get()
    assert (found.state, found.stopped) == (State.CANCELLED, Stopped.NO_EVENT)
    assert not announced().exists()


def test_the_organisers_are_told_for_three_days_that_it_was_stopped(event, scheduled):
    member = make_member(event.programme)
    with at(TODAY):
        agenda.cancel(event, by=None, reason="Flood")
    with at(AT):
        sending.send_due()

    for days, count in [(0, 1), (2, 1), (4, 0)]:
        with at(AT + timedelta(days=days)):
            found = {item.label: item.count for item in attention(member)}
            assert found.get("announcement that did not go out", 0) == count


@pytest.mark.parametrize(("hours", "count"), [(23, 1), (25, 0)])
def test_after_an_outage_it_goes_within_a_day_or_not_at_all(event, scheduled, hours, count):
    with at(AT + timedelta(hours=hours)):
        assert sending.send_due() == count

    assert Announcement.objects.get().stopped == ("" if count else Stopped.LATE)


def test_it_does_not_go_to_more_because_a_filter_is_gone(event):
    with at(TODAY):
        tag(event, [event.registrations.get().pk], "Speaker")
        key = event.programme.tags.get().pk
        found = services.schedule(make_announcement(event, filters=f"tag={key}"), send_at=AT, by=None)
        event.programme.tags.all().delete()
    with at(AT):
        assert sending.send_due() == 0

    found.refresh_from_db()
    assert (found.state, found.stopped) == (State.CANCELLED, Stopped.FILTERS)


def test_many_are_written_to_in_portions_and_each_once(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 2)
    for _number in range(4):
        register(event, make_person())

    found = send(make_announcement(event))

    assert (announced().count(), found.state) == (2, State.SENDING)
    assert sending.send_due() == 3
    assert sending.send_due() == 0
    found.refresh_from_db()
    assert (found.state, found.people) == (State.SENT, 5)
    assert announced().values("recipient").distinct().count() == 5


def test_a_portion_that_comes_out_even_ends_as_well(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 1)

    found = send(make_announcement(event))
    sending.send_due()

    found.refresh_from_db()
    assert (found.state, announced().count()) == (State.SENT, 1)


def test_who_left_or_bounced_before_their_portion_is_left_out(event, monkeypatch):
    monkeypatch.setattr(sending, "MAILS", 1)
    rows = [register(event, make_person(name=name)) for name in ("Left", "Bounced", "Stays")]
    found = send(make_announcement(event))
    decide(event, [rows[0].pk], Step.WITHDRAW, by=None, reason="")
    BouncedAddress.objects.create(address=rows[1].person.email.upper())

    sending.send_due()

    assert [mail.to_name for mail in announced()] == ["First", "Stays"]
    found.refresh_from_db()
    assert (found.people, found.left_out) == (2, 2)
    assert set(found.recipients.exclude(reason="").values_list("reason", flat=True)) == {"ended", "bounced"}


def test_one_that_cannot_be_written_does_not_hold_up_the_others(event, monkeypatch, caplog):
    first, second = (make_announcement(event) for _number in range(2))
    with at(TODAY):
        for found in (first, second):
            services.schedule(found, send_at=AT, by=None)
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
def test_a_portion_costs_as_many_queries_for_many_as_for_few(event, count, django_assert_max_num_queries):
    for _number in range(count):
        register(event, make_person())
    found = make_announcement(event)
    with at(TODAY):
        services.schedule(found, send_at=AT, by=None)

    with at(AT), django_assert_max_num_queries(36):
        assert sending.send_due() == count + 1
