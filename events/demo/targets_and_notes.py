"""Targets, tags and internal notes of the sample team."""

from accounts.models import User
from events.balance.services import set_targets
from events.demo import people
from events.models import Event
from events.notes.services import note, tag

THIRDS = {"government": 50, "employers": 25, "workers": 25}
TAGS = {"Speaker": [1, 6, 9], "Interpretation: Thai": [0, 14], "Head of delegation": [2, 4, 11]}


def load(events: dict[str, Event], organizer: User) -> None:
    floors, mission = events["floors"], events["mission"]
    set_targets(floors, {"women": 45, "first_time": 30})
    set_targets(events["tripartite"], {"women": 40, **THIRDS})
    set_targets(mission, {"women": 40})
    registration_ids = list(floors.registrations.order_by("pk").values_list("pk", flat=True))
    for name, numbers in TAGS.items():
        tag(floors, [registration_ids[number] for number in numbers], name)
    coordinator = User.objects.get(email=f"coordinator@{people.DOMAIN}")
    registrations = list(floors.registrations.select_related("event", "person").order_by("pk")[:3])
    note(registrations[1], "Speaks on Thursday morning. Slides are promised for the week before.", by=organizer)
    note(registrations[1], "Asked for a later flight; the travel desk knows.", by=coordinator)
    note(registrations[2], "Will read out the statement of the employers.", by=organizer)
    confirmed_ids = list(mission.registrations.confirmed().order_by("pk").values_list("pk", flat=True))
    tag(mission, confirmed_ids[:2], "Speaks Burmese")
