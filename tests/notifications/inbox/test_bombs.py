"""Mails just below the size limit that would keep a parser without limits busy for hours."""

import signal

import pytest

from notifications.inbox import parsing

ROOM = parsing.MAX_BYTES - 2_000
HEAD = b"From: MAILER-DAEMON@mx.example.net\r\nTo: events@plenary.example\r\nSubject: Undelivered\r\n"
TEXT = HEAD + b"Content-Type: text/plain\r\n\r\ndelivery has failed\r\n"
CALENDAR = HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"

BOMBS = {
    "parameters": HEAD + b'Content-Type: text/plain; x="' + b";" * ROOM + b"\r\n\r\nx",
    "folded parameters": HEAD + b'Content-Type: text/plain; x="' + b";;;;;;;\r\n " * (ROOM // 10) + b"\r\n\r\nx",
    "parameters of a part": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\ncontent-type: text/plain; x="
    + b'";' * (ROOM // 2),
    "headers": HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(ROOM // 14)) + b"\r\nx",
    "headers of a person's mail": b"".join(b"X-%d: y\r\n" % n for n in range(ROOM // 14)) + b"\r\nx",
    "recipients": HEAD + b"Cc: " + b"a@example.org," * (ROOM // 14) + b"\r\n\r\nx",
    "comments in an address": HEAD + b"Cc: " + b"(" * ROOM + b"\r\n\r\nx",
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?q?" * (ROOM // 10) + b"\r\n\r\nx",
    "dashes": TEXT + b"-" * ROOM,
    "lines of dashes": TEXT + (b"-" * 5_000 + b"copy of\r\n") * (ROOM // 5_009),
    "brackets": TEXT + b"<@@@" * (ROOM // 4),
    "statuses": TEXT + b"5.1." * (ROOM // 4),
    "numbers": TEXT + b"5" * ROOM,
    "message ids": TEXT + b"\r\nMessage-ID:" * (ROOM // 13),
    "old formats of bounces": TEXT
    + b"Your message could not be delivered to\r\nfailed addresses follow:\r\nIntended recipient: x\r\n"
    + b"Did not reach the following recipient\r\nA message that you sent could not be delivered\r\n"
    + (b"a" * 70_000 + b"\r\n") * (ROOM // 70_100),
    "levels": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(16_000)),
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * (ROOM // 7),
    "parts with old line ends": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"\r--b" * (ROOM // 4),
    "reports": HEAD
    + b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    + b"Content-Type: message/delivery-status\r\n\r\n"
    + b"Action: failed\r\n\r\n" * (ROOM // 18),
    "carriage returns": CALENDAR + b"\r" * ROOM,
    "folds": CALENDAR + b"\n " * 120_000,
    "attendees": CALENDAR + b"ATTENDEE;CN=:mailto:a@example.org\r\n" * 7_000,
    "quotes": CALENDAR + b'ATTENDEE;CN="' + b'";"' * 5_000 + b":mailto:a@example.org\r\n",
    "components": CALENDAR + b"BEGIN:X\r\n" * 20_000,
    "zeros in base64": HEAD
    + b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + b"AAAA" * (ROOM // 4),
    "quoted-printable": HEAD
    + b"Content-Type: text/calendar\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + b"=" * ROOM,
    "uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\r\n" + b"M" * ROOM,
}


class TookTooLong(BaseException):  # not an Exception, because the parser catches those
    pass


@pytest.fixture
def eight_seconds():
    def stop(*_ignored):
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 8)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("eight_seconds")
@pytest.mark.parametrize("name", BOMBS)
def test_parse_mail_is_fast_for_each_mail(name):
    assert len(BOMBS[name]) <= parsing.MAX_BYTES

    found = parsing.parse_mail(BOMBS[name])

    assert found.sender == ("mailer-daemon@mx.example.net" if BOMBS[name].startswith(b"From") else "")
