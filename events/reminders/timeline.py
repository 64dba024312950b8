"""The timeline of an event's reminders: which were sent, which will be sent, to how many people and when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Case, CharField, Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.timezone import now

from accounts.models import User
from events.models import Event, MissionRequest, PlannedReminder, Reminder, ReminderRule
from events.reminders import anchors, audiences, descriptions, services
from events.reminders.members import requests_of
from notifications.models import Message
from notifications.wording import kinds
from notifications.wording.kinds import MailKind

State, Status = Reminder.State, Message.Status
Zones = Mapping[str, int]  # the number of people in each time zone; "" for people without one


@dataclass(frozen=True)
class DeliverySummary:
    """The number of mails of a planned reminder by their state, and of skipped people by the reason in words.

    first and last: when the mails were written."""

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
    """A reminder on the timeline.

    reach: the number of people who would still get it. first and last: when the first and the last of them get it.
    zones: the number of different UTC offsets in which they live."""

    planned: PlannedReminder
    about: str
    delivery: DeliverySummary
    reach: int
    first: datetime
    last: datetime
    zones: int

    @property
    def is_open(self) -> bool:
        return self.planned.done_at is None

    @property
    def is_ahead(self) -> bool:
        return self.is_open or self.can_be_restored

    @property
    def is_under_way(self) -> bool:
        return self.is_open and self.delivery.mailed > 0

    @property
    def can_be_restored(self) -> bool:
        """Whether the team has skipped it and its time lies ahead."""
        return self.planned.skip == PlannedReminder.Skip.BY_HAND and self.planned.due_at > now()

    @property
    def can_be_sent_now(self) -> bool:
        is_left = self.is_open or self.planned.skip == PlannedReminder.Skip.BY_HAND
        return is_left and self.planned.useful_until > now()

    @property
    def sentence(self) -> str:
        return descriptions.sentence(self.planned.rule)

    @property
    def kind(self) -> MailKind | None:
        return kinds.get(self.planned.rule.mail)


def planned_of(event: Event) -> QuerySet[PlannedReminder]:
    """Return the plans of event: first those ahead, the earliest first, then those that are done, the latest first."""
    can_be_restored = Q(skip=PlannedReminder.Skip.BY_HAND, due_at__gt=now())
    ahead = Case(When(Q(done_at=None) | can_be_restored, then=F("due_at")))
    plans = PlannedReminder.objects.filter(event=event).select_related("rule")
    return plans.order_by(ahead.asc(nulls_last=True), "-due_at", "pk")


def outline_of(event: Event) -> QuerySet[PlannedReminder]:
    """Return the plans of event, the earliest first; is_sent says whether a mail to anybody was queued."""
    mailed = Reminder.objects.filter(planned=OuterRef("pk"), state=State.QUEUED)
    return event.planned_reminders.select_related("rule").annotate(is_sent=Exists(mailed))


def entries(event: Event, planned: Iterable[PlannedReminder]) -> list[TimelineEntry]:
    """Return plans of event as entries of the timeline.

    The number of queries depends only on how many different audiences the open plans have."""
    plans = list(planned)
    for plan in plans:
        plan.event = event
    deliveries, about = _deliveries(plans), subjects_of(plans)
    zones = _zones(event, [plan for plan in plans if plan.done_at is None])
    return [
        _entry(plan, about[id(plan)], deliveries.get(plan.pk) or DeliverySummary(), zones.get(id(plan), {}))
        for plan in plans
    ]


def recipients(planned: PlannedReminder) -> QuerySet[User]:
    """Return the people who would get planned now and have not got it yet, by name."""
    people, *_institutions = audiences.of(planned.rule).recipients_of(planned)
    rows = services.without_reminder(planned, people)
    return User.objects.filter(pk__in=rows.order_by().values(people.path)).order_by("name", "email")


def institutions(planned: PlannedReminder) -> QuerySet[MissionRequest]:
    """Return the requests whose institutions would get planned now and have not got it yet."""
    recipients = audiences.of(planned.rule).recipients_of(planned)
    return requests_of(replace(one, rows=services.without_reminder(planned, one)) for one in recipients)


def _entry(planned: PlannedReminder, about: str, delivery: DeliverySummary, zones: Zones) -> TimelineEntry:
    due_times = {zone: services.due_in_timezone(planned, zone) for zone in zones}
    moment = now()
    if delivery.mailed or delivery.skipped:  # people further east have had their turn
        due_times = {zone: due_at for zone, due_at in due_times.items() if due_at > moment}
    moments = [*due_times.values()] or [planned.due_at]
    reach = sum(zones[zone] for zone in due_times)
    offsets = len({due_at.utcoffset() for due_at in due_times.values()})
    return TimelineEntry(planned, about, delivery, reach, min(moments), max(moments), offsets)


@dataclass(frozen=True)
class _StateCount:
    """The number of reminders of one plan in one state. mail: the state of their mails, if they have any."""

    state: str
    skip: str
    mail: str | None
    count: int
    first: datetime
    last: datetime


def _deliveries(plans: Sequence[PlannedReminder]) -> dict[int, DeliverySummary]:
    """Return the summary of each saved plan with reminders, by the key of the plan, in one query."""
    key = Concat(Value("reminder:"), Cast(OuterRef("pk"), CharField()))
    status = Message.objects.filter(dedupe_key=key).values("status")[:1]
    rows = (
        Reminder.objects.filter(planned__in=[plan.pk for plan in plans if plan.pk])
        .order_by()
        .annotate(mail=Subquery(status))
        .values_list("planned", "state", "skip", "mail")
        .annotate(Count("pk"), Min("created_at"), Max("created_at"))
    )
    counts: dict[int, list[_StateCount]] = defaultdict(list)
    for plan, *columns in rows:
        counts[plan].append(_StateCount(*columns))
    return {plan: _summary(of_plan) for plan, of_plan in counts.items()}


def _summary(counts: list[_StateCount]) -> DeliverySummary:
    mails: dict[str, int] = defaultdict(int)
    skipped: dict[str, int] = defaultdict(int)
    for one in counts:
        if one.state == State.SKIPPED:
            skipped[str(Reminder.Skip(one.skip).label)] += one.count
        else:
            mails[one.mail or ""] += one.count
    mailed = [one for one in counts if one.state != State.SKIPPED]
    return DeliverySummary(
        sent=mails.pop(Status.SENT, 0),
        failed=mails.pop(Status.FAILED, 0),
        refused=mails.pop(Status.DROPPED, 0),
        waiting=sum(mails.values()),
        skipped=dict(skipped),
        first=min((one.first for one in mailed), default=None),
        last=max((one.last for one in mailed), default=None),
    )


def _zones(event: Event, plans: Sequence[PlannedReminder]) -> dict[int, Zones]:
    """Return the number of people of each plan (by its id) in each time zone, with one query for each audience."""
    groups: dict[tuple[str, ...], list[PlannedReminder]] = defaultdict(list)
    for plan in plans:
        rule = plan.rule
        path = audiences.of(rule).paths.get(rule.anchor, "")
        groups[rule.audience, rule.mode, rule.condition, path].append(plan)
    zones: dict[int, Zones] = {}
    for (*_audience, path), group in groups.items():
        counts = _count_by_zone(event, group[0].rule, path)
        for plan in group:
            zones[id(plan)] = counts.get(audiences.key_of(plan) if path else 0, {})
    return zones


def _count_by_zone(event: Event, rule: ReminderRule, path: str) -> dict[object, dict[str, int]]:
    counts: dict[object, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for recipients in audiences.of(rule).recipients(event, rule):
        columns = [path, recipients.zone] if path else [recipients.zone]
        rows = recipients.rows.order_by().values_list(*columns)
        for *key, zone, count in rows.annotate(how_many=Count(recipients.path, distinct=True)):
            counts[key[0] if key else 0][zone] += count
    return counts


def subjects_of(planned: Sequence[PlannedReminder]) -> dict[int, str]:
    """Return what each of planned (by its id) is about, in words: a session, a deadline, a person with an offer."""
    by_anchor: dict[str, list[PlannedReminder]] = defaultdict(list)
    for one in planned:
        by_anchor[one.rule.anchor].append(one)
    names: dict[int, str] = {}
    for anchor, group in by_anchor.items():
        names |= zip(map(id, group), anchors.TIMES[anchor].names(group), strict=True)
    return names
