"""How people with a place are asked for their details, and reminded of them."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from events.calendars.dates import moment_text
from events.mails import sender
from events.mails.context import build, language_of
from events.models import Registration, RegistrationChange, Step
from events.registration import notify  # the modules alone: telling imports this one, for ask()
from events.travel import queries
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

Status = Registration.Status


def request_details(changes: Iterable[tuple[Registration, RegistrationChange]]) -> int:
    """Ask those of one event who have just got a place for their details, once per confirmation, if it wants any.

    Return how many mails were queued."""
    new = [
        (registration, change)
        for registration, change in changes
        if registration.status == Status.CONFIRMED and change.from_status != Status.CONFIRMED
    ]
    if not new or not queries.is_open(new[0][0].event):
        return 0
    asks_everybody = queries.asked_of(new[0][0].event).exists()
    drafts = [
        _draft("details_wanted", registration, f"details_wanted:{change.pk}")
        for registration, change in new
        if (asks_everybody or queries.travels(registration)) and not _is_complete(registration, change)
    ]
    return outbox.queue(*drafts)


def _is_complete(registration: Registration, change: RegistrationChange) -> bool:
    """Say whether nothing is missing: details of another registration of theirs may have come with the place."""
    return change.action == Step.MERGE and queries.traveller(registration).is_complete


def queue_reminders(travellers: Iterable["queries.Traveller"]) -> int:
    """Queue a mail to each of travellers that lists what is missing, at most once a day; return the number of mails."""
    drafts = [
        _draft(queries.REMINDER, one.registration, queries.reminder_key(one.registration), one.missing)
        for one in travellers
    ]
    return outbox.queue(*drafts)


def _draft(name: str, registration: Registration, key: str, missing: Iterable[str] = ()) -> Draft:
    event, person = registration.event, registration.person
    with override(language_of(event, person)):
        due = reader_due = ""
        if event.details_due_at:
            due = moment_text(event.details_due_at, event.zone)
            reader_due = moment_text(event.details_due_at, person.zone) if person.zone else ""
        said = build(
            name,
            notify.context(
                registration,
                join_url="",  # stands in the mail of the confirmation
                details_url=settings.BASE_URL + reverse("travel:details", args=[event.slug]),
                travels=queries.travels(registration),
                due=due,
                reader_due=reader_due if reader_due != due else "",
                missing=[*missing],
            ),
        )
        mail = said.render()
    return sender.draft(
        mail,
        kind=name,
        key=key,
        event=event,
        person=person,
        reply_tag=registration.reply_tag,
        expires_at=event.starts_at if event.is_dated else None,
    )
