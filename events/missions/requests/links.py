"""The personal link of an institution for one request. It stays the same from the first draft to the closed mission."""

from accounts.links.purposes import LinkPurpose, declare, never
from accounts.links.tokens import make_url
from events.models import MissionRequest


def _find(pk: int) -> MissionRequest | None:
    requests = MissionRequest.objects.select_related("programme", "country", "call", "mission__event", "visit__event")
    return requests.filter(pk=pk).first()


REQUEST_LINK = declare(
    LinkPurpose[MissionRequest](
        name="request",
        page="mission_requests:own",
        values=lambda request: (request.pk,),
        find=_find,
        person=lambda request: None,  # the contact has no account
        expiry=never,
        secret=lambda request: request.key,
        contact=lambda request: request.programme.contact_email,
    )
)


def request_link(request: MissionRequest) -> str:
    """Return the URL of the page where an institution writes its request, and later agrees to the terms of reference."""
    return make_url(REQUEST_LINK, request)
