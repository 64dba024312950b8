"""A personal feed: events, sessions, contributions, and what the person has lost."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import time_machine
from django.urls import reverse

from events.calendars.services import issue_token, revise
from events.contributors.services import remove
from events.models import Event, Registration, Session
from events.planning.services import cancel, edit_event, postpone
from events.registration.decisions import confirm, decline
from events.registration.services import register, withdraw
from events.sessions.services import choose
from notifications.models import Message
from tests.events.agenda.scene import later, publish_changes
from tests.events.contributors.scene import mails_to, make_session, name, read
from tests.factories import make_event, make_member, make_person

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)
LINK = "https://meet.example/room"


def published(days=2, **fields):
    fields.setdefault("starts_at", START)
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(days=days, hours=8))
    event = make_event(**fields)
    revise(event, significant=False)
    return event


def optional_session(event, title, day=0, **fields):
    start = event.starts_at + timedelta(days=day, hours=1)
    return make_session(event, title, starts_at=start, ends_at=start + timedelta(hours=2), is_optional=True, **fields)


def feed(client, person):
    response = client.get(reverse("calendars:personal", args=[issue_token(person)]))
    return {str(found["uid"]): found for found in icalendar.Calendar.from_ical(response.content).events}


def is_busy(found):
    return str(found["transp"]) == "OPAQUE"


def test_contributor_sees_the_event_and_the_session_at_its_time(client):
    event, person = published(title="Seminar"), make_person()
    session = optional_session(event, "Panel", day=1)
    name(event, person, session=session)

    found = feed(client, person)

    assert set(found) == {event.uid, session.uid}
    own = found[session.uid]
    assert own["related-to"] == event.uid
    assert own["dtstart"].dt == session.starts_at
    assert own["summary"] == "Panel (Seminar)"
    # The event is in the background, and the session takes the time.
    assert (is_busy(found[event.uid]), is_busy(own)) == (False, True)


@pytest.mark.parametrize("days_as", ["free", "busy", "hours", "block"])
@pytest.mark.parametrize("days", [0, 2])
def test_no_time_is_taken_twice(client, days, days_as):
    event, person = published(days, days_as=days_as), make_person()
    session = optional_session(event, "Panel")
    choose(register(event, person), [session.pk], by=person)

    found = feed(client, person)

    assert is_busy(found[event.uid]) != is_busy(found[session.uid])
    assert is_busy(found[event.uid]) == (days == 0 or days_as != "free")


def test_chosen_sessions_come_and_go_with_the_choice(client):
    event, person = published(), make_person()
    first, second = optional_session(event, "A"), optional_session(event, "B", day=1)
    registration = register(event, person)

    choose(registration, [first.pk], by=person)
    before = set(feed(client, person))
    choose(registration, [second.pk], by=person)

    assert before == {event.uid, first.uid}
    assert set(feed(client, person)) == {event.uid, second.uid}


def test_a_choice_changes_the_date_of_the_feed(client):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        event, person = published(), make_person()
        session, registration = optional_session(event, "A"), register(event, person)
        address = reverse("calendars:personal", args=[issue_token(person)])
        clock.shift(100)
        first = client.get(address)
        clock.shift(100)
        choose(registration, [session.pk], by=person)
        clock.shift(100)

        later = client.get(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])

    assert later.status_code == 200
    assert session.uid in later.content.decode()


@pytest.mark.parametrize("end", ["withdraw", "decline"])
def test_lost_registration_stays_as_cancelled_for_fourteen_days(client, settings, end):
    event, person = published(title="Seminar"), make_person()
    registration = register(event, person)
    before = feed(client, person)[event.uid]
    if end == "withdraw":
        withdraw(registration, by=person)
    else:
        decline(registration, by=make_member(event.programme))

    (after,) = feed(client, person).values()

    assert (after["status"], after["summary"], is_busy(after)) == ("CANCELLED", "Cancelled: Seminar", False)
    assert after["dtstart"] == before["dtstart"]
    assert after["sequence"] > before["sequence"]
    cancelled = icalendar.Calendar.from_ical(Message.objects.filter(ics_method="CANCEL").get().ics).events[0]
    assert (after["uid"], after["sequence"]) == (cancelled["uid"], cancelled["sequence"])
    with time_machine.travel(datetime.now(UTC) + timedelta(days=13)):
        assert list(feed(client, person)) == [event.uid]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=16)):
        assert feed(client, person) == {}
    settings.CALENDAR_CANCELLED_FOR = timedelta(days=30)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=16)):
        assert list(feed(client, person)) == [event.uid]


def test_a_client_with_a_date_alone_sees_the_lost_registration_leave(client):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False) as clock:
        event, kept, person = published(), published(), make_person()
        register(kept, person)
        withdraw(register(event, person), by=person)
        address = reverse("calendars:personal", args=[issue_token(person)])
        clock.shift(100)
        first = client.get(address)
        clock.shift(timedelta(days=16))

        later = client.get(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"])

    assert (first.content.count(b"BEGIN:VEVENT"), later.status_code, later.content.count(b"BEGIN:VEVENT")) == (
        2,
        200,
        1,
    )


def test_person_who_never_had_a_seat_sees_nothing_cancelled(client):
    event, person = published(seats=0), make_person()

    withdraw(register(event, person), by=person)

    assert feed(client, person) == {}


def test_former_contributor_sees_the_session_as_cancelled(client):
    event, person = published(title="Seminar"), make_person()
    session = optional_session(event, "Panel")

    remove(name(event, person, session=session), by=make_member(event.programme))

    (found,) = feed(client, person).values()
    assert (found["uid"], found["status"]) == (session.uid, "CANCELLED")
    assert found["summary"] == "Cancelled: Panel (Seminar)"


def test_sequence_rises_with_each_status(client):
    event, person = published(policy=Event.Policy.APPROVAL), make_person()
    registration, sequences = register(event, person), []

    def look():
        sequences.append(feed(client, person)[event.uid]["sequence"])

    look()
    for step in (confirm, decline, confirm):
        step(Registration.objects.get(pk=registration.pk), by=None)
        look()
    edit_event(Event.objects.get(pk=event.pk), by=None, mode="online")
    look()

    assert sequences == sorted(set(sequences))


@pytest.mark.parametrize(
    "fields",
    [
        {"days": 0},
        {"days": 2},
        {"days": 2, "days_as": "hours"},
        {"days": 2, "days_as": "block"},
        {"days": 1, "precision": "day", "starts_at": START - timedelta(hours=9)},
        {"days": 0, "timezone": "Africa/Casablanca"},
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("change", [None, postpone])
def test_feed_and_invite_show_the_same_entry(client, settings, fields, language, change):
    settings.UPDATE_DELAY = timedelta()
    event, person = published(mode="online", online_url=LINK, summary="Words", **fields), make_person(language=language)
    registration = register(event, person)
    withdraw(registration, by=person)
    register(event, person)
    if change:
        change(event, by=None)

    own = feed(client, person)[event.uid]
    public = icalendar.Calendar.from_ical(client.get("/calendar/events.ics").content).events[0]
    invite = icalendar.Calendar.from_ical(Message.objects.exclude(ics="").order_by("pk").last().ics).events[0]

    for key in ("uid", "summary", "dtstart", "dtend", "rrule", "status", "transp", "description", "sequence", "url"):
        assert own.get(key) == invite.get(key), key
    for key in ("uid", "dtstart", "dtend", "rrule", "status", "transp"):
        assert own.get(key) == public.get(key), key


def test_session_in_feed_and_invite_is_the_same_entry(client):
    event, person = published(), make_person()
    session = optional_session(event, "Panel")
    name(event, person, session=session)

    own = feed(client, person)[session.uid]
    invite = icalendar.Calendar.from_ical(Message.objects.get(recipient=person).ics).events[0]

    for key in ("uid", "summary", "dtstart", "dtend", "status", "transp", "description", "sequence", "related-to"):
        assert own.get(key) == invite.get(key), key


def test_joining_link_is_only_for_people_who_may_join(client):
    event = published(mode="online", online_url=LINK, seats=1, policy=Event.Policy.OPEN)
    session = optional_session(event, "Panel")
    confirmed, waiting, speaker, former = (make_person() for _number in range(4))
    withdraw(register(event, former), by=former)
    register(event, confirmed)
    register(event, waiting)
    name(event, speaker, session=session)

    def text(address):
        return client.get(address).content.decode().replace("\r\n ", "")

    def own(person):
        return text(reverse("calendars:personal", args=[issue_token(person)]))

    assert f"\r\nCONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Join online:{LINK}\r\n" in own(confirmed)
    assert own(confirmed).count(LINK) == 2
    assert own(speaker).count(LINK) == 4  # the event and the session
    assert LINK not in own(waiting) + own(former)
    assert LINK not in text("/calendar/events.ics") + text(reverse("calendars:event", args=[event.slug]))


def test_undecided_person_has_no_joining_link(client):
    event, person = published(mode="online", online_url=LINK, policy=Event.Policy.APPROVAL), make_person()
    register(event, person)

    (found,) = feed(client, person).values()

    assert found["status"] == "TENTATIVE"
    assert LINK not in found.to_ical().decode()


def test_event_that_loses_its_date_is_cancelled_at_its_last_date(client, settings):
    settings.UPDATE_DELAY = timedelta(minutes=10)
    event, person = published(days=0), make_person()
    register(event, person)
    before = feed(client, person)[event.uid]

    edit_event(event, by=None, precision=Event.Precision.MONTH)

    after = feed(client, person)[event.uid]
    assert (after["status"], after["dtstart"]) == ("CANCELLED", before["dtstart"])
    assert after["sequence"] > before["sequence"]
    assert b"VEVENT" not in client.get("/calendar/events.ics").content


@pytest.mark.parametrize(
    ("language", "postponed", "cancelled"),
    [
        ("en", "Postponed: Seminar", "Cancelled: Seminar"),
        ("fr", "Reporté : Seminar", "Annulé : Seminar"),
        ("vi", "Hoãn lại: Seminar", "Đã hủy: Seminar"),
    ],
)
def test_titles_are_in_the_language_of_the_mail(client, settings, language, postponed, cancelled):
    settings.UPDATE_DELAY = timedelta()
    event, person = published(title="Seminar"), make_person(language=language)
    register(event, person)

    postpone(event, by=None)
    own = feed(client, person)[event.uid]["summary"]
    cancel(event, by=None)

    sent = Message.objects.exclude(ics="").order_by("pk")
    titles = [str(icalendar.Calendar.from_ical(message.ics).events[0]["summary"]) for message in sent]
    assert titles == ["Seminar", postponed, cancelled]
    assert own == postponed
    assert feed(client, person)[event.uid]["summary"] == cancelled


def test_cancelled_event_marks_its_sessions(client):
    event, person = published(title="Seminar"), make_person()
    session = optional_session(event, "Panel")
    choose(register(event, person), [session.pk], by=person)

    cancel(event, by=None)

    found = feed(client, person)
    assert {str(one["status"]) for one in found.values()} == {"CANCELLED"}
    assert found[session.uid]["summary"] == "Cancelled: Panel (Seminar)"


@pytest.mark.parametrize("item_count", [1, 4])
@pytest.mark.parametrize("is_known", [False, True])
def test_personal_feed_runs_four_queries_also_for_a_304(client, item_count, is_known, django_assert_num_queries):
    person = make_person()
    for _number in range(item_count):
        event = published()
        sessions = [optional_session(event, title, day) for day, title in enumerate(["A", "B"])]
        choose(register(event, person), [session.pk for session in sessions], by=person)
        name(event, person, session=make_session(event, "C"))
    address = reverse("calendars:personal", args=[issue_token(person)])

    first = client.get(address)
    headers = {"HTTP_IF_NONE_MATCH": first["ETag"]} if is_known else {}

    with django_assert_num_queries(4):
        response = client.get(address, **headers)

    assert response.status_code == (304 if is_known else 200)
    assert first.content.count(b"BEGIN:VEVENT") == 4 * item_count
    assert Session.objects.count() == 3 * item_count


def test_entry_of_a_chosen_session_moves_with_its_session(client):
    event, person = published(), make_person()
    session, other = optional_session(event, "Panel"), optional_session(event, "Other", day=1)
    choose(register(event, person), [session.pk, other.pk], by=person)
    before = feed(client, person)

    publish_changes(event, {session: later(session, 3)})

    after = feed(client, person)
    assert before.keys() == after.keys() == {event.uid, session.uid, other.uid}
    assert before[session.uid]["dtstart"].dt + timedelta(hours=3) == after[session.uid]["dtstart"].dt
    assert before[session.uid]["dtend"].dt + timedelta(hours=3) == after[session.uid]["dtend"].dt
    assert after[session.uid]["sequence"] == before[session.uid]["sequence"] + 1
    assert after[other.uid]["dtstart"] == before[other.uid]["dtstart"]
    assert after[other.uid]["sequence"] == before[other.uid]["sequence"]


def test_a_feed_that_a_program_has_is_sent_again_when_a_session_moves(client):
    event, person = published(), make_person()
    session = optional_session(event, "Panel")
    choose(register(event, person), [session.pk], by=person)
    address = reverse("calendars:personal", args=[issue_token(person)])
    tag = client.get(address)["ETag"]

    unchanged = client.get(address, headers={"if-none-match": tag})
    publish_changes(event, {session: later(session, 1)})

    assert unchanged.status_code == 304
    assert client.get(address, headers={"if-none-match": tag}).status_code == 200


def test_entry_and_invite_of_a_contributor_move_with_their_session(client):
    event, person = published(title="Seminar"), make_person()
    session = optional_session(event, "Panel", day=1)
    name(event, person, session=session)
    before = feed(client, person)[session.uid]

    publish_changes(event, {session: later(session, 2)})

    after, invite = feed(client, person)[session.uid], read(mails_to(person)[-1])
    assert after["dtstart"].dt == before["dtstart"].dt + timedelta(hours=2)
    assert invite["dtstart"].dt == after["dtstart"].dt
    assert invite["uid"] == after["uid"] == session.uid
    assert invite["sequence"] == after["sequence"] > before["sequence"]


def test_breaks_are_entries_only_for_those_who_chose_them(client):
    event, person, other = published(), make_person(), make_person()
    coffee = optional_session(event, "Coffee", kind=Session.Kind.BREAK)
    make_session(event, "Lunch", kind=Session.Kind.BREAK)
    choose(register(event, person), [coffee.pk], by=person)
    register(event, other)

    assert set(feed(client, person)) == {event.uid, coffee.uid}
    assert set(feed(client, other)) == {event.uid}


def test_entry_of_a_session_names_its_track(client):
    event, person = published(), make_person()
    session = optional_session(event, "Panel", track="Benefits")
    choose(register(event, person), [session.pk], by=person)

    assert [str(name) for name in feed(client, person)[session.uid]["categories"].cats] == ["Benefits"]
