"""Invites as the calendars of Outlook, Google, Apple and Thunderbird read them: each published rule, on the bytes that a
mail server gets."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from events.models import Event, Invite
from events.planning.services import cancel, edit_event, postpone, reschedule
from events.registration.services import register, switch, withdraw
from notifications.outbox.delivery import deliver_due
from tests.events.contributors.scene import name as name_contributor
from tests.factories import make_event, make_person, make_programme, make_venue
from tests.smtp import calendar_part, smtp_server

pytestmark = pytest.mark.django_db
START = datetime(2031, 3, 11, 2, tzinfo=UTC)


def short_event(**fields):
    """Create an event of three hours in New York, a zone with daylight saving time."""
    fields.setdefault("timezone", "America/New_York")
    fields.setdefault("starts_at", START + timedelta(hours=11))
    return make_event(ends_at=fields["starts_at"] + timedelta(hours=3), **fields)


def calendar_of(mail):
    return icalendar.Calendar.from_ical(calendar_part(mail).get_payload(decode=True))


def page_of(event):
    return f"http://127.0.0.1:8000/events/{event.slug}/"


def vevent_of(mail):
    return calendar_of(mail).events[0]


def delivered(mailbox):
    deliver_due()
    return mailbox.mails


@pytest.fixture
def mailbox():
    with smtp_server() as mailbox:
        yield mailbox


@pytest.fixture(params=["participant", "contributor"])
def invite(mailbox, request):
    """Return a received invite of a confirmed person or of a contributor. The same rules apply to both."""
    programme = make_programme(short_name="ASEAN “SP”", contact_email="team@example.org")
    event = short_event(programme=programme, summary="Words, and; more\nwords", venue=make_venue())
    person = make_person(email="aung@example.org", name="Aung San")
    if request.param == "participant":
        register(event, person)
    else:
        name_contributor(event, person)
    (mail,) = delivered(mailbox)
    return mail


def test_calendar_part_is_the_last_inline_alternative(invite):
    # Outlook and Gmail show buttons only for this part, and clients prefer the last one (RFC 2046, 5.1.4).
    alternative, attachment = invite.iter_parts()
    plain, html, calendar = alternative.iter_parts()

    assert invite.get_content_type() == "multipart/mixed"
    assert alternative.get_content_type() == "multipart/alternative"
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Disposition"] is None
    assert attachment.get_content_type() == "application/ics"
    assert attachment.get_filename() == "invite.ics"
    assert attachment.get_payload(decode=True) == calendar.get_payload(decode=True)


def test_method_of_the_part_equals_that_of_the_calendar(invite):
    # RFC 6047, 2.4: "method" MUST be the same; Exchange shows no buttons otherwise.
    part = calendar_part(invite)

    assert part.get_param("method") == "REQUEST"
    assert part.get_param("charset").lower() == "utf-8"
    assert part["Content-Transfer-Encoding"] == "base64"
    assert calendar_of(invite)["method"] == "REQUEST"


def test_lines_end_in_crlf_and_have_at_most_75_octets(invite):
    # RFC 5545, 3.1; one line that is folded wrongly made Google drop a whole calendar.
    part = calendar_part(invite)
    content = part.get_payload(decode=True)

    assert content.count(b"\n") == content.count(b"\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    content.decode()


def test_mail_is_from_the_organizer_and_only_to_the_attendee(invite):
    found, invited = vevent_of(invite), Invite.objects.get()

    assert found["organizer"].removeprefix("mailto:") == invite["From"].addresses[0].addr_spec
    assert invited.reply_tag in found["organizer"]
    assert [address.addr_spec for address in invite["To"].addresses] == ["aung@example.org"]
    assert invite["Cc"] is None
    assert invite["Bcc"] is None
    assert invite["Reply-To"] is None  # Outlook would send the reply there, where nothing processes it
    assert found["attendee"] == "mailto:aung@example.org"  # one, not a list of several
    assert b"team@example.org" not in invite.as_bytes().split(b"text/calendar")[1]


def test_request_asks_for_a_reply(invite):
    assert dict(vevent_of(invite)["attendee"].params) == {
        "CN": "Aung San",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_request_has_all_required_properties(invite):
    # RFC 5546, 3.2.2.
    found = vevent_of(invite)

    for name in ("uid", "dtstamp", "dtstart", "dtend", "summary", "organizer", "attendee", "sequence", "status"):
        assert name in found, name
    assert found["dtstamp"].dt.utcoffset() == timedelta()
    assert len(calendar_of(invite).events) == 1  # Gmail and Outlook read the first one only


def test_invite_has_no_alarm(invite):
    assert "VALARM" not in {component.name for component in calendar_of(invite).walk()}


def test_invite_names_and_describes_the_time_zone(invite):
    found = calendar_of(invite)
    (zone,) = found.timezones

    assert found.events[0]["dtstart"].params["TZID"] == zone["tzid"] == "America/New_York"
    assert found.events[0]["dtend"].params["TZID"] == "America/New_York"
    assert {component.name for component in zone.walk()} == {"VTIMEZONE", "STANDARD", "DAYLIGHT"}
    assert all("rrule" in component for component in zone.subcomponents)  # Outlook does not read RDATE there


def test_event_with_hours_is_busy(invite):
    found = vevent_of(invite)

    assert found["transp"] == "OPAQUE"
    assert found["x-microsoft-cdo-busystatus"] == "BUSY"
    assert found["x-microsoft-cdo-intendedstatus"] == "BUSY"
    assert found["x-microsoft-cdo-alldayevent"] == "FALSE"


def test_no_property_occurs_twice(invite):
    names = [name for name, _value in vevent_of(invite).property_items(recursive=False)]

    assert len(names) == len(set(names))


def test_several_days_leave_the_nights_free(mailbox):
    event = make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8), summary="Words")
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert (found["dtstart"].dt, found["dtend"].dt) == (date(2031, 3, 11), date(2031, 3, 14))
    assert found["dtstart"].params["VALUE"] == "DATE"
    assert found["transp"] == "TRANSPARENT"
    assert found["x-microsoft-cdo-busystatus"] == "FREE"
    assert found["x-microsoft-cdo-alldayevent"] == "TRUE"
    assert found["description"] == (
        "Tuesday 11 March 2031, 09:00 to Thursday 13 March 2031, 17:00, Bangkok time (UTC+7)\n\nWords\n\n"
        f"{page_of(event)}"
    )


def test_several_days_can_be_busy_days(mailbox):
    event = make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8), days_as="busy")
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert (found["dtstart"].dt, found["dtend"].dt) == (date(2031, 3, 11), date(2031, 3, 14))
    assert (found["transp"], found["x-microsoft-cdo-busystatus"]) == ("OPAQUE", "BUSY")
    assert found["x-microsoft-cdo-alldayevent"] == "TRUE"
    assert found["description"].startswith("Tuesday 11 March 2031, 09:00 to Thursday 13 March 2031, 17:00")


def test_several_days_can_have_daily_hours(mailbox):
    event = make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8), days_as="hours")
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert (found["dtstart"].dt, found["dtend"].dt) == (event.starts_at, event.starts_at + timedelta(hours=8))
    assert found["dtend"].params["TZID"] == found["dtstart"].params["TZID"] == "Asia/Bangkok"
    assert found["rrule"].to_ical() == b"FREQ=DAILY;COUNT=3"
    assert (found["transp"], found["x-microsoft-cdo-busystatus"]) == ("OPAQUE", "BUSY")
    assert found["x-microsoft-cdo-alldayevent"] == "FALSE"


@pytest.mark.parametrize(
    "more",
    [
        {"ends_at": START + timedelta(days=2, hours=-1)},  # the last day would end before it begins
        # On the last night, the clocks of New York show the hour of the start twice.
        {
            "timezone": "America/New_York",
            "starts_at": datetime(2031, 11, 1, 5, 30, tzinfo=UTC),
            "ends_at": datetime(2031, 11, 3, 10, tzinfo=UTC),
        },
    ],
)
def test_impossible_daily_hours_become_whole_days(mailbox, more):
    register(make_event(**{"starts_at": START, "days_as": "hours", **more}), make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert "rrule" not in found
    assert found["dtstart"].params["VALUE"] == "DATE"


def test_several_days_can_be_one_block(mailbox):
    event = make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8), days_as="block")
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert (found["dtstart"].dt, found["dtend"].dt) == (event.starts_at, event.ends_at)
    assert found["dtstart"].params["TZID"] == "Asia/Bangkok"
    assert (found["transp"], found["x-microsoft-cdo-busystatus"]) == ("OPAQUE", "BUSY")
    assert found["x-microsoft-cdo-alldayevent"] == "FALSE"


@pytest.mark.parametrize(
    ("days_as", "busy"), [("free", "FREE"), ("busy", "BUSY"), ("block", "FREE"), ("hours", "FREE")]
)
def test_whole_days_without_hours_are_free_or_busy(mailbox, days_as, busy):
    event = make_event(
        precision=Event.Precision.DAY,
        starts_at=START.replace(hour=17),
        ends_at=START.replace(hour=17) + timedelta(days=1),
        days_as=days_as,
    )
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert found["dtstart"].dt == date(2031, 3, 12)
    assert found["x-microsoft-cdo-busystatus"] == busy


def test_one_day_that_ends_after_midnight_keeps_its_hours(mailbox):
    event = make_event(starts_at=START + timedelta(hours=12), ends_at=START + timedelta(hours=17))
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert found["dtend"].dt - found["dtstart"].dt == timedelta(hours=5)
    assert found["transp"] == "OPAQUE"


def test_whole_days_are_dates_and_free(mailbox):
    event = make_event(
        precision=Event.Precision.DAY,
        starts_at=START.replace(hour=17),
        ends_at=START.replace(hour=17) + timedelta(days=1),
    )
    register(event, make_person())

    found = vevent_of(delivered(mailbox)[0])

    assert found["dtstart"].dt == date(2031, 3, 12)
    assert found["x-microsoft-cdo-alldayevent"] == "TRUE"
    assert found["x-microsoft-cdo-busystatus"] == "FREE"


def test_confirmed_people_get_the_joining_link(mailbox):
    event = short_event(mode=Event.Mode.ONLINE, online_url="https://meet.example/room", seats=1)
    for _number in range(2):
        register(event, make_person())

    confirmed, waiting = delivered(mailbox)

    found = vevent_of(confirmed)
    assert found["conference"] == "https://meet.example/room"
    assert found["conference"].params["VALUE"] == "URI"
    assert found["description"] == f"Join online: https://meet.example/room\n\n{page_of(event)}"
    assert "meet.example" not in waiting.as_string()


def test_postponed_event_is_tentative_and_free(mailbox):
    event = short_event()
    register(event, make_person())
    postpone(event, by=None, reason="Flood")

    mail = delivered(mailbox)[-1]
    found = vevent_of(mail)

    assert calendar_of(mail)["method"] == "REQUEST"
    assert (found["status"], found["transp"]) == ("TENTATIVE", "TRANSPARENT")
    assert found["x-microsoft-cdo-busystatus"] == "TENTATIVE"
    assert found["sequence"] == 1
    assert mail["Subject"].startswith("Postponed: ")
    text = mail.get_body(("plain",)).get_content()
    assert "The date below is no longer valid. The new date is not known yet" in text
    assert "Flood" in text


def test_cancel_is_consistent_in_all_parts(mailbox):
    # Without the method in the header Outlook shows it as another invite.
    event = make_event(starts_at=START, ends_at=START + timedelta(days=2, hours=8))
    register(event, make_person())
    cancel(event, by=None)

    first, last = delivered(mailbox)
    part = calendar_part(last)
    before, found = vevent_of(first), vevent_of(last)

    assert part.get_param("method") == calendar_of(last)["method"] == "CANCEL"
    assert found["status"] == "CANCELLED"
    assert found["sequence"] > before["sequence"]
    for name in ("uid", "organizer", "dtstart", "dtend"):
        assert found[name] == before[name], name
    assert found["attendee"] == before["attendee"]
    assert first["From"] == last["From"]
    assert found["x-microsoft-cdo-busystatus"] == "FREE"


def test_each_message_is_newer_than_the_last(mailbox):
    # RFC 5546, 2.1.4: the same UID and ORGANIZER for life, a higher SEQUENCE, a DTSTAMP that never falls.
    event = short_event()
    registration = register(event, make_person())
    reschedule(event, starts_at=event.starts_at + timedelta(days=1), ends_at=event.ends_at + timedelta(days=1), by=None)
    withdraw(registration, by=registration.person)
    register(event, registration.person)
    edit_event(event, by=None, venue=make_venue(name="Another place"))
    postpone(event, by=None)
    cancel(event, by=None)

    found = [(calendar_of(mail)["method"], vevent_of(mail)) for mail in delivered(mailbox)]

    assert [method for method, _vevent in found] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
        "REQUEST",
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    sequences = [vevent["sequence"] for _method, vevent in found]
    assert sequences == sorted(set(sequences))
    assert len({(vevent["uid"], vevent["organizer"], vevent["attendee"]) for _method, vevent in found}) == 1
    stamps = [vevent["dtstamp"].dt for _method, vevent in found]
    assert stamps == sorted(stamps)


def test_invite_is_in_the_language_of_the_reader(mailbox):
    event = short_event(mode=Event.Mode.ONLINE, online_url="https://meet.example/room")
    register(event, make_person(language="en"))

    assert vevent_of(delivered(mailbox)[0])["conference"].params["LABEL"] == "Join online"


def test_online_participant_of_a_hybrid_event_is_optional(mailbox):
    event = short_event(mode=Event.Mode.HYBRID)
    for mode in ("in_person", "online"):
        register(event, make_person(), mode=mode)

    roles = [vevent_of(mail)["attendee"].params["ROLE"] for mail in delivered(mailbox)]

    assert roles == ["REQ-PARTICIPANT", "OPT-PARTICIPANT"]
    assert list(Invite.objects.values_list("role", flat=True)) == roles


def test_switching_to_online_changes_the_role(mailbox):
    event = short_event(mode=Event.Mode.HYBRID)
    registration = register(event, make_person(), mode="in_person")
    switch(registration, "online", by=registration.person)

    assert vevent_of(delivered(mailbox)[-1])["attendee"].params["ROLE"] == "OPT-PARTICIPANT"
    assert Invite.objects.get().role == "OPT-PARTICIPANT"
