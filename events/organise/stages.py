"""The stage of an event: idea, planned, published, in progress, report due, closed. It follows from facts and is stored nowhere.

`with_stage` computes it in the database, and `stage_of` in Python. They agree (tests/events/organise/test_stages.py)."""

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.attendance.services import EVALUATED_FOR
from events.models import Deliverable, Event
from events.models.event import EventQuerySet

# Events with the annotations of with_stage(). The stubs of Django know no name for them.
type StagedEvents = QuerySet[Any, Any]
DATED = (Event.Precision.TIME, Event.Precision.DAY)
WITHOUT_MONTH = (Event.Precision.YEAR, Event.Precision.TBC)


class Stage(TextChoices):
    """Where an event stands between its first idea and its last report, in the order of the board."""

    IDEA = "idea", _("Idea")
    PLANNED = "planned", _("Planned")
    PUBLISHED = "published", _("Published")
    RUNNING = "running", _("In progress")
    REPORTING = "reporting", _("Report due")
    CLOSED = "closed", _("Closed")

    @classmethod
    def in_lists(cls) -> "tuple[Stage, ...]":
        """Return the stages in the order of lists: what runs and what comes next is first."""
        return cls.RUNNING, cls.PUBLISHED, cls.PLANNED, cls.IDEA, cls.REPORTING, cls.CLOSED


def with_stage(events: EventQuerySet) -> StagedEvents:
    """Return events with `stage_key`, a value of Stage, and `stage_rank`, its place in lists."""
    moment = now()
    has_open_deliverable = Exists(Deliverable.objects.open().filter(event=OuterRef("pk")))
    stage = Case(
        When(status=Event.Status.CANCELLED, then=Value(Stage.CLOSED)),
        When(status=Event.Status.POSTPONED, then=Value(Stage.PUBLISHED)),
        When(status=Event.Status.DRAFT, precision__in=WITHOUT_MONTH, then=Value(Stage.IDEA)),
        When(status=Event.Status.DRAFT, then=Value(Stage.PLANNED)),
        When(Q(ends_at__isnull=True) | Q(starts_at__gt=moment), then=Value(Stage.PUBLISHED)),
        # Only the month or the year is known: nobody can say that it has begun.
        When(~Q(precision__in=DATED), ends_at__gt=moment, then=Value(Stage.PUBLISHED)),
        When(ends_at__gt=moment, then=Value(Stage.RUNNING)),
        When(ends_at__gt=moment - EVALUATED_FOR, precision__in=DATED, then=Value(Stage.REPORTING)),
        When(has_open_deliverable, then=Value(Stage.REPORTING)),
        default=Value(Stage.CLOSED),
        output_field=CharField(),
    )
    ranks = [When(stage_key=one, then=Value(rank)) for rank, one in enumerate(Stage.in_lists())]
    return events.annotate(stage_key=stage).annotate(stage_rank=Case(*ranks, default=Value(0)))


def stage_of(event: Event) -> Stage:
    """Return the stage of one event. One query for an event that is over and not evaluated any more."""
    if event.status == Event.Status.CANCELLED:
        return Stage.CLOSED
    if event.status == Event.Status.POSTPONED:
        return Stage.PUBLISHED
    if event.status == Event.Status.DRAFT:
        return Stage.IDEA if event.precision in WITHOUT_MONTH else Stage.PLANNED
    return _stage_of_published(event)


def _stage_of_published(event: Event) -> Stage:
    moment = now()
    if event.starts_at is None or event.ends_at is None or event.starts_at > moment:
        return Stage.PUBLISHED
    if event.ends_at > moment:
        return Stage.RUNNING if event.is_dated else Stage.PUBLISHED
    is_evaluated = event.is_dated and event.ends_at > moment - EVALUATED_FOR
    if is_evaluated or event.deliverables.open().exists():
        return Stage.REPORTING
    return Stage.CLOSED
