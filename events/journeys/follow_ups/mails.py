"""The mails to the owners of follow-ups, and those to the team about their answers. They are queued in the transaction of
their cause."""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from events.journeys.follow_ups import mail_texts
from events.journeys.follow_ups.links import owner_link
from events.mails import outside
from events.mails.context import MailContext, MailLinks
from events.mails.outside import OutsideText
from events.mails.writer import MailWriter
from events.models import FollowUp
from notifications.outbox import services as outbox

ASSIGNED, DUE, OVERDUE, PROGRESS = "follow_up_assigned", "follow_up_due", "follow_up_overdue", "follow_up_progress"
CLAIMED, REFUSED = "follow_up_claimed", "follow_up_refused"


def owner_of(follow_up: FollowUp) -> User:
    """Return the owner as the reader of a mail. They have no account, and none is created."""
    return User(
        email=follow_up.owner_email, name=follow_up.owner_name, language=follow_up.owner_language, is_active=True
    )


def notify(follow_up: FollowUp, name: str, occasion: str) -> int:
    """Mail the owner; return the number of mails. occasion is unique to what happened."""
    event = follow_up.event
    context = MailContext(
        event=event,
        person=owner_of(follow_up),
        links=MailLinks(contribution=owner_link(follow_up)),
        follow_up=follow_up,
    )
    return outbox.queue(MailWriter(event).draft(name, context, f"{name}:{follow_up.pk}:{occasion}"))


def notify_claimed(follow_up: FollowUp, *, name: str) -> int:
    """Tell the team that the owner reports a follow-up as done. name: of the owner. Return the number of mails."""
    return _to_team(follow_up, CLAIMED, mail_texts.follow_up_claimed, name)


def notify_refused(follow_up: FollowUp, *, name: str) -> int:
    """Tell the team that the owner rejects a recommendation, or a part of it. name: of the owner."""
    return _to_team(follow_up, REFUSED, mail_texts.follow_up_refused, name)


def _to_team(follow_up: FollowUp, kind: str, write: Callable[..., OutsideText], name: str) -> int:
    event = follow_up.event
    page = settings.BASE_URL + reverse("follow_ups:detail", args=[event.slug, follow_up.pk])
    return outside.queue(
        outside.team_readers(event.programme),
        lambda: write(follow_up, page, name=name),
        kind=kind,
        key=f"{kind}:{follow_up.pk}:{uuid4()}",
        programme=event.programme,
        event=event,
    )
