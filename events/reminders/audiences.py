"""Who is reminded: one class for each audience. To add one: its name in ReminderRule, its class here, its mail."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from accounts.models import User
from events.models import (
    Attendance,
    Contributor,
    Delegation,
    Deliverable,
    Event,
    NominationLink,
    PlannedReminder,
    Registration,
    ReminderRule,
    Session,
)
from events.reminders import mails
from events.travel import queries as travel
from notifications.outbox.services import Draft

Anchor, Name = ReminderRule.Anchor, ReminderRule.Audience
Status = Registration.Status


class Audience:
    """Rows of the database that stand for people, read when they are needed: nobody is told who has left meanwhile."""

    person: ClassVar[str]  # the path from a row to its person
    since: ClassVar[str] = ""  # and to when they came: whoever came after it was due knows the date well enough
    # The path to what an anchor of each of several things is about.
    keys: ClassVar[dict[str, str]] = {}

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        """Return whom rule means at event, for all of its sessions, deadlines or offers."""
        raise NotImplementedError

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        """Return the mails to those of people (dedupe_key by key of the person) whom it still concerns."""
        raise NotImplementedError

    def of(self, planned: PlannedReminder) -> QuerySet[Any]:
        """Return the rows that planned is about."""
        path = self.keys.get(planned.rule.anchor)
        rows = self.rows(planned.event, planned.rule)
        return rows.filter(**{path: key_of(planned)}) if path else rows


def key_of(planned: PlannedReminder) -> int | datetime:
    """Return what the rows of planned have in common: a session, a registration, or a deadline."""
    return planned.anchor_at if planned.rule.anchor == Anchor.NOMINATION_DEADLINE else planned.about


class Registered(Audience):
    """People by where their registration stands."""

    person, since = "person", "created_at"
    status: ClassVar[str]
    keys: ClassVar[dict[str, str]] = {
        Anchor.SESSION_START: "session_choices__session",
        Anchor.NOMINATION_DEADLINE: "delegation__nomination_closes_at",
        Anchor.OFFER_LAPSE: "pk",
    }

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        found = Registration.objects.filter(event=event, status=self.status)
        if rule.mode and event.mode == Event.Mode.HYBRID:
            found = found.filter(mode=rule.mode)
        elif rule.mode and event.mode != rule.mode:
            found = found.none()
        if rule.condition == ReminderRule.Condition.NOT_ACCEPTED:
            found = found.exclude(invite__partstat="ACCEPTED")
        return found

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        if planned.rule.anchor == Anchor.SESSION_START:
            planned.session = _session(planned)  # type: ignore[attr-defined]
        found = self.of(planned).filter(person__in=people).select_related("person", "delegation", "merged_into__person")
        return [mails.to_registered(planned, one, people[one.person_id]) for one in found.order_by("pk")]


def _session(planned: PlannedReminder) -> Session | None:
    session = Session.objects.select_related("venue__country").filter(pk=planned.about).first()
    if session:
        session.event = planned.event
    return session


class Confirmed(Registered):
    status = Status.CONFIRMED


class Pending(Registered):
    status = Status.PENDING


class Nominated(Registered):
    status = Status.NOMINATED


class Offered(Registered):
    status, since = Status.WAITLISTED, ""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return super().rows(event, rule).filter(offer_expires_at__gt=now())


class DetailsMissing(Registered):
    status = Status.CONFIRMED

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        if not travel.is_open(event):
            return Registration.objects.none()
        missing = [one.registration.pk for one in travel.travellers(event) if one.missing]
        return super().rows(event, rule).filter(pk__in=missing)

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        found = [one for one in travel.travellers(planned.event) if one.registration.person_id in people]
        return [
            mails.to_registered(planned, one.registration, people[one.registration.person_id], missing=one.missing)
            for one in found
            if one.missing
        ]


class FocalPoints(Audience):
    """Those who may name people and have seats left; told with the link by which they do."""

    person = "focal_point"
    keys: ClassVar[dict[str, str]] = {Anchor.NOMINATION_DEADLINE: "nomination_closes_at"}

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        links = NominationLink.objects.filter(
            event=event, person=OuterRef("focal_point"), revoked_at=None, expires_at__gt=now()
        )
        return Delegation.objects.with_room().filter(Exists(links), event=event)

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        theirs: dict[int, list[Delegation]] = {}
        for delegation in self.of(planned).filter(focal_point__in=people).select_related("country"):
            theirs.setdefault(delegation.focal_point_id, []).append(delegation)
        links = NominationLink.objects.filter(event=planned.event, person__in=theirs).select_related("person")
        return [mails.to_focal_point(planned, one, theirs[one.person_id], people[one.person_id]) for one in links]


class Contributors(Audience):
    """Speakers, moderators and others who have an account."""

    person = "person"
    keys: ClassVar[dict[str, str]] = {Anchor.SESSION_START: "session"}

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return Contributor.objects.filter(session__event=event, person__isnull=False).order_by()

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        theirs: dict[User, list[Contributor]] = {}
        found = self.of(planned).filter(person__in=people).select_related("person", "session__venue__country")
        for one in found.order_by("session__starts_at", "pk"):
            one.session.event = planned.event
            theirs.setdefault(one.person, []).append(one)
        return [mails.to_contributor(planned, who, ones, people[who.pk]) for who, ones in theirs.items()]


class Owing(Audience):
    """Those from whom something of some kinds is waited for."""

    person = "person"
    keys: ClassVar[dict[str, str]] = {Anchor.DELIVERABLE_DUE: "pk"}

    def __init__(self, *kinds: str) -> None:
        self.kinds = kinds

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return Deliverable.objects.open().filter(event=event, kind__in=self.kinds)

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        theirs: dict[User, list[Deliverable]] = {}
        for one in self.of(planned).filter(person__in=people).select_related("person").order_by("due_at", "pk"):
            theirs.setdefault(one.person, []).append(one)
        return [mails.to_deliverable_owner(planned, who, owed, people[who.pk]) for who, owed in theirs.items()]


class NotEvaluated(Confirmed):
    """Those who were there, or had a place where nobody was marked, and have not said how it was."""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        found = super().rows(event, rule).filter(evaluation_given=None)
        return found.filter(_was_there()) if _is_kept(event) else found


class NoShows(Confirmed):
    """Those with a place who were not there, if the team marked who was."""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        found = super().rows(event, rule)
        return found.exclude(_was_there()) if _is_kept(event) else found.none()


def _was_there() -> Exists:
    return Exists(Attendance.objects.filter(registration=OuterRef("pk")))


def _is_kept(event: Event) -> bool:
    return Attendance.objects.filter(registration__event=event).exists()


ALL: dict[str, Audience] = {
    Name.CONFIRMED: Confirmed(),
    Name.PENDING: Pending(),
    Name.NOMINATED: Nominated(),
    Name.DETAILS: DetailsMissing(),
    Name.FREE_SEATS: FocalPoints(),
    Name.OFFERED: Offered(),
    Name.CONTRIBUTORS: Contributors(),
    Name.SLIDES: Owing(Deliverable.Kind.SLIDES),
    Name.REPORTS: Owing(Deliverable.Kind.REPORT, Deliverable.Kind.OTHER),
    Name.NOT_EVALUATED: NotEvaluated(),
    Name.NO_SHOWS: NoShows(),
}


def of(rule: ReminderRule) -> Audience:
    return ALL[rule.audience]
