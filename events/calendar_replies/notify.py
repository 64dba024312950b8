from events.calendars.invites import CalendarPart
from events.models import Invite, Registration
from events.registration import links
from events.registration.notify import draft
from notifications.outbox import services as outbox


def ask_about_decline(registration: Registration, invite: Invite) -> int:
    """Ask somebody whose calendar declined whether they give their place back; once for each time it declines."""
    name, url = "calendar_declined", links.decline_link(registration)
    key = f"{name}:{invite.pk}:{invite.answer_dtstamp:%Y%m%d%H%M%S%f}"
    return outbox.queue(draft(name, registration, key, CalendarPart(invite=invite), declined_url=url))


def notify_place_kept(registration: Registration, part: CalendarPart) -> int:
    """Mail somebody who keeps the place that their calendar declined the invite once more."""
    sequence = part.invite.sequence if part.invite else 0
    return outbox.queue(draft("place_kept", registration, f"place_kept:{registration.pk}:{sequence}", part))
