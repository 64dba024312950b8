"""Write and publish calls for requests, and remind institutions before the deadline. Each function is one transaction."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.addresses import canonical
from events.missions.calls import mails
from events.missions.calls.errors import CallOverError
from events.models import CallForRequests, MissionRequest, Programme

FIELDS = ("title", "text", "closes_at", "timezone", "addresses")
# The one reminder leaves so long before the deadline, but not within a day of the call itself.
REMINDER_BEFORE = timedelta(days=7)
QUIET_AFTER_CALL = timedelta(days=1)


@transaction.atomic
def create(programme: Programme, **fields: Any) -> CallForRequests:
    """Create a call, not published. fields: those of FIELDS."""
    return CallForRequests.objects.create(programme=programme, **fields)


@transaction.atomic
def edit(call: CallForRequests, **fields: Any) -> int:
    """Change a call. A published call is mailed to addresses that are new. Return the number of mails queued.

    A later deadline is reminded of again."""
    call = _lock(call)
    if fields.get("closes_at", call.closes_at) > call.closes_at:
        call.reminded_at = None
    for name, value in fields.items():
        if name not in FIELDS:
            raise ValueError(name)
        setattr(call, name, value)
    call.save(update_fields=[*fields, "reminded_at"])
    return mails.notify_published(call) if call.published_at and not call.is_closed else 0


@transaction.atomic
def publish(call: CallForRequests) -> int:
    """Publish a call and mail it to its addresses. Return the number of mails queued; 0 if it was published before.

    Raise CallOverError after the deadline."""
    call = _lock(call)
    if call.is_closed:
        raise CallOverError
    if call.published_at:
        return 0
    call.published_at = now()
    call.save(update_fields=["published_at"])
    return mails.notify_published(call)


def remind_due() -> dict[str, int]:
    """Remind the institutions of calls that close soon. Return how many mails were queued.

    Safe to run twice and by several workers: each call is claimed by its `reminded_at`, and each mail has one key."""
    moment = now()
    due = CallForRequests.objects.filter(
        reminded_at=None,
        published_at__lte=moment - QUIET_AFTER_CALL,
        closes_at__gt=moment,
        closes_at__lte=moment + REMINDER_BEFORE,
    )
    return {"call_reminders": sum(_remind(pk) for pk in due.order_by("pk").values_list("pk", flat=True))}


@transaction.atomic
def _remind(pk: int) -> int:
    call = CallForRequests.objects.select_for_update(of=("self",)).select_related("programme").get(pk=pk)
    if call.reminded_at:  # another worker was faster
        return 0
    call.reminded_at = now()
    call.save(update_fields=["reminded_at"])
    drafts: dict[str, MissionRequest] = {}
    have_sent: set[str] = set()
    for request in call.requests.select_related("programme"):
        if request.status == MissionRequest.Status.DRAFT:
            drafts[request.contact_email] = request
        else:
            have_sent.add(request.contact_email)
    addresses = dict.fromkeys([*map(canonical, call.address_lines), *drafts])
    return mails.notify_reminder(call, [one for one in addresses if one not in have_sent], drafts)


def _lock(call: CallForRequests) -> CallForRequests:
    return CallForRequests.objects.select_for_update(of=("self",)).select_related("programme").get(pk=call.pk)
