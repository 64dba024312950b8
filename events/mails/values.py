"""The values of placeholders, in the active language. A value of "" or [] leaves out the paragraph around it."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.calendars.change_text import describe_changes
from events.calendars.dates import moment_text
from events.mails import deadlines
from events.mails.context import MailContext, Status
from events.models import Contributor, Delegation, Event, Session, Step


def venue(context: MailContext) -> str:
    event = context.event
    if event.venue:
        return str(event.venue)
    return _("Online") if event.mode == Event.Mode.ONLINE else ""


def reason(context: MailContext) -> str:
    if context.update and context.update.reason:
        return context.update.reason
    return context.change.reason if context.change else ""


def mistake(context: MailContext) -> str:
    if context.is_own_change:
        return _("If this was a mistake, you can register again on the page of the event.")
    if mail := context.programme.contact_email:
        return _("If you think that this is a mistake, please write to %(mail)s.") % {"mail": mail}
    return _("If you think that this is a mistake, please ask the organisers.")


def promoted(context: MailContext) -> str:
    change = context.change
    if change is None or change.from_status != Status.WAITLISTED or change.action != Step.PROMOTE:
        return ""
    return _("A place has become free, and it is yours.")


def what_happened(context: MailContext) -> str:
    if context.is_own_change:
        return _("You are no longer registered for this event. Thank you for telling us.")
    if context.registration and context.registration.delegation_id:
        return _("You are no longer nominated for this event.")
    return _("The organisers have withdrawn your registration for this event.")


def merge_note(context: MailContext) -> str:
    """Return that two registrations of the reader were merged into this one, for the top of any mail."""
    if context.change is None or context.change.action != Step.MERGE or context.kept_registration:
        return ""
    return _(
        "You had registered twice for this event, with two addresses. "
        "The organisers have merged the two registrations into this one."
    )


def status(context: MailContext) -> str:
    return str(context.registration.get_status_display()) if context.registration else ""


def kept_address(context: MailContext) -> str:
    # Not the whole address: if the team is mistaken, it belongs to a stranger.
    kept = context.kept_registration
    return kept.person.hinted_email if kept else ""


def offer_until(context: MailContext) -> str:
    return _moment(_offer_ends(context), context.event.zone)


def reader_offer_until(context: MailContext) -> str:
    return _reader_moment(_offer_ends(context), context.event.zone, context.person.zone)


def _offer_ends(context: MailContext) -> datetime | None:
    return context.registration.offer_expires_at if context.registration else None


def registration_opens(context: MailContext) -> str:
    event = context.event
    return _moment(event.registration_opens_at, event.zone) if event.registration_opens_later else ""


def registration_closes(context: MailContext) -> str:
    return _moment(context.event.registration_closes_at, context.event.zone)


def details_due(context: MailContext) -> str:
    return _moment(context.event.details_due_at, context.event.zone) if context.details else ""


def reader_details_due(context: MailContext) -> str:
    if context.details is None:
        return ""
    return _reader_moment(context.event.details_due_at, context.event.zone, context.person.zone)


def missing_details(context: MailContext) -> list[str]:
    return [*context.details.missing] if context.details else []


def delegation(context: MailContext) -> str:
    return str(context.registration.delegation or "") if context.registration else ""


def reserve(context: MailContext) -> str:
    return _("You are a reserve: you get a seat if one becomes free.") if context.is_reserve else ""


def what_next(context: MailContext) -> str:
    if context.is_nominated:
        return _("Please say whether you will come. You do not need an account or a password.")
    return _("You have said that you will come. The organisers will decide and write to you.")


def what_is_asked(context: MailContext) -> str:
    if context.is_nominated:
        return _("You are nominated for this event. Please say whether you will come.")
    return _("Please check your registration, and tell us if anything has changed.")


def delegations(context: MailContext) -> list[str]:
    if context.nomination is None:
        return []
    zone = context.person.zone or context.event.zone
    return [_seats(delegation, zone) for delegation in context.nomination.delegations]


def _seats(delegation: Delegation, zone: ZoneInfo) -> str:
    left = delegation.seats_left
    free = ngettext("%(left)d of %(seats)d seat free", "%(left)d of %(seats)d seats free", left)
    line = f"{delegation}: {free % {'left': left, 'seats': delegation.seats}}"
    if not (deadline := _moment(delegation.nomination_closes_at, zone)):
        return line
    until = _("until %(deadline)s") % {"deadline": deadline}  # not within an f-string, where xgettext does not look
    return f"{line}, {until}"


def changes(context: MailContext) -> list[str]:
    if context.update is None or context.update.before is None:
        return []
    registration = context.registration
    joins = registration is None or registration.status == Status.CONFIRMED
    return describe_changes(context.update.before, context.event, context.person.zone, shows_link=joins)


def contributions(context: MailContext) -> list[str]:
    return [_contribution(contributor) for contributor in context.contributions or ()]


def _contribution(contributor: Contributor) -> str:
    session, role = contributor.session, contributor.get_role_display()
    if session.starts_at is None:
        return _("{role}: “{session}”").format(role=role, session=session.title)
    moment = moment_text(session.starts_at, session.zone)
    line = _("{role}: “{session}”, {moment}").format(role=role, session=session.title, moment=moment)
    place = session.place_text
    return f"{line}, {place}" if place else line


def seat_stays(context: MailContext) -> str:
    return _("You keep your place: the event stays in your calendar.") if context.keeps_seat else ""


def deadline(context: MailContext) -> str:
    """Return the deadline that a reminder is about, as a sentence; "" for a reminder of another moment."""
    if context.reminder is None:
        return ""
    planned = context.reminder.planned
    return deadlines.line(planned.rule.anchor, moment_text(planned.anchor_at, context.event.zone))


def reader_deadline(context: MailContext) -> str:
    if context.reminder is None or not deadline(context):
        return ""
    return _reader_moment(context.reminder.planned.anchor_at, context.event.zone, context.person.zone)


def owed(context: MailContext) -> list[str]:
    if context.reminder is None:
        return []
    zone = context.person.zone or context.event.zone
    return [
        _("{title}, due by {due}").format(title=deliverable.title, due=moment_text(deliverable.due_at, zone))
        for deliverable in context.reminder.deliverables
    ]


def of_session(value: Callable[[Session, datetime, MailContext], str]) -> Callable[[MailContext], str]:
    """Return the value of a placeholder about the session of a reminder; "" for a session without a date."""

    def value_of(context: MailContext) -> str:
        session = context.reminder.session if context.reminder else None
        if session is None or session.starts_at is None:
            return ""
        return value(session, session.starts_at, context)

    return value_of


def session_reader_when(session: Session, starts_at: datetime, context: MailContext) -> str:
    return _reader_moment(starts_at, session.zone, context.person.zone)


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return moment_text(at, zone) if at else ""


def _reader_moment(at: datetime | None, zone: ZoneInfo, reader_zone: ZoneInfo | None) -> str:
    """Return the moment on the reader's clocks; "" if they show the same as those of zone."""
    if at is None or reader_zone is None:
        return ""
    text = moment_text(at, reader_zone)
    return text if text != moment_text(at, zone) else ""
