"""Nobody but the recipient of a mail gets its personal links."""

import re
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.timezone import now

from events.models import Invite
from events.nominations import services as nominations
from events.nominations.services import Nominee
from events.registration.services import register
from notifications.inbox import services as inbox
from notifications.models import InboundMail, Message
from notifications.outbox import resending
from notifications.preferences import links as preferences
from tests.factories import make_delegation, make_event, make_member, make_person, make_programme

pytestmark = pytest.mark.django_db

TOKEN = re.compile(r"[\w-]{12,}:[\w-]{43}")


@pytest.fixture
def event():
    return make_event(programme=make_programme(slug="ours"))


@pytest.fixture
def mails(event):
    """Return mails with all kinds of personal links: of a registration, a nominee, a focal point, a refusal."""
    register(event, make_person(email="ann@example.org"))
    delegation = make_delegation(event, constituency="workers", seats=2)
    nominations.nominate(delegation, [Nominee("An", "an@example.org")], by=make_person())
    nominations.appoint(event, [delegation.pk], address="focal@example.org", name="Focal")
    Message.objects.filter(kind="registration_confirmed").update(optional="news:programme:1")
    Message.objects.update(status="sent", sent_at=now())
    return list(Message.objects.order_by("pk"))


def test_the_mail_log_shows_no_token(client, event, mails):
    client.force_login(make_member(event.programme))
    assert len(mails) == 3
    for mail in mails:
        assert TOKEN.search(mail.text)
        page = client.get(reverse("mail_log:message", args=["ours", mail.pk])).content.decode()
        frame = client.get(reverse("mail_log:message_html", args=["ours", mail.pk])).content.decode()

        for shown in (page, frame):
            assert not TOKEN.search(shown)
            assert not TOKEN.search(shown.replace("%3A", ":").replace("&#x3A;", ":"))
        assert mail.subject in page


def test_the_tags_of_invites_are_masked(client, event, mails):
    """With the tag, anybody could send the reply of the person's calendar."""
    tag = Invite.objects.get().reply_tag
    inbox.receive(f"From: ann@example.org\nTo: events+{tag}@plenary.example\n\nHello".encode(), via="imap")
    admin = make_person(is_staff=True, is_superuser=True)
    of_log = reverse("mail_log:message", args=["ours", mails[0].pk])
    of_admin = reverse("admin:notifications_message_change", args=[mails[0].pk])
    of_inbox = reverse("admin:notifications_inboundmail_change", args=[InboundMail.objects.get().pk])
    assert f"+{tag}@" in mails[0].from_email

    pages = []
    for person, address in ((make_member(event.programme), of_log), (admin, of_admin), (admin, of_inbox)):
        client.force_login(person)
        pages.append(client.get(address).content.decode())

    assert all("+…@" in page for page in pages)
    assert not any(tag in page for page in pages)


def test_the_header_to_refuse_mails_is_masked(client, event, mails):
    client.force_login(make_member(event.programme))
    optional = next(mail for mail in mails if mail.optional)

    page = client.get(reverse("mail_log:message", args=["ours", optional.pk])).content.decode()

    assert "List-Unsubscribe" in page
    assert preferences.link_of_message(optional) not in page
    assert "/mails/…/" in page


def test_the_admin_shows_no_token(client, mails):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    for mail in mails:
        page = client.get(reverse("admin:notifications_message_change", args=[mail.pk])).content.decode()

        assert not TOKEN.search(page)
        assert mail.to_email in page


@pytest.mark.parametrize("lookup", ["text__contains", "html__startswith", "text__regex", "ics__contains"])
def test_the_admin_cannot_search_the_links(client, mails, lookup):
    client.force_login(make_person(is_staff=True, is_superuser=True))
    listing = reverse("admin:notifications_message_changelist")

    found = client.get(listing, {lookup: "/registrations/"})
    searched = client.get(listing, {"q": mails[0].text.split("/registrations/")[1][:20]})

    assert found.status_code in {302, 400}  # back to the list, or refused
    assert searched.context["cl"].result_count == 0


@pytest.mark.parametrize("kind", ["text", "wrapped"])
def test_a_reply_that_quotes_a_mail_loses_its_links(mails, kind):
    link = re.search(r"http\S+/registrations/\S+", mails[0].text).group()
    quoted = f"> Open {link}\n> Bye" if kind == "text" else f"> Open {link[:76]}=\n> {link[76:]}\n> Bye"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ann@example.org", "events@plenary.example", f"Re: {link}"
    mail.set_content(f"I cannot come.\n\n{quoted}")

    inbox.receive(mail.as_bytes(), via=InboundMail.Via.IMAP)

    stored = InboundMail.objects.get()
    signature = link.rpartition(":")[2].strip("/")
    assert "I cannot come." in stored.excerpt
    assert "Bye" in stored.excerpt
    assert not TOKEN.search(stored.excerpt + stored.subject)
    assert signature[-20:] not in stored.excerpt


@pytest.mark.parametrize(
    ("address", "is_own"),
    [
        ("ann@example.org", True),
        ("ANN@example.org", True),
        ("ann@second.example", True),
        ("ann@unverified.example", False),
        ("organizer@example.org", False),
        ("stranger@example.net", False),
    ],
)
def test_a_mail_is_resent_to_its_recipient_only(client, event, mails, address, is_own):
    client.force_login(make_member(event.programme, person=make_person(email="organizer@example.org")))
    mail = mails[0]
    EmailAddress.objects.create(user=mail.recipient, email="ann@second.example", verified=True)
    EmailAddress.objects.create(user=mail.recipient, email="ann@unverified.example", verified=False)

    response = client.post(reverse("mail_log:resend", args=["ours", mail.pk]), {"to_email": address}, follow=True)

    assert [copy.to_email for copy in mail.resends.all()] == ([address.lower()] if is_own else [])
    assert ("This is not an address of the recipient." in response.content.decode()) != is_own
    if not is_own:
        assert f'value="{address}"' in response.content.decode()
        with pytest.raises(resending.OtherPersonError):
            resending.resend(mail, by=make_person(), to_email=address)


def test_a_mail_is_not_resent_to_a_former_address(event, mails):
    mail = mails[0]
    mail.recipient.email = "ann@new.example.org"
    mail.recipient.save()

    with pytest.raises(resending.OtherPersonError):
        resending.resend(mail, by=make_person(), to_email="ann@example.org")
    assert resending.resend(mail, by=make_person()).to_email == "ann@new.example.org"


def test_a_comment_of_a_calendar_loses_its_links(mails):
    from events.calendars.replies import _save  # noqa: PLC0415 (only this test needs the inner function)

    invite = Invite.objects.first()
    link = re.search(r"http\S+/registrations/\S+", mails[0].text).group()
    _save(invite, "DECLINED", f"See {link}", (0, now()))

    assert not TOKEN.search(Invite.objects.get(pk=invite.pk).comment)
