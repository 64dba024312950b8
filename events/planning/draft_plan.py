"""What a new draft will contain: from the defaults of its kind, or from an earlier event. Nothing is saved here."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import now
from django.utils.translation import gettext as _

from events.agenda.session_times import is_outside
from events.calendars.date_formats import clock_time
from events.calendars.dates import shown_end
from events.local_times import local_clock, nearest_moment
from events.mails.context import scope
from events.models import (
    Delegation,
    Document,
    Event,
    EventQuestion,
    Programme,
    ReminderRule,
    Requirement,
    Session,
    Target,
)
from events.planning.kind_defaults import defaults_for, library_questions
from notifications.models import Wording
from notifications.wording.overrides import MailSources

# What an event takes from the one that it is like. People, UIDs and SEQUENCE are never taken.
COPIED_FIELDS = (
    "policy", "seats", "room_seats", "online_seats", "offer_hours", "days_as", "requires_letter", "asks_travel",
    "travel_keep_days", "language", "summary", "description", "audience", "organised_by", "supported_by", "phase",
    "contact_email", "minimum_people",
)  # fmt: skip
DEADLINES = (
    "registration_opens_at",
    "registration_closes_at",
    "promotion_ends_at",
    "nominations_close_at",
    "details_due_at",
)
SESSION_FIELDS = (
    "position",
    "kind",
    "title",
    "abstract",
    "track",
    "languages",
    "timezone",
    "room",
    "venue",
    "host_institution",
    "is_optional",
    "seats",
)


@dataclass
class DraftPlan:
    """The rows of a new draft. Rows are not saved, and belong to no event yet. questions: those of the earlier event, or
    new ones. targets: per cent by measure. reminders: how many rules it follows, its own or those of the programme."""

    fields: dict[str, Any] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    questions: list[EventQuestion] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    targets: dict[str, int] = field(default_factory=dict)
    wordings: list[Wording] = field(default_factory=list)
    rules: list[ReminderRule] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    copies: dict[int, Session] = field(default_factory=dict)  # the sessions by the keys of the original ones
    reminders: int = 0

    @property
    def seats_of_delegations(self) -> int:
        return sum(delegation.seats for delegation in self.delegations)


def plan_draft(event: Event, like: Event | None) -> DraftPlan:
    """Return the contents of a new draft. event: with the answers; not saved. like: an event of the same programme."""
    plan = _plan_copy(event, like) if like else _plan_defaults(event)
    in_use = plan.rules or event.programme.reminder_rules.of_programme()
    plan.reminders = sum(rule.is_active for rule in in_use)
    return plan


def _plan_defaults(event: Event) -> DraftPlan:
    defaults = defaults_for(event.programme, event.kind)
    plan = DraftPlan(fields=dict(defaults.fields), targets=dict(defaults.targets))
    days = days_of(event)
    for number, day in enumerate(days):
        for slot in defaults.outline(number, len(days)):
            starts, ends = (
                nearest_moment(datetime.combine(day, clock), event.zone) for clock in (slot.starts, slot.ends)
            )
            plan.sessions.append(Session(title=str(slot.title), starts_at=starts, ends_at=ends))
    plan.sessions = [session for session in plan.sessions if not is_outside(session, event)]
    for position, session in enumerate(plan.sessions, 1):
        session.position = position
    if days and event.starts_at and defaults.closes_days:
        closes_at = event.starts_at - timedelta(days=defaults.closes_days)
        plan.fields["registration_closes_at"] = closes_at if closes_at > now() else None
    if plan.fields["policy"] == Event.Policy.NOMINATION:
        nominations_end = defaults.nominations_close_at(event)
        plan.fields["nominations_close_at"] = nominations_end if nominations_end and nominations_end > now() else None
    plan.questions = [EventQuestion(question=question) for question in library_questions(event.programme, defaults)]
    plan.rules = _rules_without(event.programme, defaults.skipped_rules)
    if event.programme.travel_keep_days:
        plan.fields["travel_keep_days"] = event.programme.travel_keep_days
    return plan


def _rules_without(programme: Programme, skipped: Collection[int]) -> list[ReminderRule]:
    """Return the rules of programme without the skipped ones; none if nothing is skipped: the event then follows them all.

    An event without rules of its own would follow those of the programme, so one that skips all gets them switched off."""
    if not skipped:
        return []
    rules = list(programme.reminder_rules.of_programme())
    kept = [rule for rule in rules if rule.pk not in skipped]
    for rule in rules if not kept else ():
        rule.is_active = False
    return kept or rules


def _plan_copy(event: Event, like: Event) -> DraftPlan:
    shift = Shift(like, event)
    plan = DraftPlan(fields={name: getattr(like, name) for name in COPIED_FIELDS})
    plan.fields["areas"], plan.fields["countries"] = list(like.areas.all()), list(like.countries.all())
    plan.fields |= {name: shift.deadline(getattr(like, name)) for name in DEADLINES}
    plan.fields["decide_on"] = like.decide_on + shift.by if like.decide_on and shift.by is not None else None
    if plan.fields["decide_on"] is None:
        plan.fields["minimum_people"] = None
    _keep_window_in_order(plan.fields)
    if event.mode != Event.Mode.HYBRID:
        plan.fields["room_seats"] = plan.fields["online_seats"] = None
    if not Event(kind=event.kind, policy=like.policy).allows_policy:
        plan.fields["policy"] = Event.Policy.NONE
    plan.copies = {session.pk: shift.session(session) for session in like.sessions.select_related("venue")}
    plan.sessions = [*plan.copies.values()]
    plan.questions = list(
        like.questions.in_use().filter(question__archived_at=None).select_related("question", "shown_if_question")
    )
    plan.requirements = list(like.requirements.in_use())
    plan.delegations = [
        Delegation(
            country=row.country,
            constituency=row.constituency,
            constituency_name=row.constituency_name,
            seats=row.seats,
            reserve_seats=row.reserve_seats,
            nomination_closes_at=shift.deadline(row.nomination_closes_at),
        )
        for row in like.delegations.select_related("country")
    ]
    plan.targets = dict(Target.objects.filter(event=like).values_list("measure", "percent"))
    plan.wordings = list(MailSources.of(scope(like)).rows.values())
    plan.rules = list(like.reminder_rules.standing())
    plan.documents = list(like.documents.select_related("resource"))
    return plan


class Shift:
    """Moves local times from the days of one event to those of another. A time keeps what its clock shows."""

    def __init__(self, old: Event, new: Event) -> None:
        self.old, self.new = old, new
        self.days, self.old_days = days_of(new), days_of(old)
        self.by = self.days[0] - self.old_days[0] if self.days and self.old_days else None

    def deadline(self, moment: datetime | None) -> datetime | None:
        """Return the shifted moment; None without one, without days, and if it would be in the past."""
        if moment is None or self.by is None:
            return None
        moved = nearest_moment(local_clock(moment, self.old.zone) + self.by, self.new.zone)
        return moved if moved > now() else None

    def session(self, session: Session) -> Session:
        """Return a copy of a session with shifted times. Without a day of its own, it keeps them as text."""
        session.event = self.old
        copy = Session(**{name: getattr(session, name) for name in SESSION_FIELDS})
        if session.starts_at is None or session.ends_at is None:
            copy.time_text = session.time_text
            return copy
        zone = ZoneInfo(session.timezone) if session.timezone else self.new.zone
        if self.by is not None:
            starts, ends = (
                local_clock(moment, session.zone) + self.by for moment in (session.starts_at, session.ends_at)
            )
            copy.starts_at, copy.ends_at = nearest_moment(starts, zone), nearest_moment(ends, zone)
            if copy.ends_at > copy.starts_at and starts.date() in self.days:
                return copy
        copy.starts_at = copy.ends_at = None
        copy.time_text = self._clock_text(session, session.starts_at, session.ends_at)
        return copy

    def _clock_text(self, session: Session, *moments: datetime) -> str:
        """Return the day and the hours in words: "Day 2, 09:00–10:30"."""
        starts, ends = (moment.astimezone(session.zone) for moment in moments)
        number = (starts.date() - self.old_days[0]).days + 1 if self.old_days else 1
        return _("Day %(number)d, %(times)s") % {
            "number": number,
            "times": f"{clock_time(starts)}–{shown_end(starts, ends)[1]}",
        }


def days_of(event: Event) -> list[date]:
    """Return the days of event on the clocks of its place; none if they are not known."""
    if not event.is_dated or event.local_starts_at is None or event.last_day is None:
        return []
    first = event.local_starts_at.date()
    return [first + timedelta(days=number) for number in range((event.last_day - first).days + 1)]


MOST_COMPARED = 200
# What a page shows of an earlier event.
SHOWN_OF_SOURCE = (
    "title",
    "kind",
    "status",
    "precision",
    "starts_at",
    "ends_at",
    "timezone",
    "date_text",
    "venue__name",
    "venue__city",
)


def likely_sources(programme: Programme, kind: str, days: int, limit: int = 3, keep: str = "") -> list[Event]:
    """Return the events that a new one is probably like: same kind, then same length, then the latest.

    keep: the key of an event that stays in the list, as text. Two queries. Of the compared events it reads only a few
    columns: whole rows of all of them took longer than the rest of the page."""
    rows = programme.events.dated().exclude(status=Event.Status.CANCELLED).order_by("-starts_at", "pk")
    compared = rows.values_list("pk", "kind", "starts_at", "ends_at", "timezone")[:MOST_COMPARED]
    by_likeness = sorted(
        (
            (of_kind == kind, _day_count(start, end, zone) == days, start, key)  # type: ignore[arg-type]  # they are dated
            for key, of_kind, start, end, zone in compared
        ),
        key=itemgetter(0, 1, 2),
        reverse=True,
    )
    keys = [key for *_likeness, key in by_likeness]
    likely = [key for place, key in enumerate(keys) if place < limit or str(key) == keep]
    found = rows.select_related("venue").only(*SHOWN_OF_SOURCE).in_bulk(likely)
    return [found[key] for key in likely if key in found]


def _day_count(starts_at: datetime, ends_at: datetime, timezone: str) -> int:
    """Return the number of days on the clocks of the time zone. The end is exclusive."""
    zone = ZoneInfo(timezone)
    last = ends_at.astimezone(zone) - timedelta(microseconds=1)
    return (last.date() - starts_at.astimezone(zone).date()).days + 1


def _keep_window_in_order(fields: dict[str, Any]) -> None:
    opens_at, closes_at = fields["registration_opens_at"], fields["registration_closes_at"]
    if opens_at and closes_at and closes_at <= opens_at:
        fields["registration_opens_at"] = None
