"""The mails to an expert about their assignment. They are queued in the transaction of their cause."""

from uuid import uuid4

from accounts.links import purposes
from events.contributors import links
from events.mails.context import MailContext, MailLinks
from events.mails.writer import MailWriter
from events.models import Assignment
from notifications.outbox import services as outbox

ASKED, LINK, REVIEWED, TERMS = "assignment_asked", "assignment_link", "assignment_reviewed", "assignment_terms"
REPORT_RETURNED, REPORT_ACCEPTED = "report_returned", "report_accepted"
# With the calendar part.
SELECTED, AGREED, RELEASED = "assignment_selected", "assignment_agreed", "assignment_released"


def declare() -> None:
    """Let experts ask for a new link."""
    purposes.declare_sender(links.ASSIGNMENT, mail_link)


def new_occasion() -> str:
    """Return a part of the key of a mail that can be sent again: an expert can be asked and released several times."""
    return uuid4().hex


def notify(assignment: Assignment, name: str, *, note: str = "", occasion: str = "") -> int:
    """Mail the expert; return the number of mails. occasion: unique to what happened; "" for a new one."""
    return _queue(assignment, name, links.assignment_link(assignment), note=note, occasion=occasion or new_occasion())


def mail_link(assignment: Assignment, link: str) -> None:
    """Mail the expert this link to their page, because they have asked for a new one."""
    _queue(assignment, LINK, link, note="", occasion=new_occasion())


def _queue(assignment: Assignment, name: str, link: str, *, note: str, occasion: str) -> int:
    person, event = assignment.expert.person, assignment.mission.event
    if person is None or not person.is_active:
        return 0
    context = MailContext(
        event=event,
        person=person,
        contributions=(),
        links=MailLinks(contribution=link),
        assignment=assignment,
        note=note,
    )
    return outbox.queue(MailWriter(event).draft(name, context, f"{name}:{assignment.pk}:{occasion}"))
