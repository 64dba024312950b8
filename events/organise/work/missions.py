"""Work of expert missions: declarations to review, reports to decide on, and what follows a mission or a visit."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.journeys.follow_ups.queries import claimed
from events.models import Assignment, Declaration, Event, FollowUp, MissionReport
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

SETTLED = (Event.Status.DRAFT, Event.Status.CANCELLED)


def _overdue(scope: Scope) -> Iterator[Finding]:
    overdue = FollowUp.objects.overdue(scope.moment.date()).filter(event__programme__in=scope.programmes)
    rows = overdue.exclude(event__status__in=SETTLED).order_by().values_list("event")
    for event, number, first in rows.annotate(number=Count("pk"), first=Min("due_on")):
        yield Finding(event, number, due_on=first)


def _claimed(scope: Scope) -> Iterator[Finding]:
    found = claimed(FollowUp.objects.filter(event__programme__in=scope.programmes)).exclude(event__status__in=SETTLED)
    rows = found.order_by().values_list("event")
    for event, number in rows.annotate(number=Count("pk")):
        yield Finding(event, number, is_for_today=True)


def _declarations(scope: Scope) -> Iterator[Finding]:
    found = Declaration.objects.filter(
        result=Declaration.Result.OPEN,
        assignment__status__in=[Assignment.Status.SELECTED, Assignment.Status.AGREED],
        assignment__mission__event__programme__in=scope.programmes,
        assignment__mission__event__ends_at__gte=scope.moment,
    ).exclude(assignment__mission__event__status=Event.Status.CANCELLED)
    rows = found.order_by().values_list("assignment__mission__event")
    for event, number, first in rows.annotate(number=Count("pk"), first=Min("filled_at")):
        yield Finding(event, number, since=first)


def _reports(scope: Scope) -> Iterator[Finding]:
    rows = MissionReport.objects.filter(
        status=MissionReport.Status.SUBMITTED, mission__event__programme__in=scope.programmes
    )
    for event, changed_at in rows.order_by().values_list("mission__event", "changed_at"):
        yield Finding(event, since=changed_at)


KINDS = (
    WorkKind(
        "mission_reports",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        _("Report of a mission to review"),
        _("Review"),
        _reports,
        "mission_reports:review",
    ),
    WorkKind(
        "declarations",
        Topic.PEOPLE,
        Action.PUBLISH,
        ngettext_lazy(
            "%(count)d declaration of interests to review", "%(count)d declarations of interests to review", "count"
        ),
        _("Review"),
        _declarations,
        "mission_experts:list",
    ),
    WorkKind(
        "follow_ups",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d recommendation or action overdue", "%(count)d recommendations or actions overdue", "count"
        ),
        _("View"),
        _overdue,
        "follow_ups:list",
        is_pressing=False,
    ),
    WorkKind(
        "follow_ups_to_check",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d recommendation or action to check", "%(count)d recommendations or actions to check", "count"
        ),
        _("Check"),
        _claimed,
        "follow_ups:list",
    ),
)
