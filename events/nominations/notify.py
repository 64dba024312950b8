"""What focal points are told."""

from django.conf import settings
from django.utils.translation import override

from events.calendars.dates import moment_text, when_text
from events.mails import sender
from events.mails.context import build, language_of
from events.models import Delegation, NominationLink
from events.registration import links
from notifications.outbox import services as outbox


def send_link(link: NominationLink, delegations: list[Delegation]) -> None:
    """Mail the focal point where they name people, for which seats and until when."""
    event, person = link.event, link.person
    with override(language_of(event, person)):
        said = build(
            "nomination_link",
            {
                "event": event,
                "programme": event.programme,
                "person": person,
                "when": when_text(event),
                "event_url": settings.BASE_URL + event.get_absolute_url(),
                "link_url": links.focal_point_link(link),
                "delegations": [(found, _deadline(found, link)) for found in delegations],
                "is_first": link.mails == 1,
            },
        )
        mail = said.render()
    key = f"nomination_link:{link.pk}:{link.mails}"
    draft = sender.draft(mail, kind="nomination_link", key=key, event=event, person=person, expires_at=link.expires_at)
    outbox.queue(draft)


def _deadline(delegation: Delegation, link: NominationLink) -> str:
    if delegation.nomination_closes_at is None:
        return ""
    return moment_text(delegation.nomination_closes_at, link.person.zone or link.event.zone)
