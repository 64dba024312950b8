"""The headers of mails: every program reads the same subject and names as we wrote."""

from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.utils.timezone import now

from notifications.mail.mime import build_mime
from notifications.models import Message

NAMES = [
    "Nguyễn Thị Minh Khai",
    "Nguyễn Phúc Thanh Tú Công Tằng Tôn Nữ Thị Mỹ Duyên Hoàng Lê Kim Ngân",
    "สมเด็จพระเจ้าน้องยาเธอ เจ้าฟ้าจุฑาธุชธราดิลก กรมขุนเพ็ชรบูรณ์อินทราไชย",
    "Daw Khin Khin",
    "ด" * 120,
]
SUBJECTS = [
    "Plain",
    "A subject of plain words that is rather long, so that it needs a second line and even more than that",
    "x" * 200,
    "Confirmed: you have a place at Séminaire “Đối thoại xã hội” – regional seminar on wages; prices, and more",
    "Đã xác nhận: quý vị có chỗ tại Hội thảo khu vực về đối thoại xã hội và thương lượng tập thể năm 2027",
    "ยืนยันแล้ว: คุณมีที่นั่งในการสัมมนาระดับภูมิภาคว่าด้วยการเจรจาทางสังคม และการร่วมเจรจาต่อรอง",
    "é" + " word" * 40,
    "Looks encoded =?utf-8?q?no?= but is not",
    "😀 " * 40 + "end",
]


def raw_of(subject="Subject", name="Reader", sender='"Programme" <programme@example.org>'):
    message = Message(
        subject=subject, text="Text", to_email="reader@example.org", to_name=name, from_email=sender, message_id="<1@x>"
    )

    message.created_at = now()
    return build_mime(message).wire


def lines_of(raw, name):
    """Return the lines of a header as they are sent."""
    lines, found = raw.split(b"\r\n\r\n")[0].split(b"\r\n"), []
    for line in lines:
        if line.lower().startswith(name.lower().encode() + b":") or (found and line[:1] in b" \t"):
            found.append(line)
        elif found:
            break
    return found


def decoded(value):
    """Return the text of a header, unfolded and decoded as RFC 2047 says."""
    return str(make_header(decode_header(value.replace("\r\n", "").replace("\n", ""))))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_program_reads_the_subject_as_written(subject):
    raw = raw_of(subject)
    lines = lines_of(raw, "Subject")
    unfolded = b"".join(lines).decode()[len("Subject: ") :]

    assert str(message_from_bytes(raw, policy=policy.default)["Subject"]) == subject.strip()
    assert decoded(message_from_bytes(raw)["Subject"]) == subject.strip()
    assert lines[0].strip() != b"Subject:"
    assert all(len(line) <= 76 for line in lines)
    assert "  " not in unfolded
    assert "?==?" not in b"\r\n".join(lines).decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_program_reads_the_names_as_written(name):
    raw = raw_of(name=name, sender=f'"{name}" <programme@example.org>')

    for header, address in (("To", "reader@example.org"), ("From", "programme@example.org")):
        # Not the newer parser of Python: it puts a space between two encoded words (RFC 2047, 6.2 forbids it).
        assert parseaddr(decoded(message_from_bytes(raw)[header])) == (name, address)
        assert lines_of(raw, header)[0].strip() != f"{header}:".encode()
        assert all(len(line) <= 78 for line in lines_of(raw, header))


def test_automatic_mails_ask_for_no_automatic_answers():
    mail = message_from_bytes(raw_of(), policy=policy.default)

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
