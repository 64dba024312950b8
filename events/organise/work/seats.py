"""Work about seats: decisions, the seats of delegations and their letters, and events with too few people."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Min, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.models import Delegation, Event, OfficialLetter, Registration
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action
from events.planning.go_no_go import short_of_people


def _pending(scope: Scope) -> Iterator[Finding]:
    """Yield the events with registrations to decide: until registration closes, or until the event begins."""
    pending = Registration.objects.filter(scope.ahead_in(), status=Registration.Status.PENDING)
    rows = pending.order_by().values_list(
        "event", "event__registration_closes_at", "event__starts_at", "event__precision"
    )
    for event, closes_at, starts_at, precision, number in rows.annotate(number=Count("pk")):
        is_dated = precision in {Event.Precision.TIME, Event.Precision.DAY}
        moments = [moment for moment in (closes_at, starts_at if is_dated else None) if moment]
        yield Finding(event, number, due=min(moments, default=None))


def _empty_seats(scope: Scope, deadline: Q) -> Iterator[Finding]:
    rows = Delegation.objects.with_room().filter(deadline, scope.ahead_in()).order_by()
    numbers = rows.values_list("event").annotate(
        empty=Sum(F("seats") - F("seats_taken") - F("seats_named")), closes_at=Min("nomination_closes_at")
    )
    for event, empty, closes_at in numbers:
        yield Finding(event, empty, due=closes_at)


def _unnamed(scope: Scope) -> Iterator[Finding]:
    return _empty_seats(scope, Q(nomination_closes_at__gt=scope.moment))


def _unused(scope: Scope) -> Iterator[Finding]:
    return _empty_seats(scope, Q(nomination_closes_at__lte=scope.moment))


def _without_focal_point(scope: Scope) -> Iterator[Finding]:
    """Yield the published events with delegations that nobody fills. Without a deadline, this work is for today."""
    rows = Delegation.objects.without_focal_point().filter(scope.ahead_in()).order_by().values_list("event")
    for event, number, closes_at in rows.annotate(number=Count("pk"), closes_at=Min("nomination_closes_at")):
        yield Finding(event, number, due=closes_at, is_for_today=closes_at is None)


def _letters(scope: Scope) -> Iterator[Finding]:
    """Yield the events with official letters to review. The link opens the letter that has waited longest."""
    rows = OfficialLetter.objects.filter(scope.ahead_in("delegation__event__"), state=OfficialLetter.State.TO_REVIEW)
    waiting: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    columns = rows.order_by("uploaded_at", "pk").values_list("delegation__event", "delegation", "uploaded_at")
    for event, delegation, uploaded_at in columns:
        waiting[event].append((delegation, uploaded_at))
    for event, found in waiting.items():
        delegation, since = found[0]
        yield Finding(event, len(found), since=since, keys=(delegation,))


def _short_of_people(scope: Scope) -> Iterator[Finding]:
    rows = short_of_people(scope.events()).values_list("pk", "decide_on", F("minimum_people") - F("seats_taken"))
    for event, day, missing in rows:
        yield Finding(event, missing, due_on=day)


KINDS = (
    WorkKind(
        "decide",
        Topic.SEATS,
        Action.DECIDE_REGISTRATIONS,
        ngettext_lazy("%(count)d registration awaiting decision", "%(count)d registrations awaiting decision", "count"),
        _("Decide"),
        _pending,
        "participants:list",
        "status=pending",
    ),
    WorkKind(
        "nominations",
        Topic.SEATS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "Nominations close: %(count)d seat still empty", "Nominations close: %(count)d seats still empty", "count"
        ),
        _("Fill seats"),
        _unnamed,
        "nominations:grid",
        is_pressing=False,
    ),
    WorkKind(
        "focal_points",
        Topic.SEATS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d delegation without a focal point", "%(count)d delegations without a focal point", "count"
        ),
        _("Assign"),
        _without_focal_point,
        "nominations:grid",
    ),
    WorkKind(
        "release",
        Topic.SEATS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d seat empty after the nomination deadline",
            "%(count)d seats empty after the nomination deadline",
            "count",
        ),
        _("Release seats"),
        _unused,
        "nominations:release",
    ),
    WorkKind(
        "letters",
        Topic.SEATS,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d official letter to review", "%(count)d official letters to review", "count"),
        _("Review"),
        _letters,
        "nominations:cell",
    ),
    WorkKind(
        "go_no_go",
        Topic.SEATS,
        Action.PUBLISH,
        ngettext_lazy(
            "Go/no-go decision: %(count)d person missing", "Go/no-go decision: %(count)d people missing", "count"
        ),
        _("Decide"),
        _short_of_people,
        "planning:overview",
        is_pressing=False,
    ),
)
