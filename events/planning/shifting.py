"""Move the sessions and deadlines of an event together with the event.

They are moved by local time: a session at 09:00 stays at 09:00, also when daylight saving time starts in between."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from events.models import Event, Session


def shift_sessions(event: Event, old_zone: ZoneInfo, by: timedelta) -> None:
    """Move the sessions of an event that was in old_zone. A session with a time zone of its own keeps that zone."""
    shifted = []
    for session in event.sessions.exclude(starts_at=None):
        session.event = event
        old_session_zone = ZoneInfo(session.timezone) if session.timezone else old_zone
        for name in ("starts_at", "ends_at"):
            setattr(session, name, _shift(getattr(session, name), old_session_zone, by, session.zone))
        session.sequence += 1
        shifted.append(session)
    Session.objects.bulk_update(shifted, ["starts_at", "ends_at", "sequence"])


def shift_deadlines(event: Event, old_zone: ZoneInfo, by: timedelta) -> None:
    """Move the registration window of event, and its deadlines for nominations and travel details.

    An opening of registration in the past does not move."""
    opens_at, closes_at = event.registration_opens_at, event.registration_closes_at
    if closes_at:
        event.registration_closes_at = _shift(closes_at, old_zone, by, event.zone)
    if opens_at and opens_at > now():
        event.registration_opens_at = _shift(opens_at, old_zone, by, event.zone)
    elif opens_at and event.registration_closes_at and event.registration_closes_at <= opens_at:
        # Registration has already opened. The database requires that it closes after it opens.
        event.registration_opens_at = None
    if event.details_due_at:
        event.details_due_at = _shift(event.details_due_at, old_zone, by, event.zone)
    event.save(update_fields=["registration_opens_at", "registration_closes_at", "details_due_at"])
    for delegation in event.delegations.all():
        if closes_at := delegation.nomination_closes_at:
            delegation.nomination_closes_at = _shift(closes_at, old_zone, by, event.zone)
            delegation.save(update_fields=["nomination_closes_at"])


def _shift(moment: datetime, old_zone: ZoneInfo, by: timedelta, zone: ZoneInfo) -> datetime:
    local_time = moment.astimezone(old_zone).replace(tzinfo=None) + by
    return local_time.replace(tzinfo=zone)
