"""Work about agendas: sessions without speakers, and rooms or people that two sessions need at one time."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models.search import fold
from events.contributors.clashes import find_clashes
from events.models import Contributor, Event, Session, SessionDraft
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

# Speakers are expected in these kinds of events. The sessions of a mission or a study visit are meetings and visits.
WITH_SPEAKERS = (Event.Kind.REGIONAL_SEMINAR, Event.Kind.TRAINING, Event.Kind.MEETING)
SPEAKERS_BEFORE = timedelta(days=21)
# A session whose title has one of these words needs no speaker. Folded, in the languages of the pages and mails.
BREAKS = re.compile(
    r"\b(break|coffee|tea|lunch|dinner|breakfast|reception|registration|arrival|departure|group photo|"
    r"pause|cafe|dejeuner|diner|accueil|inscription|arrivee|depart|nghi giai lao|an trua|an toi|dang ky)\b"
)


def _without_speakers(scope: Scope) -> Iterator[Finding]:
    rows = Session.objects.filter(
        scope.soon_in(), event__kind__in=WITH_SPEAKERS, starts_at__gt=scope.moment, contributors=None
    ).order_by()
    numbers: Counter[int] = Counter()
    starts: dict[int, datetime] = {}
    for event, starts_at, title in rows.values_list("event", "event__starts_at", "title"):
        if starts_at and not BREAKS.search(fold(title)):
            numbers[event] += 1
            starts[event] = starts_at
    for event, number in numbers.items():
        yield Finding(event, number, due=starts[event] - SPEAKERS_BEFORE)


def _clashes(scope: Scope) -> Iterator[Finding]:
    """Yield the events in which a room or a person is needed twice at one time. Two queries."""
    contributors = defaultdict(list)
    named = Contributor.objects.filter(scope.soon_in("session__event__")).not_declined()
    for one in named.select_related("session").order_by("pk").only("name", "person", "session__event"):
        contributors[one.session.event_id].append(one)
    sessions = defaultdict(list)
    timed = Session.objects.filter(scope.soon_in(), ends_at__gt=scope.moment).select_related("event")
    needed = ("title", "starts_at", "ends_at", "timezone", "room", "venue", "event__timezone", "event__starts_at")
    for session in timed.only(*needed).order_by("starts_at", "pk"):
        sessions[session.event_id].append(session)
    for event, rows in sessions.items():
        if clashes := find_clashes(rows, contributors[event]):
            yield Finding(event, len(clashes), due=rows[0].event.starts_at)


def _unpublished(scope: Scope) -> Iterator[Finding]:
    rows = SessionDraft.objects.filter(scope.soon_in(), event__status=Event.Status.PUBLISHED).order_by()
    for event, number, starts_at in (
        rows.values_list("event").annotate(number=Count("pk")).values_list("event", "number", "event__starts_at")
    ):
        yield Finding(event, number, due=starts_at)


def _declined(scope: Scope) -> Iterator[Finding]:
    """Yield the events whose contributors have declined by their link, and whom the team has not removed."""
    rows = Contributor.objects.filter(scope.ahead_in("session__event__") | scope.soon_in("session__event__"))
    rows = rows.filter(invitation=Contributor.Invitation.DECLINED).order_by()
    numbers = rows.values_list("session__event").annotate(number=Count("pk"), first=Min("answered_at"))
    for event, number, first in numbers:
        yield Finding(event, number, since=first)


def _conditions(scope: Scope) -> Iterator[Finding]:
    """Yield the events whose contributors have accepted with a condition that is open."""
    rows = Contributor.objects.filter(scope.ahead_in("session__event__") | scope.soon_in("session__event__"))
    rows = rows.exclude(condition="").filter(condition_settled_at=None).order_by()
    numbers = rows.values_list("session__event").annotate(number=Count("pk"), first=Min("answered_at"))
    for event, number, first in numbers:
        yield Finding(event, number, since=first)


KINDS = (
    WorkKind(
        "declined",
        Topic.AGENDA,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d contributor has declined", "%(count)d contributors have declined", "count"),
        _("Find another"),
        _declined,
        "contributors:list",
    ),
    WorkKind(
        "conditions",
        Topic.AGENDA,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d contributor accepts with a condition", "%(count)d contributors accept with a condition", "count"
        ),
        _("Settle conditions"),
        _conditions,
        "contributors:list",
    ),
    WorkKind(
        "speakers",
        Topic.AGENDA,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d session has no speaker", "%(count)d sessions have no speaker", "count"),
        _("Name speakers"),
        _without_speakers,
        "contributors:list",
        is_pressing=False,
    ),
    WorkKind(
        "clashes",
        Topic.AGENDA,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d room or person is double-booked", "%(count)d rooms or people are double-booked", "count"
        ),
        _("Fix agenda"),
        _clashes,
        "agenda:editor",
        is_pressing=False,
    ),
    WorkKind(
        "agenda",
        Topic.AGENDA,
        Action.PUBLISH,
        ngettext_lazy(
            "%(count)d change of the agenda is not published",
            "%(count)d changes of the agenda are not published",
            "count",
        ),
        _("Publish agenda"),
        _unpublished,
        "agenda:publish",
        is_pressing=False,
    ),
)
