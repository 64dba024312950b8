"""A sample person whose data were erased on request. The past event keeps an empty person, and its figures stay right."""

from django.db.models import F

from accounts.models import Constituency, User
from events.demo import people
from events.models import Erasure, Event, Registration
from events.personal_data.services import erase
from events.registration.services import register

ADDRESS = f"sample.erased@{people.DOMAIN}"


def load(events: dict[str, Event], organizer: User) -> None:
    """Register a person who attended the past event for another one, and erase the person after a letter."""
    person = people.sample(
        ADDRESS,
        name="Kamala Muster",
        country="ID",
        constituency=Constituency.WORKERS,
        organisation_name=people.BODIES[Constituency.WORKERS],
        phone="+62 21 5550 0188",
    )
    past = events["past"]
    Registration.objects.create(event=past, person=person, status=Registration.Status.CONFIRMED)
    Event.objects.filter(pk=past.pk).update(seats_taken=F("seats_taken") + 1)
    register(events["briefing"], person)
    erase(person, by=organizer, cause=Erasure.Cause.LETTER, reference="Sample letter 14", at_once=True)
