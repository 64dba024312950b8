"""Work of expert missions and study visits: requests and declarations to decide on, terms to agree on, meetings to record,
reports, and what follows them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.journeys.follow_ups.queries import claimed
from events.journeys.meetings.services import AHEAD
from events.missions.requests.mails import ANSWER_WITHIN
from events.models import (
    Assignment,
    Declaration,
    Event,
    FollowUp,
    Meeting,
    Mission,
    MissionReport,
    MissionRequest,
    TermsOfReference,
)
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

MOST_REQUESTS = 50
# Terms of reference are to be agreed this long before the start. They are looked for from twice as long before.
TERMS_BEFORE = timedelta(days=30)
REPORT_WITHIN, REPORT_LOOKED_FOR = timedelta(days=14), timedelta(days=300)
OFF = (Event.Status.DRAFT, *Event.CALLED_OFF)
SETTLED = (Event.Status.DRAFT, Event.Status.CANCELLED)


def _requests(scope: Scope) -> Iterator[Finding]:
    """Yield each request that waits for a decision or a question. An institution waits for each answer."""
    submitted = MissionRequest.Status.SUBMITTED
    rows = MissionRequest.objects.filter(programme__in=scope.programmes, status=submitted).order_by("pk")
    columns = rows.annotate(sent_at=Max("changes__at", filter=Q(changes__status=submitted)))
    for pk, slug, reference, institution, sent_at in columns.values_list(
        "pk", "programme__slug", "reference", "institution", "sent_at"
    )[:MOST_REQUESTS]:
        due = sent_at + ANSWER_WITHIN if sent_at else None
        name = ", ".join(filter(None, [reference, institution]))
        yield Finding(None, due=due, is_for_today=due is None, name=name, programme=slug, keys=(pk,))


def _terms(scope: Scope) -> Iterator[Finding]:
    """Yield the missions that start soon while no institution has agreed to their terms of reference."""
    agreed = TermsOfReference.objects.filter(mission__event=OuterRef("pk"), status=TermsOfReference.Status.AGREED)
    events = scope.soon().filter(~Exists(agreed), kind=Event.Kind.EXPERT_MISSION)
    for event, starts_at in events.order_by().values_list("pk", "starts_at"):
        if starts_at:
            yield Finding(event, due=starts_at - TERMS_BEFORE)


def _wishes(scope: Scope) -> Iterator[Finding]:
    """Yield the missions whose institution asks for other terms, and waits for the next version."""
    rows = TermsOfReference.objects.filter(
        scope.recent_in("mission__event__"), status=TermsOfReference.Status.SENT
    ).exclude(answer="")
    for event in rows.order_by().values_list("mission__event", flat=True).distinct():
        yield Finding(event, is_for_today=True)


def _unrecorded(scope: Scope) -> Iterator[Finding]:
    """Yield the events with meetings that are over, of which nobody has said whether they took place, or what was said there.

    The work opens the one that has waited longest."""
    is_unsaid = Q(status__in=AHEAD) | Q(status=Meeting.Status.HELD, notes="", met_names="", met_people=None)
    rows = Meeting.objects.filter(is_unsaid, scope.recent_in("session__event__"), session__ends_at__lte=scope.moment)
    columns = rows.exclude(session__event__status__in=OFF).order_by("session__ends_at", "pk")
    waiting: dict[int, list[tuple[int, datetime]]] = {}
    for event, pk, ends_at in columns.values_list("session__event", "pk", "session__ends_at"):
        if ends_at:
            waiting.setdefault(event, []).append((pk, ends_at))
    for event, found in waiting.items():
        key, since = found[0]
        yield Finding(event, len(found), since=since, keys=(key,))


def _late_reports(scope: Scope) -> Iterator[Finding]:
    """Yield the missions that are over while their report is not submitted, or not submitted again after its return."""
    done = [MissionReport.Status.SUBMITTED, MissionReport.Status.ACCEPTED]
    experts = Assignment.objects.filter(mission=OuterRef("pk"), status__in=Assignment.ON_MISSION)
    ended_since = scope.moment - REPORT_LOOKED_FOR
    rows = Mission.objects.filter(
        Exists(experts),
        scope.any_in(),
        event__status=Event.Status.PUBLISHED,
        event__precision__in=[Event.Precision.TIME, Event.Precision.DAY],
        event__ends_at__range=(ended_since, scope.moment),
    ).exclude(report__status__in=done)
    for event, ends_at in rows.order_by().values_list("event", "event__ends_at"):
        if ends_at:
            yield Finding(event, due=ends_at + REPORT_WITHIN)


def _overdue(scope: Scope) -> Iterator[Finding]:
    overdue = FollowUp.objects.overdue(scope.moment.date()).filter(scope.any_in())
    rows = overdue.exclude(event__status__in=SETTLED).order_by().values_list("event")
    for event, number, first in rows.annotate(number=Count("pk"), first=Min("due_on")):
        yield Finding(event, number, due_on=first)


def _claimed(scope: Scope) -> Iterator[Finding]:
    found = claimed(FollowUp.objects.filter(scope.any_in())).exclude(event__status__in=SETTLED)
    rows = found.order_by().values_list("event")
    for event, number in rows.annotate(number=Count("pk")):
        yield Finding(event, number, is_for_today=True)


def _declarations(scope: Scope) -> Iterator[Finding]:
    found = Declaration.objects.filter(
        scope.any_in("assignment__mission__event__"),
        result=Declaration.Result.OPEN,
        assignment__status__in=[Assignment.Status.SELECTED, Assignment.Status.AGREED],
        assignment__mission__event__ends_at__gte=scope.moment,
    ).exclude(assignment__mission__event__status=Event.Status.CANCELLED)
    rows = found.order_by().values_list("assignment__mission__event")
    for event, number, first in rows.annotate(number=Count("pk"), first=Min("filled_at")):
        yield Finding(event, number, since=first)


def _available(scope: Scope) -> Iterator[Finding]:
    """Yield the missions ahead with experts who can come, and wait to be selected or released."""
    yield from _assignments(scope, Assignment.objects.filter(status=Assignment.Status.AVAILABLE), "answered_at")


def _signed(scope: Scope) -> Iterator[Finding]:
    """Yield the missions ahead with selected experts of whom nothing is missing: the assignments can be agreed."""
    agreed = TermsOfReference.objects.filter(mission=OuterRef("mission"), status=TermsOfReference.Status.AGREED)
    ready = Assignment.objects.filter(
        status=Assignment.Status.SELECTED,
        declaration__result__in=[Declaration.Result.CLEARED, Declaration.Result.CONDITIONS],
        terms__in=agreed.values("pk"),
    )
    yield from _assignments(scope, ready, "selected_at")


def _assignments(scope: Scope, rows: QuerySet[Assignment], since: str) -> Iterator[Finding]:
    ahead = rows.filter(
        mission__event__programme__in=scope.programmes, mission__event__ends_at__gte=scope.moment
    ).exclude(mission__event__status=Event.Status.CANCELLED)
    counts = ahead.order_by().values_list("mission__event").annotate(number=Count("pk"), first=Min(since))
    for event, number, first in counts:
        yield Finding(event, number, since=first)


def _reports(scope: Scope) -> Iterator[Finding]:
    rows = MissionReport.objects.filter(scope.any_in("mission__event__"), status=MissionReport.Status.SUBMITTED)
    for event, changed_at in rows.order_by().values_list("mission__event", "changed_at"):
        yield Finding(event, since=changed_at)


KINDS = (
    WorkKind(
        "mission_requests",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        _("Request to answer: %(name)s"),
        _("Answer"),
        _requests,
        "mission_requests:detail",
    ),
    WorkKind(
        "terms_wishes",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        _("The institution asks for other terms of reference"),
        _("Amend"),
        _wishes,
        "mission_terms:terms",
    ),
    WorkKind(
        "terms",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        _("Terms of reference not agreed yet"),
        _("View"),
        _terms,
        "mission_terms:terms",
        is_pressing=False,
    ),
    WorkKind(
        "meetings_to_record",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d meeting to record", "%(count)d meetings to record", "count"),
        _("Record"),
        _unrecorded,
        "meetings:sheet",
        is_pressing=False,
    ),
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
        "late_mission_reports",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        _("Report of a mission not submitted"),
        _("View"),
        _late_reports,
        "mission_reports:review",
        is_pressing=False,
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
        "available_experts",
        Topic.PEOPLE,
        Action.PUBLISH,
        ngettext_lazy(
            "%(count)d expert who can come: select or release",
            "%(count)d experts who can come: select or release",
            "count",
        ),
        _("Decide"),
        _available,
        "mission_experts:list",
    ),
    WorkKind(
        "signed_experts",
        Topic.PEOPLE,
        Action.PUBLISH,
        ngettext_lazy(
            "%(count)d expert has signed the terms: agree the assignment",
            "%(count)d experts have signed the terms: agree the assignments",
            "count",
        ),
        _("Agree"),
        _signed,
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
