"""Bounces: wrong addresses, delayed mails, and mails that are not bounces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.inbox import parsing, services
from notifications.models import BouncedAddress, Delivery, InboundMail, Message
from notifications.outbox.delivery import deliver_due
from notifications.outbox.services import Draft, queue

Kind, Reason = InboundMail.Kind, InboundMail.Reason
OURS = "events@plenary.example"


def make_sent(address="lan@example.org"):
    queue(Draft(dedupe_key=f"m:{address}", kind="reminder", subject="S", text="T", to_email=address))
    message = Message.objects.get(to_email=address)
    Message.objects.update(status="sent", sent_at=message.created_at)
    return message


def report(message, *, status="5.1.1", action="failed", said="smtp; 550 5.1.1 No such user", head=True):
    """Return a delivery status notification (RFC 3464)."""
    returned = f"Message-ID: {message.message_id}\nSubject: S\n" if head else "Subject: S\n"
    return (
        f"From: MAILER-DAEMON@mx.example.net\nTo: {OURS}\nReturn-Path: <>\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"Final-Recipient: rfc822; {message.to_email}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {said}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n--b--\n"
    ).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "reason", "is_marked", "status"),
    [
        ({}, Reason.BOUNCED, True, "failed"),
        ({"status": "5.2.1", "said": "smtp; 550 5.2.1 disabled"}, Reason.BOUNCED, True, "failed"),
        # A full mailbox, spam or a policy: the address is correct.
        ({"status": "5.2.2", "said": "smtp; 552 5.2.2 over quota"}, Reason.REFUSED, False, "failed"),
        ({"status": "5.7.1", "said": "smtp; 550 5.7.1 spam"}, Reason.REFUSED, False, "failed"),
        # Exim writes 5.0.0, whatever the other server has answered.
        ({"status": "5.0.0", "said": "smtp; 550 5.1.1 unknown user"}, Reason.BOUNCED, True, "failed"),
        ({"status": "5.0.0", "said": "smtp; 550 5.7.1 blocked"}, Reason.REFUSED, False, "failed"),
        ({"status": "4.4.1", "action": "delayed", "said": "smtp; 421 later"}, Reason.DELAYED, False, "sent"),
        ({"status": "2.0.0", "action": "delivered", "said": "smtp; 250 ok"}, Reason.DELIVERED, False, "sent"),
    ],
)
def test_report_updates_the_message_and_the_address(fields, reason, is_marked, status):
    message = make_sent()

    mail = services.receive(report(message, **fields))

    message.refresh_from_db()
    assert (mail.kind, mail.reason, mail.bounced) == (Kind.BOUNCE, reason, message)
    assert BouncedAddress.objects.filter(address="lan@example.org").exists() == is_marked
    assert message.status == status


OLD = {
    "qmail": (
        "From: MAILER-DAEMON@mx.example.net\nTo: {ours}\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.example.net.\n\n<{to}>:\n"
        "Remote host said: 550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\n\n"
        "Message-ID: {id}\nSubject: S\n\nT\n"
    ),
    "exim": (
        "From: Mail Delivery System <Mailer-Daemon@mx.example.net>\nTo: {ours}\nX-Failed-Recipients: {to}\n"
        "Auto-Submitted: auto-replied\nSubject: Mail delivery failed: returning message to sender\n\n"
        "A message that you sent could not be delivered.\n\n  {to}\n    550 5.1.1 Unrouteable address\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: {id}\nSubject: S\n\nT\n"
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("server", OLD)
def test_old_formats_mark_the_address(server):
    message = make_sent()

    mail = services.receive(OLD[server].format(ours=OURS, to=message.to_email, id=message.message_id).encode())

    assert (mail.kind, mail.reason, mail.bounced) == (Kind.BOUNCE, Reason.BOUNCED, message)
    assert BouncedAddress.objects.get().address == "lan@example.org"


@pytest.mark.django_db
def test_forged_report_marks_no_address():
    """A real report contains the Message-ID, or goes to the personal sender address of the message."""
    message = make_sent()

    mail = services.receive(report(message, head=False))

    assert (mail.state, mail.reason) == (InboundMail.State.QUARANTINED, Reason.UNKNOWN_BOUNCE)
    assert not BouncedAddress.objects.exists()


@pytest.mark.django_db
def test_report_received_twice_counts_once():
    raw = report(make_sent())

    first, second = services.receive(raw), services.receive(raw)

    assert first == second
    assert Delivery.objects.filter(outcome="bounced").count() == 1


@pytest.mark.django_db
def test_bounced_address_gets_no_mail_until_it_is_cleared(settings):
    services.receive(report(make_sent()))
    queue(Draft(dedupe_key="later", kind="reminder", subject="S", text="T", to_email="LAN@example.org"))

    deliver_due()

    later = Message.objects.get(dedupe_key="later")
    assert later.status == "failed"
    assert later.deliveries.get().server_said
    assert services.clear_bounce("Lan@example.org") == 1


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("Auto-Submitted: auto-replied\nSubject: Re: S", Kind.AUTO_REPLY),
        ("X-Autoreply: yes\nSubject: Re: S", Kind.AUTO_REPLY),
        ("Subject: Automatic reply: S", Kind.AUTO_REPLY),
        ("Subject: =?utf-8?q?R=C3=A9ponse_automatique?=: S", Kind.AUTO_REPLY),
        ("Subject: =?utf-8?b?VHLhuqMgbOG7nWkgdOG7sSDEkeG7mW5n?=", Kind.AUTO_REPLY),
        ("Auto-Submitted: no\nSubject: Office of the Director: my question", Kind.OTHER),
    ],
)
def test_automatic_replies_are_distinguished_from_texts(head, kind):
    raw = f"From: lan@example.org\nTo: {OURS}\n{head}\n\nI am away, or I am not.\n".encode()
    assert parsing.parse_mail(raw).kind == kind


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Subject: S\n\n" + b"x" * (parsing.MAX_BYTES + 1), Reason.TOO_LARGE),
        (
            b"".join(
                f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n".encode() for level in range(40)
            ),
            Reason.TOO_COMPLEX,
        ),
        (
            b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 200 + b"--b--",
            Reason.TOO_COMPLEX,
        ),
        (b"Content-Type: text/plain; charset=no-such-charset\n\n\xff\xfe", Reason.WORDS),
        (b"", Reason.WORDS),
    ],
    ids=["large", "deep", "many", "charset", "empty"],
)
def test_unreadable_mail_has_a_reason(raw, reason):
    assert parsing.parse_mail(raw).reason == reason


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=b\n", b"Content-Type: text/calendar; method=REPLY\n", b"\n", b"--b\n",
        b"Content-Transfer-Encoding: base64\n", b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n", b"BEGIN:VEVENT\r\n",
        b"ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.org\r\n", b"DTSTAMP:99999999T999999Z\r\n", b"SEQUENCE:-1\r\n",
        b"END:VEVENT\r\nEND:VCALENDAR\r\n", b"Subject: =?utf-8?b?////?=\n", b"To: <<@@>>, ,\n",
        b"Content-Type: message/delivery-status\n", b"Status: 5.\n", b"Date: 0\n", b"X-Failed-Recipients: \0\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=40), max_size=30).map(b"".join))
def test_parse_mail_accepts_any_bytes(raw):
    found = parsing.parse_mail(raw)
    assert found.reason != Reason.UNREADABLE or found.detail
    assert not found.detail.startswith(("RecursionError", "MemoryError"))


LEGACY_FORMATS = {
    "mdaemon": "The following addresses did NOT receive a copy of your message:\n\n> lan@example.org\n\n"
    "--- Session Transcript ---\n550 5.1.1 no such user\n",
    "smail": "Failed addresses follow:\n lan@example.org ... 550 5.1.1 no such user\nMessage text follows:\n",
    "smtpsvc": "The email below could not be delivered to the following user:\n\n<lan@example.org>\n"
    "550 5.1.1 no such user\n\nOld message:\n",
}


@pytest.mark.parametrize("server", LEGACY_FORMATS)
def test_find_bounce_reads_the_recipient_of_formats_from_before_rfc_3464(server):
    raw = f"From: MAILER-DAEMON@mx.example.net\nTo: {OURS}\nSubject: Mail system\n\n{LEGACY_FORMATS[server]}".encode()

    bounce = parsing.parse_mail(raw).bounce

    assert bounce is not None
    assert (bounce.address, bounce.status) == ("lan@example.org", "5.1.1")
    assert bounce.is_of_wrong_address


@pytest.mark.parametrize(
    "text",
    [
        "User's mailbox is full: <lan@example.org>\nUnable to deliver mail.\n",
        "A message that you sent could not be delivered.\n\n<lan@example.org>: 550 mailbox is full\n",
        "A message that you sent could not be delivered.\n\n<lan@example.org>: 552 over quota\n",
    ],
)
def test_full_mailbox_in_an_old_format_does_not_mark_the_address(text):
    raw = f"From: MAILER-DAEMON@mx.example.net\nTo: {OURS}\nSubject: failure notice\n\n{text}".encode()

    bounce = parsing.parse_mail(raw).bounce

    assert bounce is not None
    assert bounce.address == "lan@example.org"
    assert not bounce.is_of_wrong_address


def test_delay_warning_in_an_old_format_is_no_failure():
    text = "Delivery to the following recipient has been delayed:\n\n lan@example.org\n\nMessage will be retried.\n"
    raw = f"From: MAILER-DAEMON@mx.example.net\nTo: {OURS}\nSubject: Delay\n\n{text}".encode()

    bounce = parsing.parse_mail(raw).bounce

    assert bounce is not None
    assert (bounce.address, bounce.action, bounce.is_failure) == ("lan@example.org", "delayed", False)
