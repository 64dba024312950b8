"""The posts of mail providers: Postmark's JSON with and without the raw mail, and Mailgun's form."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from events.calendar_replies.services import process_waiting
from events.models import Invite
from notifications.models import InboundMail
from tests.notifications.inbox.expected_outcomes import EXPECTED_OUTCOMES, mail
from tests.notifications.inbox.scene import PERSON, TAG, make_invite
from tests.notifications.inbox.test_bombs import BOMBS

pytestmark = pytest.mark.django_db

SECRET = "postmark:0123456789abcdef"
POSTMARK, MAILGUN = "/inbound/postmark/mime/", "/inbound/mailgun/mime/"
TO = f"events+{TAG}@plenary.example"
KEY = "key-of-the-provider"


@pytest.fixture(autouse=True)
def _configured(settings):
    settings.INBOUND_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


def post(client, data, *, secret=SECRET):
    headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    return client.post(POSTMARK, json.dumps(data), content_type="application/json", headers=headers)


def raw(name="google/accepted"):
    """Return the post of Postmark's inbound webhook with "Include raw email content"."""
    return {
        "FromName": "Linh",
        "MessageStream": "inbound",
        "From": PERSON,
        "FromFull": {"Email": PERSON, "Name": "Linh", "MailboxHash": ""},
        "To": TO,
        "ToFull": [{"Email": TO, "Name": "", "MailboxHash": TAG}],
        "CcFull": [],
        "BccFull": [],
        "OriginalRecipient": TO,
        "Subject": "Accepted",
        "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
        "MailboxHash": TAG,
        "Date": "Tue, 10 Mar 2026 09:00:00 +0000",
        "TextBody": "",
        "HtmlBody": "",
        "Headers": [{"Name": "Return-Path", "Value": f"<{PERSON}>"}],
        "Attachments": [],
        "RawEmail": mail(name).decode("utf-8", "replace"),
    }


def taken_apart():
    """Return the same post without the raw mail: the calendar is an attachment."""
    calendar = mail("hostile/missing_from").split(b"\r\n\r\n", 1)[1]
    data = raw() | {
        "Headers": [
            {"Name": "Return-Path", "Value": f"<{PERSON}>"},
            {"Name": "MIME-Version", "Value": "1.0"},
            {"Name": "Message-ID", "Value": "<calendar-1@example.com>"},
        ],
        "TextBody": "Linh has answered.",
        "Attachments": [
            {
                "Name": "invite.ics",
                "Content": base64.b64encode(calendar).decode(),
                "ContentType": "text/calendar",
                "ContentLength": len(calendar),
                "ContentID": "",
            }
        ],
    }
    del data["RawEmail"]
    return data


@pytest.mark.parametrize("data", [raw, taken_apart])
def test_reply_posted_twice_is_processed_once(client, data):
    invite = make_invite()

    assert [post(client, data()).status_code for _time in range(2)] == [200, 200]

    assert process_waiting() == 1
    found = InboundMail.objects.get()
    assert (found.via, found.state, found.sender) == ("webhook", "done", PERSON)
    assert Invite.objects.get(pk=invite.pk).partstat == "ACCEPTED"


def test_envelope_gives_the_recipient(client):
    invite = make_invite()
    data = taken_apart() | {"ToFull": [{"Email": "undisclosed@example.org", "Name": ""}]}

    post(client, data)
    process_waiting()

    assert Invite.objects.get(pk=invite.pk).partstat == "ACCEPTED"


@pytest.mark.parametrize("secret", ["", "postmark:wrong", "x", "postmark:0123456789abcdeg"])
def test_post_without_the_secret_stores_nothing(client, secret):
    assert post(client, raw(), secret=secret).status_code == 400

    assert not InboundMail.objects.exists()


def test_other_providers_get_404(client, settings):
    assert client.post(MAILGUN).status_code == 404
    settings.INBOUND_PROVIDER = ""
    assert post(client, raw()).status_code == 404
    settings.INBOUND_PROVIDER = "nobody"
    assert client.post("/inbound/nobody/mime/").status_code == 404


def test_provider_can_check_the_address_with_head(client):
    assert (client.head(POSTMARK).status_code, client.get(POSTMARK).status_code) == (200, 405)


@pytest.mark.parametrize(
    "name", [name for name in EXPECTED_OUTCOMES if name.startswith("hostile/") and "huge" not in name]
)
def test_each_posted_mail_is_stored_and_settled(client, name):
    """A mail that anymail cannot read gets 200 too, so that the provider does not repeat it."""
    make_invite()

    assert post(client, raw(name)).status_code == 200

    assert InboundMail.objects.count() == 1
    process_waiting()
    assert not InboundMail.objects.waiting().exists()


