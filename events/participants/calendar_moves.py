"""Move the calendar entries of a person to a new address: the calendar at the old address gets a CANCEL of each entry, the
one at the new address a REQUEST with the same UID and a higher SEQUENCE.

The caller locks the events with lock_events(), and queues the drafts."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import uuid4

from django.utils.timezone import now

from accounts.models import User
from events.calendars import invites
from events.calendars.invites import NO_PART, CalendarPart, Invitee, Method
from events.contributors import notify as contributors
from events.contributors.queries import contribution_of
from events.mails import sender
from events.mails.context import MailContext
from events.mails.writer import MailWriter
from events.models import Event, Invite, Registration, Session
from events.registration import links, new_links
from events.registration.notify import draft, registration_context
from notifications.models import Message
from notifications.outbox.services import Draft

ADDRESS_CHANGED = "address_changed"
REQUEST = Method.REQUEST


@dataclass
class EventEntries:
    """An event in which a person takes part, and the CANCEL of each entry at their old address.

    parts: with the session of the entry, or None for the event. Without the parts that the old address never got."""

    event: Event
    registration: Registration | None
    parts: list[tuple[Session | None, CalendarPart]] = field(default_factory=list)
    had_entries: bool = False


def lock_events(registration: Registration) -> list[Event]:
    """Lock the event of registration, and all other events ahead that are in the calendar of its person. Return them."""
    held = Invite.objects.filter(person=registration.person_id, method=REQUEST, event__ahead_until__gte=now())
    keys = {registration.event_id, *held.order_by().values_list("event", flat=True)}
    events = Event.objects.filter(pk__in=keys).select_related("programme", "venue__country").order_by("pk")
    return list(events.select_for_update(of=("self",)))


def leave_old_address(events: Iterable[Event], person: User) -> list[EventEntries]:
    """Return the CANCELs to the present address of person, and save that these entries are cancelled."""
    found = []
    for event in events:
        registration = event.registrations.filter(person=person).first()
        if registration:
            registration.event, registration.person = event, person
        rows = event.invites.filter(person=person, method=REQUEST).select_related("session__venue__country")
        invitees = [Invitee(person, registration, invite.session) for invite in ([] if event.is_past else rows)]
        for invitee in invitees:
            if invitee.session:
                invitee.session.event = event
        messages = [(invitee, Method.CANCEL) for invitee in invitees]
        parts = invites.calendar_parts(event, messages, leaves_address=True)
        pairs = [(invitee.session, part) for invitee, part in zip(invitees, parts, strict=True)]
        entries = EventEntries(event, registration, had_entries=bool(pairs))
        if _was_reached(event, person):
            entries.parts = pairs
        found.append(entries)
    return found


def drafts_to_old_address(entries: EventEntries, person: User, old_address: str, *, tells: bool) -> list[Draft]:
    """Return the mails to the old address of person: one for each entry, or one without an entry if `tells`."""
    event, writer = entries.event, MailWriter(entries.event)
    parts = entries.parts or ([(None, NO_PART)] if tells else [])
    drafts = []
    for session, part in parts:
        context = replace(_context(entries, person, part), session=session)
        mail = draft(writer, ADDRESS_CHANGED, context, f"{ADDRESS_CHANGED}:{event.pk}:{uuid4()}", part)
        # Not a mail to the person: another person may read the old address.
        drafts.append(replace(mail, recipient=None, to_email=old_address, to_name=person.name))
    return drafts


def invite_at_new_address(entries: EventEntries, person: User, *, sends_link: bool) -> None:
    """Queue the invites to the new address of person: with the link to their registration, and to their sessions.

    sends_link: the person gets the link also without an invite."""
    event, registration = entries.event, entries.registration
    if registration and registration.is_active:
        registration.person = person
        part = NO_PART
        if entries.had_entries and registration.status == Registration.Status.CONFIRMED:
            (part,) = invites.calendar_parts(event, [(Invitee.of(registration), REQUEST)])
        if sends_link or part.method:
            new_links.mail_link(registration, links.registration_link(registration), part)
    contribution = contribution_of(event, person) if entries.had_entries else None
    if contribution and (contribution.contributors or contribution.assignment):
        contributors.invite_again(event, contribution)


def _context(entries: EventEntries, person: User, part: CalendarPart) -> MailContext:
    if entries.registration:
        return registration_context(entries.registration, part)
    return MailContext(event=entries.event, person=person, method=part.method)


def _was_reached(event: Event, person: User) -> bool:
    """Return whether an invite may have arrived at the present address of person: not if all of them still wait, or failed."""
    invites_sent = Message.objects.filter(
        recipient=person, to_email=person.mail_address, topic=sender.topic(event), ics_method=REQUEST
    )
    statuses = set(invites_sent.values_list("status", flat=True))
    return not statuses or bool(statuses & {Message.Status.SENT, Message.Status.SENDING})
