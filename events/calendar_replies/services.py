"""Process the calendar replies in the inbox. Each mail is one transaction that locks the row of its event."""

import logging

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.links.masking import mask
from accounts.models import User
from events import history
from events.calendar_replies import notify
from events.calendars import invites, replies
from events.calendars.invites import Invitee, Method
from events.calendars.replies import ReplyOutcome
from events.engagements import mailed_slides
from events.mails import sender
from events.models import Engagement, Event, Invite, Registration, RegistrationNote
from events.registration import transitions
from events.registration.errors import EventClosedError, InvalidTransitionError
from notifications.inbox import services as inbox
from notifications.inbox.parsing import MAX_BYTES_WITH_FILES
from notifications.models import InboundMail

logger = logging.getLogger(__name__)
Kind = InboundMail.Kind
Reason = InboundMail.Reason
State = InboundMail.State


def process_waiting(limit: int = 500) -> int:
    """Process the waiting mails of the inbox, oldest first. Return the number of mails that no longer wait.

    A mail that cannot be processed is quarantined, so that the next mails do not wait for it."""
    settled = 0
    for mail in list(InboundMail.objects.waiting().defer("raw")[:limit]):  # each raw mail can have 32 MB
        settled += process_mail(mail).state != State.WAITING
    return settled


def process_mail(mail: InboundMail) -> InboundMail:
    """Process one mail and return it with its new state. It is safe to run this twice, also at the same time."""
    try:
        return _process(mail.pk)
    except DatabaseError:  # a problem of the database, not of the mail: the mail waits
        logger.exception("A mail in the inbox could not be settled now: %s", mail.pk)
        return mail
    except Exception as error:
        logger.exception("A mail in the inbox cannot be settled: %s", mail.pk)
        inbox.settle(mail, State.QUARANTINED, reason=Reason.UNREADABLE, detail=f"{type(error).__name__}: {error}")
        return mail


@transaction.atomic
def _process(key: int) -> InboundMail:
    mail = InboundMail.objects.select_for_update(of=("self",)).get(pk=key)
    if mail.state != State.WAITING:
        return mail
    addresses = mail.recipients.split()
    candidates, engagements = replies.invites_of(addresses), mailed_slides.engagements_of(addresses)
    if len(engagements) == 1 and not candidates:
        return _process_for_contributor(mail, engagements[0])
    if len(candidates) != 1 or engagements:
        # A text to the general address, or an unreadable mail, keeps the reason that it has.
        is_reply = mail.kind in {Kind.REPLY, Kind.COUNTER}
        reason = Reason.SEVERAL_INVITES if candidates or engagements else Reason.NO_INVITE
        inbox.settle(mail, _state_without_reply(mail), reason=reason if is_reply else mail.reason or reason)
        return mail
    event = transitions.lock_event(candidates[0].event)
    invite = Invite.objects.select_related("person", "registration", "session").get(pk=candidates[0].pk)
    invite.event = event
    outcome = _apply(mail, invite)
    return _settle(mail, outcome, event, invite.person)


def _process_for_contributor(mail: InboundMail, engagement: Engagement) -> InboundMail:
    """Process a mail to the address at which a contributor can send slides. All else in it is for the team to read."""
    event = transitions.lock_event(engagement.event)
    engagement.event = event
    parsed = inbox.reprocess(mail, most=MAX_BYTES_WITH_FILES)
    mail.kind, mail.excerpt = parsed.kind, mask(parsed.excerpt)  # a large mail was not read before
    mail.save(update_fields=["kind", "excerpt"])
    outcome = mailed_slides.take(mail, parsed, engagement)
    if outcome is None:
        outcome = ReplyOutcome(_state_without_reply(mail), parsed.reason or Reason.NO_INVITE)
    return _settle(mail, outcome, event, engagement.expert.person)


def _settle(mail: InboundMail, outcome: ReplyOutcome, event: Event, person: User | None) -> InboundMail:
    """Record what became of a mail of person about event."""
    topic = sender.topic(event)
    inbox.settle(mail, outcome.state, reason=outcome.reason, detail=outcome.detail, topic=topic, person=person)
    return mail


