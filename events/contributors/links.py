"""The personal link of an expert for one event. What links are and how they end is in accounts.links."""

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
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


def engagement_link(engagement: Engagement) -> str:
    """Return the URL of the page where an expert answers, and gives what the organisers need."""
    return make_url(ENGAGEMENT, engagement)
