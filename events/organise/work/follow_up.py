"""Work before and after an event: drafts to publish, and what people must hand in."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.models import Deliverable, Event
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

PUBLISH_BEFORE = timedelta(days=28)
DRAFT_WITHIN = timedelta(days=60)
EXPECTED_WITHIN = timedelta(days=30)
Kind = Deliverable.Kind


def _drafts(scope: Scope) -> Iterator[Finding]:
    """Yield the drafts whose date is near: to publish when registration opens, or four weeks before the start."""
    drafts = scope.recent().filter(status=Event.Status.DRAFT, starts_at__lt=scope.moment + DRAFT_WITHIN).order_by()
    for event, opens_at, starts_at in drafts.values_list("pk", "registration_opens_at", "starts_at"):
        if starts_at:
            yield Finding(event, due=opens_at or starts_at - PUBLISH_BEFORE)


def _expected(scope: Scope, *kinds: Kind) -> Iterator[Finding]:
    rows = (
        Deliverable.objects.open()
        .filter(
            scope.any_in(),
            kind__in=kinds,
            event__status=Event.Status.PUBLISHED,
            due_at__lt=scope.moment + EXPECTED_WITHIN,
        )
        .order_by()
        .values_list("event")
    )
    for event, number, first in rows.annotate(number=Count("pk"), first=Min("due_at")):
        yield Finding(event, number, due=first)


KINDS = (
    WorkKind(
        "reports",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d report due", "%(count)d reports due", "count"),
        _("View"),
        lambda scope: _expected(scope, Kind.REPORT),
        "deliverables:list",
        is_pressing=False,
    ),
    WorkKind(
        "deliverables",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d presentation or document due", "%(count)d presentations or documents due", "count"),
        _("View"),
        lambda scope: _expected(scope, Kind.SLIDES, Kind.COMMENTS, Kind.OTHER),
        "deliverables:list",
        is_pressing=False,
    ),
    WorkKind(
        "drafts",
        Topic.EVENTS,
        Action.PUBLISH,
        _("Draft to publish"),
        _("Prepare"),
        _drafts,
        "planning:overview",
        is_pressing=False,
    ),
)
