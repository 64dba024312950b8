"""Changes that are told: together, once, in words, and only where a calendar must change."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.utils.timezone import now

from events.models import Event, EventChange, Invite, PendingUpdate
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.registration.services import register, withdraw
from events.updates import services
from notifications.models import Message
from tests.factories import make_event, make_member, make_person, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def delay(settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)


def told(person=None):
    found = Message.objects.filter(kind="event_moved").order_by("pk")
    return list(found.filter(recipient=person) if person else found)


def read(message):
    return icalendar.Calendar.from_ical(message.ics).events[0]


def moved(event, **by):
    fresh = Event.objects.get(pk=event.pk)
    shift = timedelta(**by)
    return reschedule(event, starts_at=fresh.starts_at + shift, ends_at=fresh.ends_at + shift, by=None)


def after(**delay):
    return time_machine.travel(now() + timedelta(**delay), tick=False)


def test_changes_within_ten_minutes_become_one_mail():
    event = make_event(venue=make_venue(name="Old Hall"))
    person = register(event, make_person()).person
    was = Event.objects.get(pk=event.pk)

    moved(event, days=1)
    with after(minutes=6):
        edit_event(event, by=None, venue=make_venue(name="New Hall"))
        assert services.notify_due() == 0
    with after(minutes=12):
        assert services.notify_due() == 0  # the second change began the ten minutes anew
    with after(minutes=17):
        assert services.notify_due() == 1
        assert services.notify_due() == 0

    (mail,) = told(person)
    assert "Place: New Hall" in mail.text
    assert "it was: Old Hall" in mail.text
    assert was.local_starts_at.strftime("%-d %B") in mail.text
    found = read(mail)
    assert found.start == was.starts_at + timedelta(days=1) or found.start == was.starts_at.date() + timedelta(days=1)
    assert "New Hall" in found["location"]
    assert found["sequence"] == Event.objects.get(pk=event.pk).sequence == 2


def test_nobody_waits_for_ever_while_an_event_is_changed_again_and_again():
    event = make_event()
    person = register(event, make_person()).person

    moved(event, days=1)
    for minutes in range(9, 70, 9):
        with after(minutes=minutes):
            services.notify_due()
            if told(person):
                break
            moved(event, hours=1)

    assert 60 <= minutes <= 69


def test_what_is_changed_back_is_told_to_nobody():
    event = make_event()
    person = register(event, make_person()).person

    moved(event, days=1)
    moved(event, days=-1)
    with after(minutes=11):
        assert services.notify_due() == 0

    assert told(person) == []
    assert not PendingUpdate.objects.exists()
    assert Invite.objects.get().sequence == 0
    assert Event.objects.get(pk=event.pk).sequence == 2  # feeds have shown both

    moved(event, days=2)
    with after(minutes=11):
        services.notify_due()
    assert read(told(person)[0])["sequence"] == 3


def test_who_is_added_late_gets_the_current_state_and_no_update_of_it():
    event = make_event()
    early = register(event, make_person()).person

    moved(event, days=1)
    late = register(event, make_person()).person
    with after(minutes=11):
        assert services.notify_due() == 1

    assert len(told(early)) == 1
    assert told(late) == []
    (confirmation,) = Message.objects.filter(recipient=late)
    assert read(confirmation)["sequence"] == 1


def test_who_was_confirmed_before_the_last_change_is_told_of_it():
    event = make_event()

    moved(event, days=1)
    between = register(event, make_person()).person
    moved(event, days=1)
    with after(minutes=11):
        services.notify_due()

    (update,) = told(between)
    assert read(update)["sequence"] == 2


def test_who_has_left_meanwhile_is_told_nothing_more():
    event = make_event()
    registration = register(event, make_person())

    moved(event, days=1)
    withdraw(registration, by=registration.person)
    with after(minutes=11):
        assert services.notify_due() == 0

    assert [mail.ics_method for mail in Message.objects.filter(recipient=registration.person).order_by("pk")] == [
        "REQUEST",
        "CANCEL",
    ]


@pytest.mark.parametrize(("end", "kind"), [(cancel, "event_cancelled"), (postpone, "event_postponed")])
def test_cancelling_and_postponing_go_at_once_and_instead(end, kind):
    event = make_event()
    person = register(event, make_person()).person

    moved(event, days=1)
    end(event, by=None)

    assert Message.objects.filter(recipient=person, kind=kind).count() == 1
    with after(minutes=11):
        assert services.notify_due() == 0
    assert told() == []


def test_a_postponed_event_that_has_a_date_again_is_told_even_if_it_is_the_old_one():
    event = make_event()
    person = register(event, make_person()).person
    postpone(event, by=None)

    moved(event, days=0)
    with after(minutes=11):
        assert services.notify_due() == 1

    (mail,) = told(person)
    assert "It was postponed. It has a date again:" in mail.text
    assert read(mail)["status"] == "CONFIRMED"


def test_only_what_a_calendar_shows_is_told():
    event = make_event()
    register(event, make_person())

    edit_event(event, by=None, summary="Other words", description="More", seats=50)

    assert not PendingUpdate.objects.exists()
    assert Event.objects.get(pk=event.pk).sequence == 0


def test_a_new_title_is_an_update_and_no_move():
    event = make_event(title="Old title")
    person = register(event, make_person()).person

    edit_event(event, by=None, title="New title")
    services.notify_now(event, by=None)

    (mail,) = told(person)
    assert mail.subject == "Changed: New title – please check your calendar"
    assert "Title: New title (it was: Old title)" in mail.text
    assert read(mail)["summary"] == "New title"
    assert read(mail)["sequence"] == 1


def test_an_update_says_old_and_new_time_on_both_clocks():
    start = now().replace(year=2027, month=3, day=9, hour=2, minute=0, second=0, microsecond=0)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3))
    person = register(event, make_person(timezone="Asia/Tokyo")).person

    moved(event, hours=2)
    services.notify_now(event, by=None)

    text = told(person)[0].text
    assert (
        "* Date and time: Tuesday 9 March 2027, 11:00 to 14:00, Bangkok time (UTC+7) "
        "(it was: Tuesday 9 March 2027, 09:00 to 12:00, Bangkok time (UTC+7))" in text
    )
    assert (
        "* For you: Tuesday 9 March 2027, 13:00 to 16:00, Tokyo time (UTC+9) "
        "(it was: Tuesday 9 March 2027, 11:00 to 14:00, Tokyo time (UTC+9))" in text
    )
    assert "(it was: Tuesday 9 March 2027, 09:00 to 12:00" in told(person)[0].html


def test_another_joining_link_is_told_to_those_who_may_join():
    event = make_event(mode=Event.Mode.ONLINE, online_url="https://meet.example/old", seats=1)
    confirmed, waiting = register(event, make_person()).person, register(event, make_person()).person

    edit_event(event, by=None, online_url="https://meet.example/new")
    assert services.notify_now(event, by=None) == 1

    assert "The link to join online is a new one." in told(confirmed)[0].text
    assert read(told(confirmed)[0])["conference"] == "https://meet.example/new"
    assert told(waiting) == []


def test_who_may_be_on_their_way_is_told_at_once():
    event = make_event(starts_at=now() + timedelta(hours=2), ends_at=now() + timedelta(hours=4))
    register(event, make_person())

    moved(event, hours=1)

    assert len(told()) == 1
    assert not PendingUpdate.objects.exists()


def test_telling_now_is_written_down_with_who_did():
    event = make_event()
    manager = make_member(event.programme)
    register(event, make_person())
    moved(event, days=1)

    assert services.notify_now(event, by=manager) == 1
    assert services.notify_now(event, by=manager) == 0

    (change,) = EventChange.objects.filter(what="told")
    assert (change.by, change.said) == (manager, "1 person notified")


def test_an_update_asks_again_for_the_answer():
    event = make_event()
    register(event, make_person())
    Invite.objects.update(partstat="ACCEPTED")

    moved(event, days=1)
    assert Invite.objects.get().partstat == "ACCEPTED"  # still of what they were sent
    services.notify_now(event, by=None)

    assert Invite.objects.get().partstat == "NEEDS-ACTION"


def test_another_form_in_calendars_is_told_to_those_who_have_it_there():
    event = make_event(seats=1)
    confirmed, waiting = register(event, make_person()).person, register(event, make_person()).person

    edit_event(event, by=None, days_as="busy")
    assert services.notify_now(event, by=None) == 1

    (mail,) = told(confirmed)
    assert "In your calendar it now stands as whole days on which you are busy." in mail.text
    assert "moved" not in mail.text
    assert (read(mail)["sequence"], read(mail)["transp"]) == (1, "OPAQUE")
    assert told(waiting) == []


def test_a_form_that_changes_no_calendar_is_told_to_nobody():
    start = now() + timedelta(days=9)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3))
    register(event, make_person())

    edit_event(event, by=None, days_as="block")

    assert not PendingUpdate.objects.exists()
    assert Event.objects.get(pk=event.pk).sequence == 0


def test_one_day_that_becomes_several_is_told_as_another_date_alone():
    start = now() + timedelta(days=9)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3), days_as="busy")
    person = register(event, make_person()).person

    reschedule(event, starts_at=start, ends_at=start + timedelta(days=3), by=None)
    services.notify_now(event, by=None)

    (mail,) = told(person)
    assert "(it was: " in mail.text
    assert "In your calendar it now" not in mail.text
