"""Notices about changes to an event: combined, sent once, and only if calendars must change."""

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


def update_mails(person=None):
    mails = Message.objects.filter(kind="event_moved").order_by("pk")
    return list(mails.filter(recipient=person) if person else mails)


def read(message):
    return icalendar.Calendar.from_ical(message.ics).events[0]


def moved(event, **by):
    fresh = Event.objects.get(pk=event.pk)
    shift = timedelta(**by)
    return reschedule(event, starts_at=fresh.starts_at + shift, ends_at=fresh.ends_at + shift, by=None)


def after(**delay):
    return time_machine.travel(now() + timedelta(**delay), tick=False)


def test_combines_changes_within_ten_minutes_in_one_mail():
    event = make_event(venue=make_venue(name="Old Hall"))
    person = register(event, make_person()).person
    before = Event.objects.get(pk=event.pk)

    moved(event, days=1)
    with after(minutes=6):
        edit_event(event, by=None, venue=make_venue(name="New Hall"))
        assert services.notify_due() == 0
    with after(minutes=12):
        assert services.notify_due() == 0  # the second change restarted the delay of ten minutes
    with after(minutes=17):
        assert services.notify_due() == 1
        assert services.notify_due() == 0

    (mail,) = update_mails(person)
    assert "Place: New Hall" in mail.text
    assert "it was: Old Hall" in mail.text
    assert before.local_starts_at.strftime("%-d %B") in mail.text
    calendar_event = read(mail)
    assert calendar_event.start == before.starts_at + timedelta(
        days=1
    ) or calendar_event.start == before.starts_at.date() + timedelta(days=1)
    assert "New Hall" in calendar_event["location"]
    assert calendar_event["sequence"] == Event.objects.get(pk=event.pk).sequence == 2


def test_sends_the_update_within_70_minutes_if_changes_continue():
    event = make_event()
    person = register(event, make_person()).person

    moved(event, days=1)
    for minutes in range(9, 70, 9):
        with after(minutes=minutes):
            services.notify_due()
            if update_mails(person):
                break
            moved(event, hours=1)

    assert 60 <= minutes <= 69


def test_sends_no_update_if_a_change_is_undone():
    event = make_event()
    person = register(event, make_person()).person

    moved(event, days=1)
    moved(event, days=-1)
    with after(minutes=11):
        assert services.notify_due() == 0

    assert update_mails(person) == []
    assert not PendingUpdate.objects.exists()
    assert Invite.objects.get().sequence == 0
    assert Event.objects.get(pk=event.pk).sequence == 2  # feeds have shown both changes

    moved(event, days=2)
    with after(minutes=11):
        services.notify_due()
    assert read(update_mails(person)[0])["sequence"] == 3


def test_sends_no_update_to_a_person_who_registers_after_the_change():
    event = make_event()
    early = register(event, make_person()).person

    moved(event, days=1)
    late = register(event, make_person()).person
    with after(minutes=11):
        assert services.notify_due() == 1

    assert len(update_mails(early)) == 1
    assert update_mails(late) == []
    (confirmation,) = Message.objects.filter(recipient=late)
    assert read(confirmation)["sequence"] == 1


def test_notifies_a_person_confirmed_before_the_last_change():
    event = make_event()

    moved(event, days=1)
    between = register(event, make_person()).person
    moved(event, days=1)
    with after(minutes=11):
        services.notify_due()

    (update,) = update_mails(between)
    assert read(update)["sequence"] == 2


def test_sends_no_update_to_a_person_who_withdraws_before_it_is_sent():
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
def test_cancelling_or_postponing_replaces_the_update(end, kind):
    event = make_event()
    person = register(event, make_person()).person

    moved(event, days=1)
    end(event, by=None)

    with after(minutes=11):
        assert services.notify_due() == 1
    assert Message.objects.filter(recipient=person, kind=kind).count() == 1
    assert update_mails() == []


