"""What reminders of an event went, and what will go: to how many, when on whose clocks, with which mail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, CharField, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, PlannedReminder, Reminder, ReminderRule
from events.reminders import anchors, audiences, descriptions, services
from notifications.models import Message
from notifications.wording import kinds
from notifications.wording.kinds import MailKind

State, Status = Reminder.State, Message.Status
Zones = Mapping[str, int]  # how many people by the zone they live in; "" for those who go by the event's clocks


@dataclass(frozen=True)
class DeliverySummary:
    """What has become of those whose hour has come: how many mails were sent, wait, or did not arrive, and how many
    people were told nothing, by reason in words. first and last: when the mails were written."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    refused: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def mailed(self) -> int:
        return self.sent + self.waiting + self.failed


@dataclass(frozen=True)
class TimelineEntry:
    """A reminder on the timeline. reach: to how many it would still go as things stand; first and last: when the
    earliest and the latest of these get it."""

    planned: PlannedReminder
    about: str
    told: DeliverySummary
    reach: int
    first: datetime
    last: datetime
    zones: int

    @property
    def is_open(self) -> bool:
        return self.planned.done_at is None

    @property
    def is_ahead(self) -> bool:
        return self.is_open or self.may_be_taken_up

    @property
    def is_under_way(self) -> bool:
        return self.is_open and self.told.mailed > 0

    @property
    def may_be_taken_up(self) -> bool:
        """Whether it was skipped by hand, and its time has not come."""
        return self.planned.skip == PlannedReminder.Skip.BY_HAND and self.planned.due_at > now()

    @property
    def may_go_now(self) -> bool:
        is_left = self.is_open or self.planned.skip == PlannedReminder.Skip.BY_HAND
        return is_left and self.planned.useful_until > now()

    @property
    def sentence(self) -> str:
        return descriptions.sentence(self.planned.rule)

    @property
    def kind(self) -> MailKind | None:
        return kinds.get(self.planned.rule.mail)


def planned_of(event: Event) -> QuerySet[PlannedReminder]:
    """Return what is planned for event: first what lies ahead, soonest first, then what is done, latest first."""
    may_be_taken_up = Q(skip=PlannedReminder.Skip.BY_HAND, due_at__gt=now())
    ahead = Case(When(Q(done_at=None) | may_be_taken_up, then=F("due_at")))
    found = PlannedReminder.objects.filter(event=event).select_related("rule")
    return found.order_by(ahead.asc(nulls_last=True), "-due_at", "pk")


def entries(event: Event, planned: Iterable[PlannedReminder]) -> list[TimelineEntry]:
    """Return planned, of event, as the timeline shows it.

    The queries are as many for a thousand reminders and people as for one: they grow with the kinds of audience alone
    that the rules of what lies ahead have."""
    planned = list(planned)
    for one in planned:
        one.event = event
    told, about = _told(planned), subjects_of(planned)
    zones = _zones(event, [one for one in planned if one.done_at is None])
    return [
        _entry(one, about.get(id(one), ""), told.get(one.pk) or DeliverySummary(), zones.get(id(one), {}))
        for one in planned
    ]


def recipients(planned: PlannedReminder) -> QuerySet[User]:
    """Return whom planned would reach as things stand, and has not reached."""
    audience = audiences.of(planned.rule)
    rows = services.without_reminder(planned, audience.rows_of(planned))
    return User.objects.filter(pk__in=rows.order_by().values(audience.person)).order_by("name", "email")


def _entry(planned: PlannedReminder, about: str, told: DeliverySummary, zones: Zones) -> TimelineEntry:
    dues = {name: services.due_in_timezone(planned, name) for name in zones}
    moment = now()
    if told.mailed or told.skipped:  # who lives further east has been seen to
        dues = {name: due for name, due in dues.items() if due > moment}
    moments = [*dues.values()] or [planned.due_at]
    reach = sum(zones[name] for name in dues)
    clocks = len({due.utcoffset() for due in dues.values()})
    return TimelineEntry(planned, about, told, reach, min(moments), max(moments), clocks)


def _told(planned: Sequence[PlannedReminder]) -> dict[int, DeliverySummary]:
    key = Concat(Value("reminder:"), Cast(OuterRef("pk"), CharField()))
    status = Message.objects.filter(dedupe_key=key).values("status")[:1]
    rows = (
        Reminder.objects.filter(planned__in=[one.pk for one in planned if one.pk])
        .order_by()
        .annotate(mail=Subquery(status))
        .values_list("planned", "state", "skip", "mail")
        .annotate(Count("pk"), Min("created_at"), Max("created_at"))
    )
    found: dict[int, list[tuple[str, str, str | None, int, datetime, datetime]]] = defaultdict(list)
    for plan, *row in rows:
        found[plan].append(tuple(row))  # type: ignore[arg-type]
    return {plan: _sum(rows_of_it) for plan, rows_of_it in found.items()}


def _sum(rows: list[tuple[str, str, str | None, int, datetime, datetime]]) -> DeliverySummary:
    counts: dict[str, int] = defaultdict(int)
    skipped: dict[str, int] = defaultdict(int)
    for state, skip, mail, count, _first, _last in rows:
        if state == State.SKIPPED:
            skipped[str(Reminder.Skip(skip).label)] += count
        else:
            counts[mail or ""] += count
    mailed = [row for row in rows if row[0] != State.SKIPPED]
    return DeliverySummary(
        sent=counts.pop(Status.SENT, 0),
        failed=counts.pop(Status.FAILED, 0),
        refused=counts.pop(Status.DROPPED, 0),
        waiting=sum(counts.values()),
        skipped=dict(skipped),
        first=min((row[4] for row in mailed), default=None),
        last=max((row[5] for row in mailed), default=None),
    )


def _zones(event: Event, planned: Sequence[PlannedReminder]) -> dict[int, Zones]:
    """Return how many people each of planned (by its id) would reach, by their zone: a query for each kind of audience."""
    groups: dict[tuple[str, ...], list[PlannedReminder]] = defaultdict(list)
    for one in planned:
        rule = one.rule
        path = audiences.of(rule).paths.get(rule.anchor, "")
        groups[rule.audience, rule.mode, rule.condition, path].append(one)
    found: dict[int, Zones] = {}
    for (*_audience, path), alike in groups.items():
        counted = _count(event, alike[0].rule, path)
        for one in alike:
            found[id(one)] = counted.get(audiences.key_of(one) if path else 0, {})
    return found


def _count(event: Event, rule: ReminderRule, path: str) -> dict[object, dict[str, int]]:
    audience = audiences.of(rule)
    zone = f"{audience.person}__timezone"
    rows = audience.rows(event, rule).order_by().values_list(*([path, zone] if path else [zone]))
    counted: dict[object, dict[str, int]] = defaultdict(dict)
    for *key, name, count in rows.annotate(how_many=Count(audience.person, distinct=True)):
        counted[key[0] if key else 0][name] = count
    return counted


def subjects_of(planned: Sequence[PlannedReminder]) -> dict[int, str]:
    """Return what each of planned (by its id) is about, in words: a session, a deadline, a person with an offer."""
    by_anchor: dict[str, list[PlannedReminder]] = defaultdict(list)
    for one in planned:
        by_anchor[one.rule.anchor].append(one)
    names: dict[int, str] = {}
    for anchor, group in by_anchor.items():
        names |= zip(map(id, group), anchors.TIMES[anchor].names(group), strict=True)
    return names
