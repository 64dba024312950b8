"""The mails about calls for requests. They are queued in the transaction of their cause."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.urls import reverse

from accounts.addresses import canonical
from events.mails import outside
from events.mails.outside import OutsideReader
from events.missions import mail_texts
from events.missions.requests.links import request_link
from events.missions.requests.mails import contact_of
from events.models import CallForRequests, MissionRequest
from notifications.outbox import services as outbox


def page_of(call: CallForRequests) -> str:
    """Return the URL of the public page of a call."""
    return settings.BASE_URL + reverse("mission_requests:call", args=[call.key])


def notify_published(call: CallForRequests) -> int:
    """Mail a call to its addresses, each once. Return the number of addresses."""
    return outbox.queue(
        *(
            outside.draft(
                OutsideReader(email=address),
                lambda: mail_texts.call_published(call, page_of(call)),
                kind="call_published",
                key=f"call_published:{call.pk}:{address}",
                programme=call.programme,
            )
            for address in map(canonical, call.address_lines)
        )
    )


def notify_reminder(call: CallForRequests, addresses: Iterable[str], drafts: Mapping[str, MissionRequest]) -> int:
    """Remind addresses of a call. Who has begun a request gets the link to it. drafts: by address. Return the number."""

    def draft(address: str) -> outbox.Draft:
        begun = drafts.get(address)
        page = request_link(begun) if begun else page_of(call)
        return outside.draft(
            contact_of(begun) if begun else OutsideReader(email=address),
            lambda: mail_texts.call_reminder(call, page),
            kind="call_reminder",
            key=f"call_reminder:{call.pk}:{call.closes_at.isoformat()}:{address}",
            programme=call.programme,
        )

    return outbox.queue(*map(draft, addresses))