def test_notifies_of_the_date_of_a_postponed_event_even_if_it_is_unchanged():
    event = make_event()
    person = register(event, make_person()).person
    postpone(event, by=None)
    services.notify_now(event, by=None)

    moved(event, days=0)
    with after(minutes=11):
        assert services.notify_due() == 1

    (mail,) = update_mails(person)
    assert "It was postponed. It has a date again:" in mail.text
    assert read(mail)["status"] == "CONFIRMED"


def test_ignores_changes_that_calendars_do_not_show():
    event = make_event()
    register(event, make_person())

    edit_event(event, by=None, summary="Other words", description="More", seats=50)

    assert not PendingUpdate.objects.exists()
    assert Event.objects.get(pk=event.pk).sequence == 0


def test_describes_a_new_title_as_a_change_and_not_as_a_move():
    event = make_event(title="Old title")
    person = register(event, make_person()).person

    edit_event(event, by=None, title="New title", notify=True)
    services.notify_now(event, by=None)

    (mail,) = update_mails(person)
    assert mail.subject == "Changed: New title – please check your calendar"
    assert "Title: New title (it was: Old title)" in mail.text
    assert read(mail)["summary"] == "New title"


def answered(event, partstat):
    register(event, make_person())
    Invite.objects.update(partstat=partstat, answered_at=now())
    return Invite.objects.get()


@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "NEEDS-ACTION"])
@pytest.mark.parametrize("change", [{"title": "Seminar: wages"}, {"online_url": "https://meet.example.org/2"}])
def test_a_new_title_or_link_never_asks_for_a_new_answer(change, partstat):
    event = make_event(title="Seminar; wages", mode="online", online_url="https://meet.example.org/1")
    answered(event, partstat)

    edit_event(event, by=None, notify=True, **change)
    services.notify_now(event, by=None)
    edit_event(event, by=None, notify=True, title="Once more")
    services.notify_now(event, by=None)

    first, second = (read(mail) for mail in update_mails())
    assert first["sequence"] == second["sequence"] == Event.objects.get(pk=event.pk).sequence == 0
    assert first["dtstamp"].dt <= second["dtstamp"].dt
    parameters = second["attendee"].params
    assert parameters["PARTSTAT"] == Invite.objects.get().partstat == partstat
    assert parameters["RSVP"] == ("TRUE" if partstat == "NEEDS-ACTION" else "FALSE")


def test_a_new_title_alone_notifies_nobody_by_default():
    event = make_event(title="Seminar; wages")
    answered(event, "ACCEPTED")

    edit_event(event, by=None, title="Seminar: wages")

    assert not PendingUpdate.objects.exists()
    fresh = Event.objects.get(pk=event.pk)
    assert (fresh.sequence, "SUMMARY:Seminar: wages" in fresh.vevent) == (0, True)
    assert Invite.objects.get().partstat == "ACCEPTED"


@pytest.mark.parametrize("field", ["title", "venue", "online_url"])
def test_updates_calendars_only_if_the_organiser_wants_no_notice(field):
    event = make_event(venue=make_venue(name="Old Hall"), mode="hybrid", online_url="https://meet.example.org/1")
    answered(event, "ACCEPTED")
    new = {"title": "Other", "venue": make_venue(name="New Hall"), "online_url": "https://meet.example.org/2"}[field]

    edit_event(event, by=None, notify=False, **{field: new})

    assert not PendingUpdate.objects.exists()
    assert Event.objects.get(pk=event.pk).sequence == 0
    assert Invite.objects.get().partstat == "ACCEPTED"
    assert update_mails() == []


def test_leaves_a_quiet_change_out_of_the_notice_of_an_earlier_one():
    event = make_event(title="Old title")
    register(event, make_person())
    moved(event, days=1)

    edit_event(event, by=None, notify=False, title="New title")
    services.notify_now(event, by=None)

    (mail,) = update_mails()
    assert "Date and time:" in mail.text
    assert "it was: Old title" not in mail.text


