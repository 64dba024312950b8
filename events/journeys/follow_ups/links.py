"""The personal link of the owner of a follow-up, who needs no account. What links are and how they end is in accounts.links."""

from datetime import UTC, datetime, time, timedelta

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from events.models import FollowUp

AFTER_CLOSING = timedelta(days=30)


def _find(pk: int) -> FollowUp | None:
    rows = FollowUp.objects.select_related("event__programme", "event__venue__country", "finding")
    return rows.filter(pk=pk).first()


def _ends_at(follow_up: FollowUp) -> datetime | None:
    """Return the end of the link: 30 days after the follow-up was closed; None while it is open."""
    if follow_up.done_on is None:
        return None
    return datetime.combine(follow_up.done_on, time.max, UTC) + AFTER_CLOSING


FOLLOW_UP = declare(
    LinkPurpose[FollowUp](
        name="follow_up",
        page="follow_ups:owner",
        values=lambda follow_up: (follow_up.pk,),
        find=_find,
        person=lambda _follow_up: None,
        expiry=_ends_at,
        secret=lambda follow_up: follow_up.key,
        is_open=lambda follow_up: follow_up.visibility != FollowUp.Visibility.TEAM,
        contact=lambda follow_up: follow_up.event.contact_address,
    )
)


def owner_link(follow_up: FollowUp) -> str:
    """Return the URL of the page where the owner reports."""
    return make_url(FOLLOW_UP, follow_up)