@pytest.mark.parametrize("name", ["parameters", "parts", "levels"])
def test_oversized_structures_do_not_reach_anymail(client, name):
    started = time.monotonic()

    answer = post(client, raw() | {"RawEmail": BOMBS[name].decode()})

    assert (answer.status_code, InboundMail.objects.get().reason) == (200, "too_complex")
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(("key", "status"), [(KEY, 200), ("another", 400)])
def test_post_of_mailgun_needs_its_signature(client, settings, key, status):
    invite = make_invite()
    settings.INBOUND_PROVIDER = "mailgun"
    settings.ANYMAIL = settings.ANYMAIL | {"WEBHOOK_SECRET": "mailgun:0123456789abcdef"}
    stamp, token = "1773133200", "06c96bafc3f42a66b9edd546347a2fe18dc23461fe80dc52f0"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    form = {
        "recipient": TO,
        "sender": PERSON,
        "from": f"Linh <{PERSON}>",
        "subject": "Accepted",
        "timestamp": stamp,
        "token": token,
        "signature": signature,
        "body-mime": mail("thunderbird/declined").decode(),
    }

    answer = client.post(
        MAILGUN,
        form,
        headers={"Authorization": f"Basic {base64.b64encode(b'mailgun:0123456789abcdef').decode()}"},
    )

    process_waiting()
    assert answer.status_code == status
    wanted = "DECLINED" if status == 200 else "NEEDS-ACTION"
    assert Invite.objects.get(pk=invite.pk).partstat == wanted


def a_mail(*headers):
    return "\r\n".join(["From: a@example.org", "Subject: Accepted", *headers, "", "Text"])


LONG = ", ".join(f"person{number}@example.org" for number in range(2500))  # 60 KB
BIG_MAILS = {
    "long To": a_mail(f"To: {LONG}"),
    "long To on several lines": a_mail("To: " + LONG.replace(", ", ",\r\n ")),
    "long From": a_mail("From: " + "<" * 60_000),
    "long Subject": a_mail("Subject: " + "=?utf-8?q?a?= " * 5000),
    "long unknown header": a_mail("X-Anything: " + "(" * 60_000),
    "many headers": a_mail(*[f"To: a{number}@example.org" for number in range(1500)]),
    "headers without an end": "To: a\r\n" * 12_000,
}


@pytest.fixture
def _anymail_is_not_used(monkeypatch):
    """Fail if a post reaches anymail's parser of mails."""

    def never(*_arguments, **_options):
        raise AssertionError("anymail has read the mail")

    for name in ("parse_raw_mime", "parse_raw_mime_bytes", "construct"):
        monkeypatch.setattr(f"anymail.inbound.AnymailInboundMessage.{name}", never)


@pytest.mark.usefixtures("_anymail_is_not_used")
@pytest.mark.parametrize("name", BIG_MAILS)
def test_long_headers_do_not_reach_the_parser_of_all_headers(client, name):
    answer = post(client, raw() | {"RawEmail": BIG_MAILS[name]})

    assert answer.status_code == 200
    assert len(InboundMail.objects.get().recipients.split()) <= 40


@pytest.mark.usefixtures("_anymail_is_not_used")
@pytest.mark.parametrize(
    "parts",
    [
        {"ToFull": [{"Email": f"a{number}@example.org", "Name": ""} for number in range(3000)]},
        {"FromFull": {"Email": "a@example.org", "Name": "<" * 60_000}},
        {"Subject": "=?utf-8?q?a?= " * 5000},
        {"Headers": [{"Name": "To", "Value": LONG}]},
        {"Headers": [{"Name": f"X-{number}", "Value": "a"} for number in range(1200)]},
    ],
    ids=["recipients", "sender", "subject", "header", "headers"],
)
def test_mail_in_parts_with_long_headers_is_dropped(client, parts):
    assert post(client, taken_apart() | parts).status_code == 200

    assert not InboundMail.objects.exists()


def test_long_texts_and_files_are_no_headers(client):
    make_invite()
    text = "Note: " + "a" * 60_000

    assert (
        post(client, taken_apart() | {"TextBody": text, "HtmlBody": f"<p style='a: b'>{text}</p>"}).status_code == 200
    )

    assert InboundMail.objects.count() == 1


def post_text(client, text, content_type="application/json"):
    headers = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}
    return client.generic("POST", POSTMARK, text, content_type=content_type, headers=headers)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, '{"a":' * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, "", "nonsense", "[]", "5", "null",
        '"text"', '{"From": 5, "ToFull": 7}', '{"Headers": [5]}', b"\xff\xfe", '{"a": 1' + "0" * 10_000 + "}",
        '{"RawEmail": 5}',
    ],
)  # fmt: skip
def test_unreadable_posts_get_400(client, text):
    answer = post_text(client, text)

    assert answer.status_code == 400
    assert not InboundMail.objects.exists()


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data", "application/xml", "", "a/b/c; d"])
def test_posts_of_another_type_are_read_with_the_same_limits(client, content_type):
    assert post_text(client, "[" * 100_000, content_type).status_code == 400
    assert not InboundMail.objects.exists()


def test_post_without_the_secret_is_in_the_security_log(client, caplog):
    post(client, raw(), secret="postmark:wrong")

    assert "event=webhook_refused outcome=failure http=post route=inbox:bring reason=secret" in caplog.text
