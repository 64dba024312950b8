"""The personal link of an expert for one event, and the address to which they send slides. What links are and how they end is
in accounts.links."""

from django.conf import settings

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from events.calendars.itip import organizer_address
from events.models import Engagement
from events.registration.links import links_end_at


def _find(pk: int) -> Engagement | None:
    engagements = Engagement.objects.select_related(
        "expert__person", "expert__country", "expert__programme", "event__programme", "event__venue__country"
    )
    return engagements.filter(pk=pk).first()


ENGAGEMENT = declare(
    LinkPurpose[Engagement](
        name="engagement",
        page="engagements:own",
        values=lambda engagement: (engagement.pk,),
        find=_find,
        person=lambda engagement: engagement.expert.person,
        expiry=lambda engagement: links_end_at(engagement.event),
        secret=lambda engagement: engagement.key,
        is_open=lambda engagement: engagement.revoked_at is None and engagement.mailed_at is not None,
    )
)


def slides_tag(engagement: Engagement | None) -> str:
    """Return the tag of the address to which the person can send slides; "" if they cannot.

    Only a mailbox takes files of 20 MB: a provider that posts mails to us drops large ones, and nobody learns it."""
    return engagement.mail_tag if engagement and settings.IMAP["host"] and not engagement.revoked_at else ""


def slides_address(engagement: Engagement) -> str:
    """Return the address to which the person can send slides; "" if they cannot."""
    tag = slides_tag(engagement)
    return organizer_address(tag) if tag else ""


def engagement_link(engagement: Engagement) -> str:
    """Return the URL of the page where an expert answers, and gives what the organisers need."""
    return make_url(ENGAGEMENT, engagement)
