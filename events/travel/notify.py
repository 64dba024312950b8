"""Mails that ask participants for their details, and remind them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from events.mails.context import DetailsRequest
from events.mails.writer import MailWriter
from events.models import Registration, RegistrationChange, Step
from events.registration import notify
from events.travel import queries
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

Status = Registration.Status
REQUEST = "details_wanted"


def request_details(changes: Iterable[tuple[Registration, RegistrationChange]], writer: MailWriter) -> int:
    """Ask people of one event who have just been confirmed for their details, if the event asks for any.

    A person is asked once for each confirmation. Return the number of mails queued."""
    confirmed = [
        (registration, change)
        for registration, change in changes
        if registration.status == Status.CONFIRMED and change.from_status != Status.CONFIRMED
    ]
    if not confirmed or not queries.accepts_details(confirmed[0][0].event):
        return 0
    asks_everybody = queries.detail_questions(confirmed[0][0].event).exists()
    drafts = [
        _draft(writer, REQUEST, registration, f"{REQUEST}:{change.pk}")
        for registration, change in confirmed
        if (asks_everybody or queries.asks_travel_data(registration)) and not _is_complete(registration, change)
    ]
    return outbox.queue(*drafts)


def _is_complete(registration: Registration, change: RegistrationChange) -> bool:
    """Return whether no details are missing: a merger may have brought those of the other registration."""
    return change.action == Step.MERGE and queries.traveller_for(registration).is_complete


def queue_reminders(travellers: Sequence[queries.Traveller]) -> int:
    """Queue a reminder of the missing details to travellers of one event, at most once a day; return their number."""
    if not travellers:
        return 0
    writer = MailWriter(travellers[0].registration.event)
    drafts = [
        _draft(
            writer,
            queries.REMINDER,
            traveller.registration,
            queries.reminder_key(traveller.registration),
            traveller.missing,
        )
        for traveller in travellers
    ]
    return outbox.queue(*drafts)


def _draft(writer: MailWriter, name: str, registration: Registration, key: str, missing: Sequence[str] = ()) -> Draft:
    event = registration.event
    context = notify.registration_context(registration)
    context = replace(
        context,
        # The link to join online is in the mail of the confirmation.
        links=replace(context.links, details=details_link(registration), join=""),
        details=DetailsRequest(has_travel=queries.asks_travel_data(registration), missing=missing),
    )
    return notify.draft(writer, name, context, key, expires_at=event.starts_at if event.is_dated else None)


def details_link(registration: Registration) -> str:
    """Return the address of the page on which the person enters their details."""
    return settings.BASE_URL + reverse("travel:details", args=[registration.event.slug])
