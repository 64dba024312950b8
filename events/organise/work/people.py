"""Work about people: travel details, possible duplicates and date clashes."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.duplicates.queries import count_by_event
from events.models import Event, KeyChange, Registration
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

MOST_CLASHES = 50


def _without_travel_details(scope: Scope) -> Iterator[Finding]:
    """Yield the events with confirmed people who have sent no travel details. People who take part online send none."""
    events = scope.ahead().filter(Q(starts_at__gt=scope.moment) | ~Q(precision__in=["time", "day"]), asks_travel=True)
    rows = (
        Registration.objects.confirmed()
        .filter(event__in=events.exclude(mode=Event.Mode.ONLINE), travel=None)
        .exclude(event__mode=Event.Mode.HYBRID, mode=Registration.Mode.ONLINE)
        .order_by()
        .values_list("event", "event__details_due_at", "event__starts_at")
    )
    for event, due_at, starts_at, number in rows.annotate(number=Count("pk")):
        yield Finding(event, number, due=due_at or starts_at)


def _changes_to_review(scope: Scope) -> Iterator[Finding]:
    rows = KeyChange.objects.filter(scope.ahead_in("registration__event__"), seen_at=None).order_by()
    numbers = rows.values_list("registration__event").annotate(number=Count("pk"), first=Min("at"))
    for event, number, first in numbers:
        yield Finding(event, number, since=first)


def _duplicates(scope: Scope) -> Iterator[Finding]:
    starts = dict(scope.soon().filter(status=Event.Status.PUBLISHED).order_by().values_list("pk", "starts_at"))
    for event, number in count_by_event(starts).items():
        yield Finding(event, number, due=starts[event])


def _date_clashes(scope: Scope) -> Iterator[Finding]:
    """Yield the people with a place in two events on the same days. Only events that the reader may see count."""
    events = scope.soon().filter(status=Event.Status.PUBLISHED)
    other = (
        Registration.objects.confirmed()
        .filter(
            person=OuterRef("person"),
            event__programme__in=scope.programmes,
            event__status=Event.Status.PUBLISHED,
            event__precision__in=[Event.Precision.TIME, Event.Precision.DAY],
            event__starts_at__lt=OuterRef("event__ends_at"),
            event__ends_at__gt=OuterRef("event__starts_at"),
        )
        .exclude(event=OuterRef("event"))
    )
    rows = Registration.objects.confirmed().filter(Exists(other), event__in=events).order_by("event__starts_at", "pk")
    columns = rows.annotate(name=F("person__name"), address=F("person__email"))
    for event, pk, starts_at, name, address in columns.values_list(
        "event", "pk", "event__starts_at", "name", "address"
    )[:MOST_CLASHES]:
        yield Finding(event, due=starts_at, name=name or address, keys=(pk,))


KINDS = (
    WorkKind(
        "travel",
        Topic.PEOPLE,
        Action.VIEW_TRAVEL,
        ngettext_lazy(
            "%(count)d person has not sent travel details", "%(count)d people have not sent travel details", "count"
        ),
        _("Remind"),
        _without_travel_details,
        "travel:travel",
        "show=missing",
        is_pressing=False,
    ),
    WorkKind(
        "travel_changes",
        Topic.PEOPLE,
        Action.VIEW_TRAVEL,
        ngettext_lazy(
            "%(count)d change of a name or passport to review",
            "%(count)d changes of names or passports to review",
            "count",
        ),
        _("Review"),
        _changes_to_review,
        "travel:travel",
        "show=look",
    ),
    WorkKind(
        "duplicates",
        Topic.PEOPLE,
        Action.DECIDE_REGISTRATIONS,
        ngettext_lazy("%(count)d possible duplicate", "%(count)d possible duplicates", "count"),
        _("Compare"),
        _duplicates,
        "duplicates:list",
        is_pressing=False,
    ),
    WorkKind(
        "date_clashes",
        Topic.PEOPLE,
        Action.DECIDE_REGISTRATIONS,
        _("Date clash: %(name)s has a place in another event"),
        _("View"),
        _date_clashes,
        "participants:detail",
        is_pressing=False,
    ),
)
