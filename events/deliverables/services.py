"""What people owe an event: slides, mission reports. Each function is one transaction that holds the event's row, and
lets reminders follow."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from events.deliverables.errors import AlreadyListedError, DeliverableGoneError, NobodyToAskError
from events.models import Contributor, Deliverable, Event
from events.registration import transitions
from events.reminders import planning

Kind, Role = Deliverable.Kind, Contributor.Role
WITH_SLIDES = (Role.SPEAKER, Role.PANELLIST, Role.EXPERT)


@transaction.atomic
def ask(event: Event, person: User, *, kind: str, title: str, due_at: datetime) -> Deliverable:
    """Write down that person owes event something by due_at (aware). Raises AlreadyListed."""
    event = transitions.lock_event(event)
    if Deliverable.objects.filter(event=event, person=person, title=title).exists():
        raise AlreadyListedError
    asked = Deliverable.objects.create(event=event, person=person, kind=kind, title=title, due_at=due_at)
    planning.plan(event)
    return asked


@transaction.atomic
def ask_for_slides(event: Event, *, due_at: datetime) -> int:
    """Write down that each who speaks at event owes their slides by due_at (aware), but for those on the list; return
    how many those are. Raises NobodyToAsk for none."""
    event = transitions.lock_event(event)
    speaking = Contributor.objects.filter(session__event=event, role__in=WITH_SLIDES, person__isnull=False)
    listed = Deliverable.objects.filter(event=event, kind=Kind.SLIDES)
    people = speaking.exclude(person__in=listed.values("person")).order_by("person").values_list("person", flat=True)
    title = _("Slides")
    new = [
        Deliverable(event=event, person_id=pk, kind=Kind.SLIDES, title=title, due_at=due_at)
        for pk in people.distinct()
        if pk is not None
    ]
    if not new:
        raise NobodyToAskError
    Deliverable.objects.bulk_create(new, ignore_conflicts=True)
    planning.plan(event)
    return len(new)


@transaction.atomic
def receive(event: Event, key: int, *, by: User) -> Deliverable:
    """Note that what is owed (by key) came, so that nobody is reminded of it. Raises DeliverableGone."""
    event = transitions.lock_event(event)
    found = _find(event, key)
    if found.received_at is None:
        found.received_at, found.received_by = now(), by
        found.save(update_fields=["received_at", "received_by"])
        planning.plan(event)
    return found


@transaction.atomic
def reopen(event: Event, key: int) -> Deliverable:
    """Note that it did not come after all. Raises DeliverableGone."""
    event = transitions.lock_event(event)
    found = _find(event, key)
    found.received_at = found.received_by = None
    found.save(update_fields=["received_at", "received_by"])
    planning.plan(event)
    return found


@transaction.atomic
def remove(event: Event, key: int) -> None:
    """Take something off the list. Raises DeliverableGone."""
    event = transitions.lock_event(event)
    _find(event, key).delete()
    planning.plan(event)


def _find(event: Event, key: int) -> Deliverable:
    found = Deliverable.objects.select_related("person").filter(event=event, pk=key).first()
    if found is None:
        raise DeliverableGoneError
    return found
