"""Replies from the calendars of contributors."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from events.calendar_replies.services import process_mail
from events.models import Event, EventChange, Invite, RegistrationNote
from events.registration.services import register, withdraw
from notifications.inbox import services as inbox
from notifications.models import InboundMail, Message
from tests import factories
from tests.events.contributors.scene import name
from tests.factories import make_person
from tests.notifications.inbox.scene import reply

pytestmark = pytest.mark.django_db
Reason, State = InboundMail.Reason, InboundMail.State


def make_event():
    """Create an event within a day: its contributors hold an invite to the event."""
    start = now() + timedelta(days=30)
    return factories.make_event(starts_at=start, ends_at=start + timedelta(hours=8))


def answer(invite, partstat, **fields):
    event = Event.objects.get(pk=invite.event_id)
    fields_of_reply = {
        "tag": invite.reply_tag,
        "uid": event.uid,
        "sequence": str(invite.sequence),
        "attendee": invite.person.email,
    }
    return process_mail(inbox.receive(reply(partstat, **fields_of_reply | {"sender": invite.person.email} | fields)))


def test_saves_the_answer_of_a_contributor_without_a_registration():
    name(make_event(), make_person())

    mail = answer(Invite.objects.get(), "ACCEPTED", more="COMMENT:By the night train\r\n")

    invite = Invite.objects.get()
    assert (invite.partstat, invite.comment, invite.registration) == ("ACCEPTED", "By the night train", None)
    assert (mail.state, mail.reason, mail.person) == (State.DONE, "", invite.person)


@pytest.mark.parametrize("registered", [False, True])
def test_does_not_ask_a_contributor_without_a_seat_to_cancel(registered):
    event, person = make_event(), make_person()
    if registered:
        withdraw(register(event, person), by=person)
    name(event, person)

    mail = answer(Invite.objects.get(), "DECLINED")

    assert Invite.objects.get().partstat == "DECLINED"
    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.CONTRIBUTOR_DECLINED)
    assert not Message.objects.filter(kind="calendar_declined").exists()


def test_asks_a_contributor_with_a_seat_who_declines_to_confirm_the_cancellation():
    event, person = make_event(), make_person()
    register(event, person)
    name(event, person)

    answer(Invite.objects.get(), "DECLINED")

    assert Message.objects.filter(kind="calendar_declined", recipient=person).exists()


def test_records_the_proposal_of_a_contributor_in_the_history_of_the_event():
    name(make_event(), make_person(name="Dr Aye"))

    answer(Invite.objects.get(), "TENTATIVE", method="COUNTER", more="COMMENT:Only in the afternoon\r\n")

    entry = EventChange.objects.filter(what="contributors").last().said
    assert entry.splitlines() == [
        "Dr Aye",
        "Their calendar proposes another time or place.",
        "Only in the afternoon",
    ]
    assert not RegistrationNote.objects.exists()
