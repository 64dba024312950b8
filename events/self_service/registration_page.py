"""The context of a person's own registration: status, offer, mode and sessions. Two pages show it."""

from zoneinfo import ZoneInfo

from django.utils.timezone import now

from events.calendars.dates import moment_text, when_text, zone_text
from events.models import Event, Registration
from events.planning.document_access import documents_of_participant
from events.registration import links
from events.registration.forms import SwitchForm
from events.self_service.labels import status_label
from events.sessions.forms import SessionsForm


def zone_name(zone: ZoneInfo | None) -> str:
    """Return the name of the time zone in which mails give times too, with its present offset; "" without one."""
    return zone_text(zone.key, now().astimezone(zone)) if zone else ""


def registration_context(registration: Registration) -> dict[str, object]:
    """Return the context of the template self_service/registration_status.html.

    `registration` needs its position in the queue (`turn`), its event and its person."""
    event = registration.event
    can_change = registration.may_be_withdrawn
    may_choose = can_change and registration.status in Registration.CHOOSING
    sessions = SessionsForm(event=event, registration=registration) if may_choose else None
    ends_at = registration.offer_expires_at
    switch_form = None
    if can_change and event.mode == Event.Mode.HYBRID:
        switch_form = SwitchForm(event=event, initial={"mode": registration.mode})
    return {
        "registration": registration,
        "status_label": status_label(registration),
        "event": event,
        "when": when_text(event),
        "registration_url": links.registration_link(registration),
        "nominee_url": links.nominee_link(registration) if can_change and registration.delegation_id else "",
        "offer_until": moment_text(ends_at, registration.person.zone or event.zone) if ends_at else "",
        "mail_zone": zone_name(registration.person.zone),
        "switch": switch_form,
        "has_agenda": registration.is_active and event.sessions.exists(),
        "documents": documents_of_participant(registration) if event.status != Event.Status.DRAFT else [],
        "sessions": sessions if sessions and sessions.is_asked else None,
    }
