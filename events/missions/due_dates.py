"""The deliverables of an agreed version become deliverables of their owners, with reminders."""

from datetime import date, datetime, timedelta

from events.local_times import start_of_day
from events.missions.deliverable_rows import DeliverableRow, read_rows
from events.models import Assignment, Deliverable, Event, Mission, TermsOfReference
from events.reminders import planning

WORKS = (Assignment.Status.SELECTED, Assignment.Status.AGREED, Assignment.Status.COMPLETED)


def sync_deliverables(mission: Mission, *, before: TermsOfReference | None = None) -> int:
    """Give each expert who owns a deliverable of the agreed terms a Deliverable with its due date. Return their number.

    A row whose owner is no expert of the mission stays only in the terms; call this again when an expert is selected.
    before: the version that was replaced; what it had and the new one has not is removed, unless it was received. The
    caller has locked the event."""
    event = mission.event
    agreed = mission.terms.filter(status=TermsOfReference.Status.AGREED).first()
    rows = read_rows(agreed.deliverables) if agreed else []
    people = _people(mission)
    wanted = {
        (people[_key(row.owner)], row.title): due_at
        for row in rows
        if _key(row.owner) in people and (due_at := _due_at(row, event)) is not None
    }
    known = {
        (deliverable.person_id, deliverable.title): deliverable
        for deliverable in Deliverable.objects.filter(event=event)
    }
    for (person, title), due_at in wanted.items():
        _put(event, known.get((person, title)), person, title, due_at)
    gone = {row.title for row in read_rows(before.deliverables)} if before else set()
    for (person, title), deliverable in known.items():
        if title in gone and (person, title) not in wanted and deliverable.received_at is None:
            deliverable.delete()
    planning.plan(event)
    return len(wanted)


def _put(event: Event, known: Deliverable | None, person: int, title: str, due_at: datetime) -> None:
    if known is None:
        kind = Deliverable.Kind.REPORT if "report" in title.casefold() else Deliverable.Kind.OTHER
        Deliverable.objects.create(event=event, person_id=person, kind=kind, title=title, due_at=due_at)
    elif known.due_at != due_at and known.received_at is None:
        known.due_at = due_at
        known.save(update_fields=["due_at"])


def _people(mission: Mission) -> dict[str, int]:
    """Return the accounts of the experts who work in a mission, by their name."""
    rows = mission.assignments.filter(status__in=WORKS, expert__person__isnull=False).select_related("expert__person")
    return {
        _key(name): row.expert.person_id
        for row in rows
        if row.expert.person_id
        for name in (row.expert.name, row.expert.person.name)  # type: ignore[union-attr]
        if name
    }


def _key(name: str) -> str:
    return " ".join(name.casefold().split())


def _due_at(row: DeliverableRow, event: Event) -> datetime | None:
    """Return the last minute of the due day at the place of event."""
    day: date | None = row.due_on(event)
    return start_of_day(day + timedelta(days=1), event.zone) - timedelta(minutes=1) if day else None
