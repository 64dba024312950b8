"""The mails in mails/ with random damage, for FUZZ_SECONDS seconds: `make fuzz`."""

import os
import re
import time

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from events.calendar_replies.services import process_mail
from events.models import Invite, Registration
from notifications.inbox import parsing
from notifications.inbox import services as inbox
from notifications.models import InboundMail
from tests.notifications.inbox.expected_outcomes import EXPECTED_OUTCOMES, GROWN, MAILS
from tests.notifications.inbox.scene import make_invite

SECONDS = float(os.environ.get("FUZZ_SECONDS") or 2)
SLOWEST = 5  # seconds for one mail
SEEDS = [(MAILS / f"{name}.eml").read_bytes() for name in sorted(EXPECTED_OUTCOMES) if name not in GROWN]
PIECES = [
    b"\r\n", b"\n", b"\r", b"\n ", b"\n\t", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"=", b"=\r\n", b";", b":", b'"', b",", b"\\",
    b"<", b">", b"@", b"+", b"--", b"=?utf-8?b?", b"?=", b"%00", b"\xe2\x80\xae",
    b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b"BEGIN:VALARM\r\n", b"METHOD:COUNTER\r\n", b"METHOD:REPLY\r\n",
    b"ATTENDEE;PARTSTAT=DECLINED:mailto:linh@example.org\r\n", b"RECURRENCE-ID:20310304T023000Z\r\n",
    b"DTSTART;TZID=Europe/Vienna:20310330T023000\r\n", b"DTEND;VALUE=DATE:00010101\r\n", b"DTSTAMP:99991231T235959Z\r\n",
    b"DTSTART;TZID=/etc/localtime:20310304T023000\r\n", b"SEQUENCE:999999999\r\n", b"COMMENT;X=\"\\;:\r\n",
    b"Content-Type: text/calendar; method=REPLY\r\n", b"Content-Type: multipart/mixed; boundary=\"\"\r\n",
    b"Content-Type: message/rfc822\r\n", b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
    b"Content-Type: message/delivery-status\r\n", b"Content-Type: text/plain; charset*=utf-8''x\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
    b"Content-Disposition: attachment; filename*0=a; filename*1*=%ff; filename*x=.ics\r\n",
    b"Status: 5.1.1\r\nAction: failed\r\n", b"Diagnostic-Code: smtp;\r\n", b"X-Failed-Recipients: ,\r\n", b"Return-Path: <>\r\n",
    b"From: (((@\r\n", b"To: \"\r\n", b"Auto-Submitted: ;\r\n", b"Message-ID: <>\r\n",
]  # fmt: skip


@st.composite
def broken(draw):
    """Return a mail of mails/ with parts removed, inserted, repeated, or taken from another mail."""
    raw = draw(st.sampled_from(SEEDS))
    for _edit in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 200)))
        how = draw(st.sampled_from(["cut", "put", "double", "bytes", "graft", "end"]))
        if how == "cut":
            raw = raw[:start] + raw[end:]
        elif how == "put":
            raw = raw[:start] + draw(st.sampled_from(PIECES)) + raw[start:]
        elif how == "double":
            raw = raw[:end] + raw[start:end] * draw(st.integers(1, 60)) + raw[end:]
        elif how == "bytes":
            raw = raw[:start] + draw(st.binary(max_size=8)) + raw[end:]
        elif how == "graft":
            other = draw(st.sampled_from(SEEDS))
            raw = raw[:start] + other[draw(st.integers(0, len(other))) :] + raw[end:]
        else:
            raw = raw[:start]
    return raw


def check_read(raw):
    """Check that the mail is parsed fast, into values that a database accepts, and twice into the same values."""
    started = time.monotonic()
    found = parsing.parse_mail(raw)
    assert time.monotonic() - started < SLOWEST
    # The parser catches unexpected errors. In this test, there must be none.
    assert not re.match(r"[A-Z]\w*(Error|Exception|Warning|Iteration)\b", found.detail), found.detail
    assert parsing.parse_mail(raw) == found
    texts = [found.sender, found.subject, found.message_id, found.excerpt, found.detail, *found.recipients]
    if found.reply:
        texts += [found.reply.uid, found.reply.comment, found.reply.location]
        texts += [one.email + one.partstat + one.delegated_to for one in found.reply.attendees]
    if found.bounce:
        texts += [found.bounce.address, found.bounce.server_said, found.bounce.status, *found.bounce.message_ids]
    for text in texts:
        assert "\0" not in text
        text.encode()
    for field in InboundMail._meta.get_fields():
        value = getattr(found, field.name, None)
        if isinstance(field, models.CharField) and isinstance(value, str) and field.max_length:
            assert len(value) <= field.max_length, field.name


def check_taken(raw):
    """Check that the mail is settled, that a second run changes nothing, and that no seat is released."""
    with transaction.atomic():
        mail = process_mail(inbox.receive(raw))
        assert mail.state != InboundMail.State.WAITING
        assert not mail.detail.startswith(("DataError", "KeyError", "TypeError", "AttributeError", "ValueError"))
        answers = list(Invite.objects.values_list("partstat", "comment", "answer_sequence"))
        assert process_mail(inbox.receive(raw)) == mail
        assert list(Invite.objects.values_list("partstat", "comment", "answer_sequence")) == answers
        assert Registration.objects.get().status == "confirmed"
        transaction.set_rollback(True)


def fuzz(check, seconds, examples):
    """Damage and check mails until the time is over. Return their number."""
    until, count = time.monotonic() + seconds, 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(broken())
    def one(raw):
        nonlocal count
        count += 1
        if time.monotonic() < until:
            check(raw)

    while time.monotonic() < until:
        one()
    return count


def test_parse_mail_accepts_any_bytes(capsys):
    count = fuzz(check_read, SECONDS * 2 / 3, 300)

    with capsys.disabled():
        if "FUZZ_SECONDS" in os.environ:
            print(f"\n{count} mails were read in {SECONDS * 2 / 3:.0f} s, {len(SEEDS)} seeds")


@pytest.mark.django_db
def test_services_accept_any_mail(capsys, caplog):
    make_invite()

    count = fuzz(check_taken, SECONDS / 3, 50)

    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    with capsys.disabled():
        if "FUZZ_SECONDS" in os.environ:
            print(f"\n{count} mails were taken in {SECONDS / 3:.0f} s")
