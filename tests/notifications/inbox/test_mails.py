"""Each mail in mails/, written in the manner of some calendar or server, through the services that take what comes in."""

import time

import pytest
from allauth.account.models import EmailAddress

from events.calendar_replies.services import process_mail
from events.models import Event, Invite, Registration, RegistrationNote
from events.registration.services import register
from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, InboundMail, Message
from tests.factories import make_person
from tests.notifications.inbox.fates import FATES, MAILS, mail
from tests.notifications.inbox.scene import OTHER_TAG, PERSON, make_invite


@pytest.fixture
def invite(db):
    """Linh's invite, who has confirmed a second address; somebody else has one to the same event."""
    found = make_invite()
    EmailAddress.objects.create(user=found.person, email="linh.nguyen@example.net", verified=True)
    other = register(found.event, make_person(email="tuan@example.org"))
    Invite.objects.filter(registration=other).update(reply_tag=OTHER_TAG, sequence=2, method="REQUEST")
    return found


def test_each_mail_has_a_fate_and_each_fate_a_mail():
    assert sorted(FATES) == sorted(str(path.relative_to(MAILS))[:-4] for path in MAILS.rglob("*.eml"))


@pytest.mark.parametrize("name", FATES)
def test_what_becomes_of_a_mail(name, invite):
    fate = FATES[name]
    if fate.after:
        process_mail(inbox.receive(mail(fate.after)))
    before = Event.objects.values().get(pk=invite.event_id)

    found = process_mail(inbox.receive(mail(name)))

    found.refresh_from_db()
    assert (found.kind, found.state, found.reason) == (fate.kind, fate.state, fate.reason), found.detail
    invite.refresh_from_db()
    assert (invite.partstat, invite.comment) == (fate.partstat, fate.comment)
    assert (invite.answered_at is None) == (fate.partstat == "NEEDS-ACTION")
    assert Message.objects.filter(kind="calendar_declined").count() == fate.asks
    assert BouncedAddress.objects.filter(address=PERSON).exists() == fate.bounced
    notes = "\n".join(RegistrationNote.objects.values_list("text", flat=True))
    assert bool(notes) == bool(fate.note)
    assert [said for said in fate.note if said not in notes] == [], notes
    # Whatever it says, no mail moves an event, frees a place or answers for somebody else.
    assert Event.objects.values().get(pk=invite.event_id) == before
    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}
    assert Invite.objects.get(reply_tag=OTHER_TAG).partstat == "NEEDS-ACTION"


def test_all_of_them_in_any_order_twice_leave_nothing_waiting(invite):
    started = time.monotonic()

    for name in [*FATES, *reversed(FATES)]:
        process_mail(inbox.receive(mail(name)))

    assert InboundMail.objects.count() == len(FATES)
    assert not InboundMail.objects.waiting().exists()
    assert time.monotonic() - started < 30
