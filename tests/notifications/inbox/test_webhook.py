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
