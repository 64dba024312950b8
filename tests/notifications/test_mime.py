"""The bytes of mails, as the mail server gets them."""

import re

import pytest

from events.registration.services import register, withdraw
from notifications.mail.mime import build_mime
from notifications.models import Message
from notifications.outbox import services as outbox
from notifications.outbox.tasks import deliver_due
from tests.factories import make_event, make_person
from tests.notifications.test_outbox import ICS, make_draft
from tests.smtp import calendar_part, smtp_server

pytestmark = pytest.mark.django_db

LONG = "Xin chào các bạn đồng nghiệp " * 100


def outline(part):
    if not part.is_multipart():
        return part.get_content_type()
    return {part.get_content_subtype(): [outline(inner) for inner in part.iter_parts()]}


@pytest.mark.parametrize("text", ["Hello\n", "Đọc\n", LONG, "a" * 5000, "line\r\n" * 50, ".\n..\nFrom here\n"])
def test_sent_mail_is_seven_bit_in_short_lines(text):
    person = make_person(name="Nguyễn Thị Minh Khai " * 7)
    ics = ICS.replace("END:", f"X-NOTE:{text.strip()}\r\nEND:")
    outbox.queue(
        make_draft(
            recipient=person, to_email="", subject="Đọc " * 60, text=text, html=text, ics=ics, ics_method="REQUEST"
        )
    )

    with smtp_server() as mailbox:
        assert deliver_due() == 1

    (raw,) = mailbox.contents
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    body, _ = mailbox.mails[0].iter_parts()
    plain, html, _ = body.iter_parts()
    assert plain.get_content().split() == html.get_content().split() == text.split()


def test_calendar_part_has_the_form_that_calendars_expect():
    event = make_event(title="Họp về an sinh xã hội, " * 10, seats=2)
    registration = register(event, make_person())
    withdraw(registration, by=registration.person)

    with smtp_server() as mailbox:
        assert deliver_due() == 2

    for mail, method in zip(mailbox.mails, ["REQUEST", "CANCEL"], strict=True):
        assert outline(mail) == {
            "mixed": [{"alternative": ["text/plain", "text/html", "text/calendar"]}, "application/ics"]
        }
        part = calendar_part(mail)
        calendar = part.get_payload(decode=True)
        assert part["Content-Transfer-Encoding"] == "base64"
        assert dict(part["Content-Type"].params) == {"charset": "utf-8", "method": method}
        assert f"\r\nMETHOD:{method}\r\n".encode() in calendar
        assert calendar.count(b"\n") == calendar.count(b"\r\n")
        assert "Họp về an sinh" in calendar.decode()
        attachment = list(mail.iter_attachments())[-1]
        assert attachment.get_filename() == "invite.ics"
        assert attachment.get_content() == calendar


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "text/plain"),
        ({"html": "<p>Hello</p>"}, {"alternative": ["text/plain", "text/html"]}),
        (
            {"ics": ICS, "ics_method": "REQUEST"},
            {"mixed": [{"alternative": ["text/plain", "text/calendar"]}, "application/ics"]},
        ),
    ],
)
def test_mail_has_the_parts_of_its_message(fields, expected):
    outbox.queue(make_draft(**fields))

    mail = build_mime(Message.objects.get())

    assert outline(mail.message()) == expected
    assert mail.message() is mail.message()
