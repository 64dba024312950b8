"""The mails to the owners of follow-ups. They are queued in the transaction of their cause."""

from accounts.models import User
from events.journeys.follow_ups.links import owner_link
from events.mails.context import MailContext, MailLinks
from events.mails.writer import MailWriter
from events.models import FollowUp
from notifications.outbox import services as outbox

ASSIGNED, DUE, OVERDUE, PROGRESS = "follow_up_assigned", "follow_up_due", "follow_up_overdue", "follow_up_progress"


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
