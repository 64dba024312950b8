"""The mails with the personal link of an expert. They are queued in the transaction of their cause."""

from dataclasses import replace
from uuid import uuid4

from accounts.links import purposes
from events.contributors import links
from events.contributors.notify import contributor_context
from events.contributors.queries import contribution_of
from events.mails.context import MailedSlides, MailLinks
from events.mails.writer import MailWriter
from events.models import Engagement
from notifications.models import InboundMail
from notifications.outbox import services as outbox

INVITED, LINK = "contributor_invited", "contributor_link"
RECEIVED, REFUSED = "slides_received", "slides_refused"


def declare() -> None:
    """Let experts ask for a new link."""
    purposes.declare_sender(links.ENGAGEMENT, mail_link)


def notify_invited(engagement: Engagement) -> int:
    """Ask the person whether they accept; return the number of mails queued."""
    return _notify(engagement, INVITED, links.engagement_link(engagement))


def notify_link(engagement: Engagement) -> int:
    """Mail the person the link to their page; return the number of mails queued."""
    return _notify(engagement, LINK, links.engagement_link(engagement))


def mail_link(engagement: Engagement, link: str) -> None:
    """Mail the person this link to their page, because they have asked for a new one."""
    _notify(engagement, LINK, link)


def notify_slides(engagement: Engagement, facts: MailedSlides, answered: InboundMail) -> int:
    """Mail the person what has happened to the slides that they have sent by email; return the number of mails queued.

    The mail is in the thread of the one that it answers, and is sent once."""
    contribution = contribution_of(engagement.event, engagement.expert.person)
    if contribution is None:
        return 0
    name = REFUSED if facts.problem else RECEIVED
    link = "" if facts.problem == "over" else links.engagement_link(engagement)
    context = replace(
        contributor_context(contribution),
        links=MailLinks(contribution=link),
        mailed_slides=facts,
        slides_tag="" if facts.problem in {"over", "cancelled"} else links.slides_tag(engagement),
    )
    draft = MailWriter(engagement.event).draft(name, context, f"{name}:{answered.pk}")
    return outbox.queue(replace(draft, in_reply_to="" if facts.problem == "address" else answered.message_id))


def _notify(engagement: Engagement, name: str, link: str) -> int:
    contribution = contribution_of(engagement.event, engagement.expert.person)
    if contribution is None:  # the account is closed
        return 0
    context = replace(
        contributor_context(contribution), links=MailLinks(contribution=link), slides_tag=links.slides_tag(engagement)
    )
    draft = MailWriter(engagement.event).draft(name, context, f"{name}:{engagement.pk}:{uuid4()}")
    return outbox.queue(draft)
