"""The personal link of a traveller to their journey for one event. What links are and how they end is in accounts.links."""

from dataclasses import dataclass

from accounts.links.purposes import LinkPurpose, declare
from accounts.links.tokens import make_url
from accounts.models import User
from events.journeys.people import travellers_of
from events.models import Event, LegTraveller
from events.registration.links import links_end_at


@dataclass(frozen=True)
class JourneyKey:
    """Whose journey, for which event."""

    event: Event
    person: User


def _find(event: int, person: int) -> JourneyKey | None:
    """Return the journey of these keys; None if the person is no traveller of the event any more."""
    found = Event.objects.select_related("programme", "venue__country").filter(pk=event).first()
    traveller = User.objects.filter(pk=person, is_active=True).first()
    if found is None or traveller is None:
        return None
    is_on_a_leg = LegTraveller.objects.filter(leg__event=found, person=traveller).exists()
    return JourneyKey(found, traveller) if is_on_a_leg or person in travellers_of(found) else None


JOURNEY = declare(
    LinkPurpose[JourneyKey](
        name="journey",
        page="journeys:own",
        values=lambda journey: (journey.event.pk, journey.person.pk),
        find=_find,
        person=lambda journey: journey.person,
        expiry=lambda journey: links_end_at(journey.event),
    )
)


def journey_link(event: Event, person: User) -> str:
    """Return the URL where the person sees their journey."""
    return make_url(JOURNEY, JourneyKey(event, person))
