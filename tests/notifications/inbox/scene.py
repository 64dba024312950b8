"""The invite that all mails in mails/ refer to. They contain its names and addresses."""

from datetime import UTC, datetime

from events.models import Event, Invite, Registration
from events.registration.services import register
from notifications.models import Message
from tests.factories import make_event, make_person, make_programme

TAG = "0123456789abcdef01234567"
OTHER_TAG = "76543210fedcba9876543210"
UID = "event-11111111-2222-4333-8444-555555555555@plenary.example"
MESSAGE_ID = "<aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb@plenary.example>"
PERSON = "linh@example.org"
SEQUENCE = 2


def make_invite(**fields: object) -> Invite:
    """Create Linh's registration for a seminar in Yangon, her invite with SEQUENCE 2, and its message. Return the invite."""
    event = make_event(
        programme=make_programme(slug="ours"),
        title="Social protection floors",
        timezone="Asia/Yangon",
        starts_at=datetime(2031, 3, 4, 2, 30, tzinfo=UTC),
        ends_at=datetime(2031, 3, 5, 10, 30, tzinfo=UTC),
    )
    Event.objects.filter(pk=event.pk).update(uid=UID, sequence=SEQUENCE)
    event.refresh_from_db()
    registration = register(event, make_person(email=PERSON, name="Nguyễn Thị Linh"))
    Message.objects.all().update(
        message_id=MESSAGE_ID,
        from_email=f'"Ours" <events+{TAG}@plenary.example>',
        status=Message.Status.SENT,
        sent_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    Registration.objects.filter(pk=registration.pk).update(reply_tag=TAG)
    Invite.objects.filter(registration=registration).update(
        **{"reply_tag": TAG, "sequence": SEQUENCE, "method": "REQUEST", **fields}
    )
    return Invite.objects.select_related("event", "person", "registration").get(registration=registration)


def reply(partstat: str = "ACCEPTED", **fields: str) -> bytes:
    """Return a reply as calendars write it. `fields` replace its values."""
    said = {
        "tag": TAG,
        "uid": UID,
        "sequence": str(SEQUENCE),
        "stamp": "20260310T080000Z",
        "attendee": PERSON,
        "sender": PERSON,
        "method": "REPLY",
        "more": "",
        **fields,
    }
    return (
        f"From: Linh <{said['sender']}>\r\nTo: Ours <events+{said['tag']}@plenary.example>\r\n"
        f"Message-ID: <{said['stamp']}.{partstat}@mail.example.org>\r\nSubject: {partstat.title()}: Seminar\r\n"
        f"MIME-Version: 1.0\r\nContent-Type: text/calendar; charset=utf-8; method={said['method']}\r\n\r\n"
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Test//EN\r\nMETHOD:{said['method']}\r\nBEGIN:VEVENT\r\n"
        f"UID:{said['uid']}\r\nSEQUENCE:{said['sequence']}\r\nDTSTAMP:{said['stamp']}\r\n"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{said['attendee']}\r\n{said['more']}"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