def _take_slides(mail: InboundMail, invite: Invite) -> ReplyOutcome | None:
    """Take slides from a mail to the address of an invite. Return None if it has none, or the person gives none."""
    engagement = mailed_slides.engagement_of(invite.event, invite.person)
    if engagement is None:
        return None
    engagement.event = invite.event
    parsed = inbox.reprocess(mail, most=MAX_BYTES_WITH_FILES)
    return mailed_slides.take(mail, parsed, engagement, session=invite.session)


def _state_without_reply(mail: InboundMail) -> State:
    """Return the state of a mail without a calendar reply. No one needs to read an automatic reply."""
    return State.DONE if mail.kind == Kind.AUTO_REPLY else State.QUARANTINED


def _apply(mail: InboundMail, invite: Invite) -> ReplyOutcome:
    parsed = inbox.reprocess(mail)
    if parsed.reply is None:
        if outcome := _take_slides(mail, invite):
            return outcome
        return ReplyOutcome(_state_without_reply(mail), mail.reason or Reason.WORDS)
    with override(settings.LANGUAGE_CODE):
        outcome = replies.apply_reply(invite, parsed.reply, sender=parsed.sender, received_at=mail.received_at)
        if outcome.reason in {Reason.COUNTER, Reason.DELEGATED, Reason.ONE_DAY}:
            _add_note(invite, outcome)
    if parsed.sender == invite.person.mail_address:
        inbox.clear_bounce(parsed.sender)  # a person who replies has received our mail
    if outcome.is_new and invite.partstat == Invite.Partstat.DECLINED:
        return _handle_decline(invite, outcome)
    return outcome


def _add_note(invite: Invite, outcome: ReplyOutcome) -> None:
    """Add a note for the organisers, because a person must answer this reply.

    The note belongs to the registration. Without a registration, it goes into the history of the event."""
    if outcome.reason == Reason.COUNTER:
        text = _("Their calendar proposes another time or place.")
    elif outcome.reason == Reason.ONE_DAY:
        text = _("Their calendar replies for some days only.")
    else:
        text = _("Their calendar passes the invitation on to another person.")
    if invite.registration is None:
        lines = [invite.person.full_name, text, *outcome.detail.splitlines()]
        history.record(invite.event, history.What.CONTRIBUTORS, lines, by=None)
        return
    RegistrationNote.objects.create(registration=invite.registration, text=f"{text}\n{outcome.detail}".strip())


def _handle_decline(invite: Invite, outcome: ReplyOutcome) -> ReplyOutcome:
    """Ask a confirmed person whose calendar declines whether they withdraw: a calendar alone frees no seat.

    Quarantine the decline of a contributor without a seat, because the organisers must find another contributor."""
    registration = invite.registration
    if registration is None or registration.status != Registration.Status.CONFIRMED:
        is_contributor = registration is None or bool(invites.roles_of(invite.event, [invite.person_id]))
        if not is_contributor:
            return outcome
        return ReplyOutcome(
            State.QUARANTINED, outcome.reason or Reason.CONTRIBUTOR_DECLINED, outcome.detail or invite.comment
        )
    registration.event, registration.person = invite.event, invite.person
    if is_decline_open(registration, invite):
        notify.ask_about_decline(registration, invite)
    return outcome


def is_decline_open(registration: Registration, invite: Invite | None) -> bool:
    """Return whether the person's calendar declined, and the person has not answered the question that we mailed."""
    return (
        invite is not None
        and invite.partstat == Invite.Partstat.DECLINED
        and registration.status == Registration.Status.CONFIRMED
        and registration.event.is_ahead
    )


@transaction.atomic
def keep_seat(registration: Registration) -> None:
    """Keep the seat of a person whose calendar declined, and send them the invite again.

    A second call changes nothing. Raise InvalidTransitionError if the person has no seat any more, EventClosedError if
    the event is over."""
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
    notify.notify_place_kept(registration, part)
    # The person has accepted on our page.
    Invite.objects.filter(registration=registration).update(partstat=Invite.Partstat.ACCEPTED)