def test_a_new_place_asks_for_a_new_answer():
    event = make_event(venue=make_venue(name="Old Hall"))
    answered(event, "ACCEPTED")

    edit_event(event, by=None, venue=make_venue(name="New Hall"))
    services.notify_now(event, by=None)

    assert read(update_mails()[0])["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert Invite.objects.get().sequence == 1


def test_shows_old_and_new_times_in_both_time_zones():
    start = now().replace(year=2027, month=3, day=9, hour=2, minute=0, second=0, microsecond=0)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3))
    person = register(event, make_person(timezone="Asia/Tokyo")).person

    moved(event, hours=2)
    services.notify_now(event, by=None)

    text = update_mails(person)[0].text
    assert (
        "* Date and time: Tuesday 9 March 2027, 11:00 to 14:00, Bangkok time (UTC+7) "
        "(it was: Tuesday 9 March 2027, 09:00 to 12:00, Bangkok time (UTC+7))" in text
    )
    assert (
        "* For you: Tuesday 9 March 2027, 13:00 to 16:00, Tokyo time (UTC+9) "
        "(it was: Tuesday 9 March 2027, 11:00 to 14:00, Tokyo time (UTC+9))" in text
    )
    assert "(it was: Tuesday 9 March 2027, 09:00 to 12:00" in update_mails(person)[0].html


def test_sends_a_new_joining_link_only_to_confirmed_people():
    event = make_event(mode=Event.Mode.ONLINE, online_url="https://meet.example/old", seats=1)
    confirmed, waiting = register(event, make_person()).person, register(event, make_person()).person

    edit_event(event, by=None, online_url="https://meet.example/new")
    assert services.notify_now(event, by=None) == 1

    assert "The link to join online is a new one." in update_mails(confirmed)[0].text
    assert read(update_mails(confirmed)[0])["conference"] == "https://meet.example/new"
    assert update_mails(waiting) == []


def test_notifies_at_once_if_the_event_starts_soon():
    event = make_event(starts_at=now() + timedelta(hours=2), ends_at=now() + timedelta(hours=4))
    register(event, make_person())

    moved(event, hours=1)

    assert len(update_mails()) == 1
    assert not PendingUpdate.objects.exists()


def test_records_the_person_who_sends_notices_now():
    event = make_event()
    manager = make_member(event.programme)
    register(event, make_person())
    moved(event, days=1)

    assert services.notify_now(event, by=manager) == 1
    assert services.notify_now(event, by=manager) == 0

    (change,) = EventChange.objects.filter(what="told")
    assert (change.by, change.said) == (manager, "1 person notified")


def test_an_update_requests_a_new_answer():
    event = make_event()
    register(event, make_person())
    Invite.objects.update(partstat="ACCEPTED")

    moved(event, days=1)
    assert Invite.objects.get().partstat == "ACCEPTED"  # the answer to the version that was sent
    services.notify_now(event, by=None)

    assert Invite.objects.get().partstat == "NEEDS-ACTION"


def test_notifies_confirmed_people_of_another_display_in_calendars():
    event = make_event(seats=1)
    confirmed, waiting = register(event, make_person()).person, register(event, make_person()).person

    edit_event(event, by=None, days_as="busy")
    assert services.notify_now(event, by=None) == 1

    (mail,) = update_mails(confirmed)
    assert "Your calendar now shows it as whole days on which you are busy." in mail.text
    assert "moved" not in mail.text
    assert (read(mail)["sequence"], read(mail)["transp"]) == (1, "OPAQUE")
    assert update_mails(waiting) == []


def test_sends_no_update_if_the_display_in_calendars_is_unchanged():
    start = now() + timedelta(days=9)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3))
    register(event, make_person())

    edit_event(event, by=None, days_as="block")

    assert not PendingUpdate.objects.exists()
    assert Event.objects.get(pk=event.pk).sequence == 0


def test_describes_an_event_extended_to_several_days_only_as_a_new_date():
    start = now() + timedelta(days=9)
    event = make_event(starts_at=start, ends_at=start + timedelta(hours=3), days_as="busy")
    person = register(event, make_person()).person

    reschedule(event, starts_at=start, ends_at=start + timedelta(days=3), by=None)
    services.notify_now(event, by=None)

    (mail,) = update_mails(person)
    assert "(it was: " in mail.text
    assert "In your calendar it now" not in mail.text
