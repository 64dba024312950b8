"""What people's calendars answer, taken from the inbox. Each mail is one transaction that holds the event's row."""

import logging

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from events import history
from events.calendar_replies import notify as replies_notify
from events.calendars import invites, replies
from events.calendars.invites import Invitee, Method
from events.calendars.replies import ReplyOutcome
from events.mails import sender
from events.models import Event, Invite, Registration, RegistrationNote
from events.registration import transitions
from events.registration.errors import EventClosedError, InvalidTransitionError
from notifications.inbox import services as inbox
from notifications.models import InboundMail

logger = logging.getLogger(__name__)
Kind, Reason, State = InboundMail.Kind, InboundMail.Reason, InboundMail.State


def process_waiting(limit: int = 500) -> int:
    """Act on what waits in the inbox, oldest first; return how many mails were settled.

    A mail that cannot be acted on, whatever the reason, is set aside and keeps nobody waiting."""
    settled = 0
    for mail in list(InboundMail.objects.waiting()[:limit]):
        settled += process_mail(mail).state != State.WAITING
    return settled


def process_mail(mail: InboundMail) -> InboundMail:
    """Act on one mail and return it as it stands then; safe to run twice, and by two at once."""
    try:
        return _take(mail.pk)
    except DatabaseError:  # the database's trouble, not the mail's: it waits
        logger.exception("A mail in the inbox could not be settled now: %s", mail.pk)
        return mail
    except Exception as error:
        logger.exception("A mail in the inbox cannot be settled: %s", mail.pk)
        inbox.settle(mail, State.QUARANTINED, reason=Reason.UNREADABLE, detail=f"{type(error).__name__}: {error}")
        return mail


@transaction.atomic
def _take(key: int) -> InboundMail:
    mail = InboundMail.objects.select_for_update(of=("self",)).get(pk=key)
    if mail.state != State.WAITING:
        return mail
    found = replies.invites_of(mail.recipients.split())
    if len(found) != 1:
        # Words to an address of everybody's, and what could not be read, keep that reason.
        is_answer = mail.kind in {Kind.REPLY, Kind.COUNTER}
        reason = Reason.SEVERAL_INVITES if found else Reason.NO_INVITE
        inbox.settle(mail, _unanswered(mail), reason=reason if is_answer else mail.reason or reason)
        return mail
    event = transitions.lock_event(found[0].event)
    invite = Invite.objects.select_related("person", "registration").get(pk=found[0].pk)
    invite.event = event
    outcome = _outcome(mail, invite)
    inbox.settle(
        mail,
        outcome.state,
        reason=outcome.reason,
        detail=outcome.detail,
        topic=sender.topic(event),
        person=invite.person,
    )
    return mail


def _unanswered(mail: InboundMail) -> State:
    """What becomes of a mail that is no answer: nobody has to read that somebody is away."""
    return State.DONE if mail.kind == Kind.AUTO_REPLY else State.QUARANTINED


def _outcome(mail: InboundMail, invite: Invite) -> ReplyOutcome:
    found = inbox.reprocess(mail)
    if found.reply is None:
        return ReplyOutcome(_unanswered(mail), mail.reason or Reason.WORDS)
    with override(settings.LANGUAGE_CODE):
        outcome = replies.apply_reply(invite, found.reply, sender=found.sender, received_at=mail.received_at)
        if outcome.reason in {Reason.COUNTER, Reason.DELEGATED}:
            _note(invite, outcome)
    if found.sender == invite.person.email.lower():
        inbox.clear_bounce(found.sender)  # who answers has got our mail
    if outcome.is_new and invite.partstat == Invite.Partstat.DECLINED:
        return _declined(invite, outcome)
    return outcome


def _note(invite: Invite, outcome: ReplyOutcome) -> None:
    """Tell the organisers, beside the registration, or in the event's history of who has none, what somebody else than a program has to answer."""
    if outcome.reason == Reason.COUNTER:
        text = _("Their calendar proposes another time or place.")
    else:
        text = _("Their calendar passes the invitation on to somebody else.")
    if invite.registration is None:
        said = [invite.person.full_name, text, *outcome.detail.splitlines()]
        history.record(invite.event, history.What.CONTRIBUTORS, said, by=None)
        return
    RegistrationNote.objects.create(registration=invite.registration, text=f"{text}\n{outcome.detail}".strip())


def _declined(invite: Invite, outcome: ReplyOutcome) -> ReplyOutcome:
    """Ask somebody whose calendar declines whether they give their place back: a calendar alone frees no seat. Of who
    contributes without a place the organisers must know: somebody else has to speak."""
    registration = invite.registration
    if registration is None or registration.status != Registration.Status.CONFIRMED:
        is_awaited = registration is None or invites.roles_of(invite.event, [invite.person_id])
        return ReplyOutcome(State.QUARANTINED, Reason.CONTRIBUTOR_DECLINED, invite.comment) if is_awaited else outcome
    registration.event, registration.person = invite.event, invite.person
    if is_decline_open(registration, invite):
        replies_notify.ask_about_decline(registration, invite)
    return outcome


def is_decline_open(registration: Registration, invite: Invite | None) -> bool:
    """Say whether the person has still to tell what their calendar's "no" means."""
    return (
        invite is not None
        and invite.partstat == Invite.Partstat.DECLINED
        and registration.status == Registration.Status.CONFIRMED
        and registration.event.is_ahead
    )


@transaction.atomic
def keep_place(registration: Registration) -> None:
    """Let the person keep the place that their calendar declined; the event comes into their calendar again.

    A second click changes nothing. Raises InvalidTransition for who has no place any more, PlacesFixed when the event
    is over."""
    registration = transitions.lock_registration(registration)
    event: Event = registration.event
    if registration.status != Registration.Status.CONFIRMED:
        raise InvalidTransitionError
    if not event.is_ahead:
        raise EventClosedError
    invite = Invite.objects.filter(registration=registration).first()
    if not is_decline_open(registration, invite):
        return
    (part,) = invites.calendar_parts(event, [(Invitee.of(registration), Method.REQUEST)])
    replies_notify.notify_place_kept(registration, part)
    # They have said so themselves.
    Invite.objects.filter(registration=registration).update(partstat=Invite.Partstat.ACCEPTED)
