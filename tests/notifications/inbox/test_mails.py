"""Process each mail in mails/ with the services. The mails have the forms of real calendar programs and servers."""

import time

import pytest
from allauth.account.models import EmailAddress

from events.calendar_replies.services import process_mail
from events.models import Event, Invite, Registration, RegistrationNote
from events.registration.services import register
from notifications.inbox import services as inbox
from notifications.models import BouncedAddress, InboundMail, Message
from tests.factories import make_person
from tests.notifications.inbox.expected_outcomes import EXPECTED_OUTCOMES, MAILS, mail
from tests.notifications.inbox.scene import OTHER_TAG, PERSON, make_invite


@pytest.fixture
def invite(db):
    """Return the invite of Linh, who has a second verified address. Another person has an invite to the same event."""
    found = make_invite()
    EmailAddress.objects.create(user=found.person, email="linh.nguyen@example.net", verified=True)
    other = register(found.event, make_person(email="tuan@example.org"))
    Invite.objects.filter(registration=other).update(reply_tag=OTHER_TAG, sequence=2, method="REQUEST")
    return found


def test_each_mail_has_an_expected_outcome():
    assert sorted(EXPECTED_OUTCOMES) == sorted(str(path.relative_to(MAILS))[:-4] for path in MAILS.rglob("*.eml"))


@pytest.mark.parametrize("name", EXPECTED_OUTCOMES)
def test_mail_has_the_expected_outcome(name, invite):
    expected = EXPECTED_OUTCOMES[name]
    if expected.after:
        process_mail(inbox.receive(mail(expected.after)))
    before = Event.objects.values().get(pk=invite.event_id)

    found = process_mail(inbox.receive(mail(name)))

    found.refresh_from_db()
    assert (found.kind, found.state, found.reason) == (expected.kind, expected.state, expected.reason), found.detail
    invite.refresh_from_db()
    assert (invite.partstat, invite.comment) == (expected.partstat, expected.comment)
    assert (invite.answered_at is None) == (expected.partstat == "NEEDS-ACTION")
    assert Message.objects.filter(kind="calendar_declined").count() == expected.asks
    assert BouncedAddress.objects.filter(address=PERSON).exists() == expected.bounced
    notes = "\n".join(RegistrationNote.objects.values_list("text", flat=True))
    assert bool(notes) == bool(expected.note)
    assert [said for said in expected.note if said not in notes] == [], notes
    # No mail may change an event, release a seat or reply for another person.
    assert Event.objects.values().get(pk=invite.event_id) == before
    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}
    assert Invite.objects.get(reply_tag=OTHER_TAG).partstat == "NEEDS-ACTION"


def test_all_mails_in_two_orders_leave_no_mail_waiting(invite):
    started = time.monotonic()

    for name in [*EXPECTED_OUTCOMES, *reversed(EXPECTED_OUTCOMES)]:
        process_mail(inbox.receive(mail(name)))

    assert InboundMail.objects.count() == len(EXPECTED_OUTCOMES)
    assert not InboundMail.objects.waiting().exists()
    assert time.monotonic() - started < 30
