"""What the calendars of contributors answer."""

import pytest

from events.calendar_replies.services import process_mail
from events.models import Event, EventChange, Invite, RegistrationNote
from events.registration.services import register, withdraw
from notifications.inbox import services as inbox
from notifications.models import InboundMail, Message
from tests.events.contributors.scene import name
from tests.factories import make_event, make_person
from tests.notifications.inbox.scene import reply

pytestmark = pytest.mark.django_db
Reason, State = InboundMail.Reason, InboundMail.State


def answer(invite, partstat, **fields):
    event = Event.objects.get(pk=invite.event_id)
    said = {
        "tag": invite.reply_tag,
        "uid": event.uid,
        "sequence": str(invite.sequence),
        "attendee": invite.person.email,
    }
    return process_mail(inbox.receive(reply(partstat, **said | {"sender": invite.person.email} | fields)))


def test_an_answer_stands_at_the_invite_of_who_has_no_registration():
    name(make_event(), make_person())

    mail = answer(Invite.objects.get(), "ACCEPTED", more="COMMENT:By the night train\r\n")

    invite = Invite.objects.get()
    assert (invite.partstat, invite.comment, invite.registration) == ("ACCEPTED", "By the night train", None)
    assert (mail.state, mail.reason, mail.person) == (State.DONE, "", invite.person)


@pytest.mark.parametrize("registered", [False, True])
def test_a_contributor_without_a_place_who_declines_is_asked_for_none(registered):
    event, person = make_event(), make_person()
    if registered:
        withdraw(register(event, person), by=person)
    name(event, person)

    mail = answer(Invite.objects.get(), "DECLINED")

    assert Invite.objects.get().partstat == "DECLINED"
    assert (mail.state, mail.reason) == (State.QUARANTINED, Reason.CONTRIBUTOR_DECLINED)
    assert not Message.objects.filter(kind="calendar_declined").exists()


def test_a_contributor_with_a_place_who_declines_is_asked_whether_they_give_it_back():
    event, person = make_event(), make_person()
    register(event, person)
    name(event, person)

    answer(Invite.objects.get(), "DECLINED")

    assert Message.objects.filter(kind="calendar_declined", recipient=person).exists()


def test_what_a_contributor_proposes_is_in_the_history_of_the_event():
    name(make_event(), make_person(name="Dr Aye"))

    answer(Invite.objects.get(), "TENTATIVE", method="COUNTER", more="COMMENT:Only in the afternoon\r\n")

    said = EventChange.objects.filter(what="contributors").last().said
    assert said.splitlines() == [
        "Dr Aye",
        "Their calendar proposes another time or place.",
        "Only in the afternoon",
    ]
    assert not RegistrationNote.objects.exists()
