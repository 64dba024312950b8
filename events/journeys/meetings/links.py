"""The personal link of a host for one visit. A new key ends it: the team has entered another contact."""

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from events.models import Meeting
from events.registration.links import links_end_at


def _find(pk: int) -> Meeting | None:
    meetings = Meeting.objects.select_related("session__event__programme", "session__venue__country")
    return meetings.filter(pk=pk).first()


HOST = declare(
    LinkPurpose[Meeting](
        name="host",
        page="meetings:host",
        values=lambda meeting: (meeting.pk,),
        find=_find,
        person=lambda meeting: None,  # the contact has no account
        expiry=lambda meeting: links_end_at(meeting.session.event),
        secret=lambda meeting: meeting.key,
        is_open=lambda meeting: meeting.asked_at is not None,
        contact=lambda meeting: meeting.session.event.contact_address,
    )
)


def host_link(meeting: Meeting) -> str:
    """Return the URL where a host answers, and says what the visitors need to know."""
    return make_url(HOST, meeting)
