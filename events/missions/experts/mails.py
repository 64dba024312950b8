"""The mails to an expert about their assignment, and to the team about their answers. They are queued in the transaction of their cause."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from accounts.links import purposes
from events.contributors import links
from events.mails import outside
from events.mails.context import MailContext, MailLinks
from events.mails.outside import OutsideText
from events.mails.writer import MailWriter
from events.missions.experts import mail_texts
from events.models import Assignment
from events.permissions import Action
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


def notify_answered(assignment: Assignment) -> int:
    """Tell the team whether the expert can come. Return the number of mails."""
    return _to_team(assignment, "expert_answered", mail_texts.expert_answered)


def notify_withdrawn(assignment: Assignment) -> int:
    """Tell the team that a selected expert no longer comes. Return the number of mails."""
    return _to_team(assignment, "expert_withdrew", mail_texts.expert_withdrew)


def notify_declared(assignment: Assignment) -> int:
    """Ask the team members who may review declarations of interests. Return the number of mails."""
    return _to_team(assignment, "expert_declared", mail_texts.expert_declared, Action.PUBLISH)


def notify_signed(assignment: Assignment, *, left: str) -> int:
    """Tell the team that the expert agrees to the terms of reference. Return the number of mails.

    left: what is left before the assignment can be agreed, DECLARE, REVIEW or AGREE of mail_texts; "" if it is agreed."""
    return _to_team(assignment, "expert_signed", partial(mail_texts.expert_signed, left=left))


def _to_team(
    assignment: Assignment,
    kind: str,
    write: Callable[[Assignment, str], OutsideText],
    action: Action = Action.EDIT_EVENTS,
) -> int:
    event = assignment.mission.event
    page = settings.BASE_URL + reverse("mission_experts:detail", args=[event.slug, assignment.pk])
    return outside.queue(
        outside.team_readers(event.programme, action),
        lambda: write(assignment, page),
        kind=kind,
        key=f"{kind}:{assignment.pk}:{new_occasion()}",
        programme=event.programme,
        event=event,
    )


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
