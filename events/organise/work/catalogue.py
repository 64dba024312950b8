"""All kinds of work, in the order in which work with the same deadline is listed."""

from events.organise.work import agenda, alarms, follow_up, library, mails, missions, people, seats
from events.organise.work.declarations import WorkKind

KINDS: tuple[WorkKind, ...] = (
    *alarms.KINDS,
    *mails.KINDS,
    *seats.KINDS,
    *people.KINDS,
    *agenda.KINDS,
    *follow_up.KINDS,
    *missions.KINDS,
    *library.KINDS,
)
