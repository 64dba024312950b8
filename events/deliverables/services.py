"""Deliverables of an event, for example slides and mission reports.

Each function is one transaction that locks the event and plans its reminders again."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.deliverables.due_dates import remember_days
from events.deliverables.errors import AlreadyListedError, DeliverableGoneError, NobodyToAskError
from events.models import Contributor, Deliverable, Event, MissionRequest
from events.registration import transitions
from events.reminders import planning

Kind, Role = Deliverable.Kind, Contributor.Role
WITH_SLIDES = (Role.SPEAKER, Role.PANELLIST, Role.EXPERT)


@transaction.atomic
def ask(event: Event, owner: User | MissionRequest, *, kind: str, title: str, due_at: datetime) -> Deliverable:
    """Add a deliverable that is due at due_at (aware). Raise AlreadyListedError if the title exists.

    owner: a person, or the request of an institution."""
    event = transitions.lock_event(event)
    of_owner = {"person": owner} if isinstance(owner, User) else {"request": owner}
    if Deliverable.objects.filter(event=event, title=title, **of_owner).exists():
        raise AlreadyListedError
    deliverable = Deliverable(event=event, kind=kind, title=title, due_at=due_at, is_typed=True, **of_owner)
    remember_days(deliverable, event)
    deliverable.save()
    planning.plan(event)
    return deliverable


@transaction.atomic
def ask_for_slides(event: Event, *, due_at: datetime) -> int:
    """Add slides, due at due_at (aware), for each speaker of event who has none on the list; return how many.

    Raise NobodyToAskError if there is no such speaker."""
    event = transitions.lock_event(event)
    speaking = Contributor.objects.filter(session__event=event, role__in=WITH_SLIDES, person__isnull=False)
    speaking = speaking.not_declined()
    listed = Deliverable.objects.filter(event=event, kind=Kind.SLIDES)
    people = speaking.exclude(person__in=listed.values("person")).order_by("person").values_list("person", flat=True)
    title = _("Slides")
    new = [
        Deliverable(event=event, person_id=pk, kind=Kind.SLIDES, title=title, due_at=due_at, is_typed=True)
        for pk in people.distinct()
        if pk is not None
    ]
    for one in new:
        remember_days(one, event)
    if not new:
        raise NobodyToAskError
    Deliverable.objects.bulk_create(new, ignore_conflicts=True)
    planning.plan(event)
    return len(new)


@transaction.atomic
def change_due(event: Event, key: int, due_at: datetime) -> Deliverable:
    """Give a deliverable (key) a due date (aware) that was typed by hand. It no longer follows the days of the event.

    The same date again confirms it for the present days. Raise DeliverableGoneError if it is removed."""
    event = transitions.lock_event(event)
    deliverable = _find(event, key)
    deliverable.is_typed = deliverable.is_typed or deliverable.due_at != due_at
    deliverable.due_at = due_at
    remember_days(deliverable, event)
    deliverable.save(update_fields=["due_at", "is_typed", "first_day", "last_day"])
    planning.plan(event)
    return deliverable


@transaction.atomic
def receive(event: Event, key: int, *, by: User) -> Deliverable:
    """Mark a deliverable (key) as received, so that its reminders end. Raise DeliverableGoneError if it is removed."""
    event = transitions.lock_event(event)
    deliverable = _find(event, key)
    if deliverable.received_at is None:
        deliverable.received_at, deliverable.received_by = now(), by
        deliverable.save(update_fields=["received_at", "received_by"])
        planning.plan(event)
    return deliverable


@transaction.atomic
def receive_slides(contributor: Contributor) -> None:
    """Mark the slides of a contributor as received: they have just been uploaded. The caller has locked the event."""
    event = contributor.session.event
    owed = Deliverable.objects.filter(
        event=event, person=contributor.person_id, kind=Kind.SLIDES, received_at=None, person__isnull=False
    )
    if owed.update(received_at=now(), received_by=contributor.person_id):
        planning.plan(event)


@transaction.atomic
def reopen(event: Event, key: int) -> Deliverable:
    """Mark a deliverable (key) as not received. Raise DeliverableGoneError if it is removed."""
    event = transitions.lock_event(event)
    deliverable = _find(event, key)
    deliverable.received_at = deliverable.received_by = None
    deliverable.save(update_fields=["received_at", "received_by"])
    planning.plan(event)
    return deliverable


@transaction.atomic
def remove(event: Event, key: int) -> None:
    """Remove a deliverable (key) from the list. Raise DeliverableGoneError if it is removed already."""
    event = transitions.lock_event(event)
    _find(event, key).delete()
    planning.plan(event)


def _find(event: Event, key: int) -> Deliverable:
    deliverable = Deliverable.objects.select_related("person", "request").filter(event=event, pk=key).first()
    if deliverable is None:
        raise DeliverableGoneError
    return deliverable
