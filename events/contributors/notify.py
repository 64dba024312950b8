"""Mails to contributors, with their invites. They are queued in the transaction of their cause."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import uuid4

from events.calendars import invites
from events.calendars.invites import NO_PART, CalendarPart, Method
from events.contributors import calendar_entries
from events.contributors.links import assignment_link, engagement_link
from events.contributors.queries import Contribution, contribution_of
from events.contributors.queries import contributions as all_contributions
from events.mails.context import EventUpdate, MailContext, MailLinks
from events.mails.writer import MailWriter
from events.models import Assignment, Contributor, Event, Session
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

NAMED, CHANGED, REMOVED = "contributor_named", "contributor_changed", "contributor_removed"
SETTLED = "condition_settled"
# The calendar invite of an expert who was selected before the mission was published.
DATES = "assignment_dates"
ENTRY = "contributor_session"  # an invite of its own for one more session


def notify_named(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Mail people what they contribute, with an invite; return their number. occasion is unique to what happened."""
    return _notify(event, contributions, NAMED, occasion)


def notify_changed(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Mail people that their contribution has changed; return their number.

    They get a new invite only if their role in the calendar is another one."""
    return _notify(event, contributions, CHANGED, occasion)


def notify_removed(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Mail people that they no longer contribute; return their number.

    Their calendars get a CANCEL, unless they have a seat."""
    return _notify(event, contributions, REMOVED, occasion)


def notify_assigned(event: Event, assignment: Assignment, name: str, occasion: str, *, note: str = "") -> int:
    """Send an expert of a mission the mail called name, with what their calendar lacks; return the number of mails.

    A mission that is published, and not over, is in the calendars of the experts who are selected, and of nobody else."""
    contribution = contribution_of(event, assignment.expert.person)
    if contribution is None:
        return 0
    wanted = [(contribution, calendar_entries.messages_after_change(contribution))]
    key = f"{name}:{assignment.pk}:{occasion}"
    drafts = _drafts(MailWriter(event), wanted, name=name, key=lambda _row: key, assignment=assignment, note=note)
    return outbox.queue(*drafts)


def notify_dates(event: Event, contributions: Sequence[Contribution], occasion: str) -> int:
    """Send experts without a task the calendar invite of the mission that was published; return their number."""
    return _notify(event, contributions, DATES, occasion)


def invite_again(event: Event, contribution: Contribution) -> None:
    """Mail a person the invites that their calendar lacks, at an address that has none of them."""
    messages = calendar_entries.messages_after_change(contribution)
    wanted = [(contribution, [message for message in messages if message[1] == Method.REQUEST])]
    # A person with a seat gets the invite to the event as a participant.
    name = "" if contribution.has_place else NAMED if contribution.contributors else DATES
    outbox.queue(*_drafts(MailWriter(event), wanted, name=name, key=lambda row: f"{name}:{row.person.pk}:{uuid4()}"))


def lacks_entry(contribution: Contribution) -> bool:
    """Return whether the person's calendar lacks an entry. Somebody with a seat has that of the event as a participant."""
    return any(
        method == Method.REQUEST and (invitee.session is not None or not contribution.has_place)
        for invitee, method in calendar_entries.messages_after_change(contribution)
    )


def changes_calendar(contribution: Contribution) -> bool:
    """Return whether the person's calendar lacks an entry, or has one that is wrong."""
    return any(method != Method.NONE for _invitee, method in calendar_entries.messages_after_change(contribution))


def notify_settled(contribution: Contribution, task: Contributor) -> int:
    """Mail a person that the condition of task is settled; return the number of mails queued.

    A calendar that shows the entry gets the answer that is stored now, and asks nothing."""
    event = contribution.event
    invitee = calendar_entries.entry_of(contribution, task.session)
    invite = contribution.invite_for(invitee.session)
    messages = [(invitee, Method.REQUEST)] if event.is_ahead and invite and invite.is_held else []
    part = next(iter(invites.calendar_parts(event, messages, keeps_answers=True)), NO_PART)
    context = replace(contributor_context(contribution, part), contributions=[task], session=task.session)
    key = f"{SETTLED}:{task.pk}:{uuid4()}"
    return outbox.queue(_draft(MailWriter(event), contribution, context, name=SETTLED, key=key, part=part))


def draft_event_notices(
    writer: MailWriter, contributions: Sequence[Contribution], name: str, method: Method, update: EventUpdate
) -> list[Draft]:
    """Return the mails about an update of the event to contributors without a seat, and the invites to the sessions of those
    who have one: they get the notice as participants."""
    event = writer.event
    occasion = event.revised_at.isoformat()
    drafts = _drafts(
        writer,
        [(row, calendar_entries.messages_of_update(row, method)) for row in contributions],
        name=name,
        key=lambda row: f"{name}:contributor:{event.pk}:{row.person.pk}:{occasion}",
        update=update,
    )
    if invites.has_session_invites(event) or event.invites.exclude(session=None).exists():
        others = [row for row in all_contributions(event) if row.has_place]
        wanted = [(row, calendar_entries.messages_for_sessions(row, method)) for row in others]
        drafts += _drafts(writer, wanted, name="", key=lambda _row: "", update=update)
    return drafts


def contributor_context(contribution: Contribution, part: CalendarPart = NO_PART) -> MailContext:
    """Return the context of a mail about contribution, with part as its calendar part."""
    event = contribution.event
    joins = bool(contribution.contributors) or contribution.has_place
    return MailContext(
        event=event,
        person=contribution.person,
        contributions=contribution.contributors,
        keeps_seat=contribution.has_place,
        method=part.method,
        links=MailLinks(
            join=event.join_url if joins else "",
            contribution=_own_link(contribution),
        ),
        assignment=contribution.assignment,
    )


def _own_link(contribution: Contribution) -> str:
    if contribution.assignment:
        return assignment_link(contribution.assignment)
    return engagement_link(contribution.engagement) if contribution.engagement else ""


def _notify(event: Event, contributions: Sequence[Contribution], name: str, occasion: str) -> int:
    wanted = [(row, calendar_entries.messages_after_change(row)) for row in contributions]
    key = f"{name}:{event.pk}"
    drafts = _drafts(MailWriter(event), wanted, name=name, key=lambda row: f"{key}:{row.person.pk}:{occasion}")
    outbox.queue(*drafts)
    return len(contributions)


def _drafts(
    writer: MailWriter,
    wanted: Sequence[tuple[Contribution, calendar_entries.Messages]],
    *,
    name: str,
    key: Callable[[Contribution], str],
    update: EventUpdate | None = None,
    assignment: Assignment | None = None,
    note: str = "",
) -> list[Draft]:
    """Return the mails to contributors with these messages for their calendars.

    assignment, note: what the mails are about, if they are about an assignment.

    Calendars read one entry of a mail. So the mail called name has the first entry, and each further entry has a mail of
    its own, which is short. Without a name, all have mails of their own."""
    event = writer.event
    flat = [message for _row, messages in wanted for message in messages]
    parts = iter(invites.calendar_parts(event, flat, keeps_answers=update.keeps_answers if update else False))
    drafts = []
    for contribution, messages in wanted:
        own = [(invitee.session, part) for invitee, _method in messages if (part := next(parts)).method or part.stays]
        first, rest = (own[:1] or [(None, NO_PART)], own[1:]) if name else ([], own)
        for session, part in first:
            context = replace(contributor_context(contribution, part), update=update, session=session, note=note)
            context = replace(context, assignment=assignment or context.assignment)
            drafts.append(_draft(writer, contribution, context, name=name, key=key(contribution), part=part))
        for session, part in rest:
            drafts.append(_draft_entry(writer, contribution, session, part))
    return drafts


def _draft_entry(writer: MailWriter, contribution: Contribution, session: Session | None, part: CalendarPart) -> Draft:
    """Return the mail for one further entry of a calendar."""
    event, invite = writer.event, part.invite
    context = replace(contributor_context(contribution, part), session=session)
    entry = session.uid if session else event.uid
    sequence = invite.sequence if invite else 0
    key = f"{ENTRY}:{entry}:{contribution.person.pk}:{sequence}:{event.revised_at.isoformat()}"
    return _draft(writer, contribution, context, name=ENTRY, key=key, part=part)


def _draft(
    writer: MailWriter, contribution: Contribution, context: MailContext, *, name: str, key: str, part: CalendarPart
) -> Draft:
    registration, invite = contribution.registration, part.invite or contribution.invite_for(None)
    tag = invite.reply_tag if invite else registration.reply_tag if registration else ""
    return writer.draft(name, context, key, part, reply_tag=tag)
