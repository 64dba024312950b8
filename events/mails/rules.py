"""Which mails an event may send in its present state. This is the only place that decides it.

A mail about a draft is held until the event is published, because its links lead nowhere before. A mail that no longer
makes sense, such as an invitation to nominate for a cancelled event, is not sent. Services that a user starts call
require(), so that the user learns the reason. All other mails pass through the sender, which calls is_held() and
is_allowed()."""

from django.utils.translation import gettext_lazy as _

from events.errors import DomainError
from events.mails import catalogue
from events.mails.declarations import Needs
from events.models import Event

Status = Event.Status
NOT_SENT = "Not sent: the event is cancelled, postponed or over."


class EventNotTakingPlaceError(DomainError):
    """Raised when a user sends a mail that makes no sense for an event in its present state."""


REASONS = {
    Status.CANCELLED: _("Not sent: the event is cancelled. Write an announcement if people need to know something."),
    Status.POSTPONED: _("Not sent: the event is postponed. Reschedule it to its new date first."),
}
IS_OVER = _("Not sent: the event is over.")


def is_held(event: Event, name: str) -> bool:
    """Return whether mail `name` about event waits until the event is published."""
    mail = catalogue.find(name)
    return event.status == Status.DRAFT and not (mail and (mail.is_for_team or mail.is_for_draft))


def is_allowed(event: Event, name: str) -> bool:
    """Return whether mail `name` makes sense for event. A draft allows every mail: it is held."""
    mail = catalogue.find(name)
    needs = mail.needs if mail else Needs.NOTHING
    if needs == Needs.NOTHING or event.status == Status.DRAFT:
        return True
    if needs == Needs.HELD:
        return event.status == Status.PUBLISHED
    return event.takes_place if needs == Needs.DATE else event.is_ahead


def refusal(event: Event, name: str) -> str:
    """Return why mail `name` is not sent, for the team; "" if it is sent."""
    return "" if is_allowed(event, name) else str(REASONS.get(Status(event.status), IS_OVER))


def require(event: Event, name: str) -> None:
    """Raise EventNotTakingPlaceError, with the reason, if mail `name` makes no sense for event."""
    if reason := refusal(event, name):
        raise EventNotTakingPlaceError(reason)


def names_not_allowed(event: Event) -> list[str]:
    """Return the names of the mails that event may not send in its present state."""
    return [mail.name for mail in catalogue.MAILS if not is_allowed(event, mail.name)]


def refusal_to_resend(event: Event, name: str) -> str:
    """Return why a mail about event that was sent before is not sent again; "" if it is."""
    if is_held(event, name):
        return str(_("Not sent: the event is a draft, so the links in this email do not work."))
    return refusal(event, name)


def require_resendable(event: Event, name: str) -> None:
    """Raise EventNotTakingPlaceError, with the reason, if mail `name` about event must not be sent again."""
    if reason := refusal_to_resend(event, name):
        raise EventNotTakingPlaceError(reason)
