"""Take down the pictures of events that name a person whose data is erased.

A picture shows the person as long as its file exists, so a removed name is not enough. The team records who is shown by name
only. The erasure therefore finds a picture by the names of the person, as it finds them in all other words."""

from accounts.models.search import fold
from events.library.pictures.services import take_down
from events.models import Picture, PicturedPerson
from events.personal_data.traces import Traces


def take_down_pictures_of(traces: Traces) -> int:
    """Take down each picture that names the person as shown, or in its caption or description. Return how many.

    Call this in the transaction of the erasure, before the names are removed. Pictures of several people go too: the consent
    of one of them is gone. The history of the album and the work list say it to the team, without the name."""
    people = PicturedPerson.objects.filter(traces.condition("name", with_parts=False))
    named = [person for person in people if _names(traces, person.name)]
    PicturedPerson.objects.filter(pk__in=[person.pk for person in named]).update(
        consented_on=None, consent_note="", withdrawn_at=None
    )
    keys = {person.picture_id for person in named}
    described = Picture.objects.filter(
        traces.condition("title", with_parts=False) | traces.condition("alt", with_parts=False)
    )
    keys |= {row.pk for row in described if traces.is_in(row.title) or traces.is_in(row.alt)}
    # In one order, because each picture locks its album.
    pictures = Picture.objects.filter(pk__in=keys, taken_down_at=None).order_by("album", "pk")
    for picture in pictures:
        take_down(picture, why=Picture.Why.ERASURE, by=None)
    return len(pictures)


def _names(traces: Traces, text: str) -> bool:
    """Return whether text has a whole name of the person, or is the name of a person who has only one."""
    return traces.is_in(text) or fold(text) in {fold(name) for name in traces.names}
