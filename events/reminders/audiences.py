"""The members of each audience of reminders, and their mails: one class for each ReminderAudience."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from accounts.models import User
from events.contributors.queries import assignments_of, open_engagements
from events.mails.context import DetailsRequest, MailContext, ReminderFacts
from events.mails.writer import MailWriter
from events.models import (
    Assignment,
    Attendance,
    Contributor,
    Delegation,
    Deliverable,
    Engagement,
    Event,
    MissionRequest,
    NominationLink,
    PlannedReminder,
    Registration,
    RegistrationChange,
    ReminderAnchor,
    ReminderAudience,
    ReminderRule,
    Session,
)
from events.models.letter import lacks_letter
from events.registration import links, notify
from events.reminders import mails
from events.reminders import mission_audiences as _mission_audiences  # noqa: F401 (it declares members)
from events.reminders.members import MEMBERS, AudienceMembers, ReminderRecipients, key_of, members_of
from events.travel import queries as travel
from events.travel.notify import details_link
from notifications.outbox.services import Draft

Anchor, Audience = ReminderAnchor, ReminderAudience
Status = Registration.Status


class Registered(AudienceMembers):
    """People with a registration in the status that the declaration of the audience names."""

    person, since = "person", "created_at"
    paths: ClassVar[Mapping[str, str]] = {
        Anchor.SESSION_START: "session_choices__session",
        Anchor.NOMINATION_DEADLINE: "delegation__nomination_closes_at",
        Anchor.OFFER_LAPSE: "pk",
    }

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        registrations = Registration.objects.filter(event=event, status=self.audience.traits.status)
        if rule.mode and event.mode == Event.Mode.HYBRID:
            registrations = registrations.filter(mode=rule.mode)
        elif rule.mode and event.mode != rule.mode:
            registrations = registrations.none()
        if rule.condition == ReminderRule.Condition.NOT_ACCEPTED:
            registrations = registrations.exclude(invite__partstat="ACCEPTED")
        return registrations

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        session = _session(planned) if planned.rule.anchor == Anchor.SESSION_START else None
        registrations = self.rows_of(planned).filter(person__in=people)
        registrations = registrations.select_related("person", "delegation", "merged_into__person").order_by("pk")
        return [
            mails.to_registered(
                writer, planned, self.context(planned, registration, session), people[registration.person_id]
            )
            for registration in registrations
        ]

    def context(
        self, planned: PlannedReminder, registration: Registration, session: Session | None = None
    ) -> MailContext:
        """Return the facts for the mail. Audiences whose mail needs more facts extend it. session: its subject."""
        registration.event = planned.event
        facts = ReminderFacts(planned=planned, session=session)
        return replace(notify.registration_context(registration), reminder=facts)


def _session(planned: PlannedReminder) -> Session | None:
    session = Session.objects.select_related("venue__country").filter(pk=planned.about).first()
    if session:
        session.event = planned.event
    return session


@members_of(Audience.CONFIRMED)
class Confirmed(Registered):
    pass


@members_of(Audience.PENDING)
class Pending(Registered):
    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        # The mail says that the person need not do anything.
        return super().rows(event, rule).exclude(awaits_answer=True)


@members_of(Audience.NOMINATED)
class Nominated(Registered):
    pass


@members_of(Audience.OFFERED)
class Offered(Registered):
    since = ""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return super().rows(event, rule).filter(offer_expires_at__gt=now())


@members_of(Audience.DETAILS)
class DetailsMissing(Registered):
    """People with missing details. A person who was confirmed after the reminder was due has just been asked for them,
    and a person whom the team reminds by hand is not reminded by a rule on the same day."""

    since = "confirmed_at"

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        if not travel.accepts_details(event):
            return Registration.objects.none()
        missing = [one.registration.pk for one in travel.travellers_of(event) if one.missing]
        confirmations = RegistrationChange.objects.filter(registration=OuterRef("pk"), to_status=Status.CONFIRMED)
        last = confirmations.exclude(from_status=Status.CONFIRMED).order_by("-at").values("at")[:1]
        confirmed_at = Coalesce(Subquery(last), F("created_at"))
        return super().rows(event, rule).filter(pk__in=missing).alias(confirmed_at=confirmed_at)

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        wanted = people.keys() - travel.reminded_by_hand_today(planned.event)
        return [
            mails.to_registered(
                writer, planned, self._details_context(planned, one), people[one.registration.person_id]
            )
            for one in travel.travellers_of(planned.event, wanted)
            if one.missing
        ]

    def _details_context(self, planned: PlannedReminder, traveller: travel.Traveller) -> MailContext:
        context = self.context(planned, traveller.registration)
        return replace(
            context,
            links=replace(context.links, details=details_link(traveller.registration), join=""),
            details=DetailsRequest(has_travel=traveller.needs_travel_data, missing=traveller.missing),
        )


@members_of(Audience.FREE_SEATS)
class FocalPoints(AudienceMembers):
    """Focal points and alternates who have free seats and a valid link for nominations. Their mail contains the link.

    A row is a link with one of its delegations."""

    person = "person"
    paths: ClassVar[Mapping[str, str]] = {Anchor.NOMINATION_DEADLINE: "closes_at"}

    def concerned(self, delegation: str) -> Q:
        """Return the condition for the delegations of this audience. delegation: the path to one, with its end."""
        return Q(**{f"{delegation}seats__gt": F(f"{delegation}seats_taken") + F(f"{delegation}seats_named")})

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        filled = "event__delegations__"
        is_theirs = Q(**{f"{filled}focal_point": F("person")}) | Q(**{f"{filled}alternate__person": F("person")})
        valid_links = NominationLink.objects.filter(
            self.concerned(filled) & is_theirs, event=event, revoked_at=None, expires_at__gt=now()
        )
        return valid_links.annotate(closes_at=F(f"{filled}nomination_closes_at"))

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        concerned = Delegation.objects.filter(self.concerned(""), event=planned.event)
        if planned.rule.anchor in self.paths:
            concerned = concerned.filter(**{"nomination_closes_at": key_of(planned)})
        delegations: dict[int, list[Delegation]] = {}
        for delegation in concerned.select_related("country", "focal_point", "alternate__person", "letter"):
            for person in delegation.focal_points:
                delegations.setdefault(person.pk, []).append(delegation)
        keys = self.rows_of(planned).filter(person__in=people).values("pk")
        invitations = NominationLink.objects.filter(pk__in=keys, person__in=delegations)
        return [
            mails.to_focal_point(writer, planned, link, delegations[link.person_id], people[link.person_id])
            for link in invitations.select_related("person")
        ]


@members_of(Audience.LETTER_MISSING)
class LetterMissing(FocalPoints):
    """Focal points and alternates whose delegation needs an official letter, and has none or a returned one."""

    paths: ClassVar[Mapping[str, str]] = {Anchor.LETTER_DUE: "closes_at"}

    def concerned(self, delegation: str) -> Q:
        return Q(**{f"{delegation}event__requires_letter": True}) & lacks_letter(delegation)


@members_of(Audience.CONTRIBUTORS)
class Contributors(AudienceMembers):
    """Speakers, moderators and other contributors who have an account."""

    person = "person"
    paths: ClassVar[Mapping[str, str]] = {Anchor.SESSION_START: "session"}

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return Contributor.objects.filter(session__event=event, person__isnull=False).not_declined().order_by()

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        by_person: dict[User, list[Contributor]] = {}
        contributors = (
            self.rows_of(planned).filter(person__in=people).select_related("person", "session__venue__country")
        )
        for contributor in contributors.order_by("session__starts_at", "pk"):
            contributor.session.event = planned.event
            by_person.setdefault(contributor.person, []).append(contributor)
        return [
            mails.to_contributor(writer, planned, person, contributions, people[person.pk])
            for person, contributions in by_person.items()
        ]


class DeliverableOwners(AudienceMembers):
    """People and institutions with open deliverables of some kinds."""

    person = "person"
    paths: ClassVar[Mapping[str, str]] = {Anchor.DELIVERABLE_DUE: "pk"}
    kinds: ClassVar[tuple[Deliverable.Kind, ...]]

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        return self._open(event).filter(person__isnull=False)

    def _open(self, event: Event) -> QuerySet[Deliverable]:
        return Deliverable.objects.open().filter(event=event, kind__in=self.kinds)

    def recipients(self, event: Event, rule: ReminderRule) -> list[ReminderRecipients]:
        institutions = self._open(event).filter(request__isnull=False).exclude(request__contact_email="")
        # Their contacts have no account, so nobody knows their time zone: they follow the event, which is at their place.
        institutions = institutions.annotate(event_zone=Value(""))
        return [*super().recipients(event, rule), ReminderRecipients("request", "request", "event_zone", institutions)]

    def institution_drafts(self, planned: PlannedReminder, requests: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        by_request: dict[MissionRequest, list[Deliverable]] = {}
        (rows,) = (one.rows for one in self.recipients_of(planned) if one.column == "request")
        owed = rows.filter(request__in=requests).select_related("request__programme")
        for deliverable in owed.order_by("due_at", "pk"):
            by_request.setdefault(deliverable.request, []).append(deliverable)
        return [
            mails.to_institution(writer, planned, request, deliverables, requests[request.pk])
            for request, deliverables in by_request.items()
        ]

    def drafts(self, planned: PlannedReminder, people: dict[int, str]) -> list[Draft]:
        writer = MailWriter(planned.event)
        by_person: dict[User, list[Deliverable]] = {}
        deliverables = self.rows_of(planned).filter(person__in=people).select_related("person")
        for deliverable in deliverables.order_by("due_at", "pk"):
            by_person.setdefault(deliverable.person, []).append(deliverable)
        engagements = self.engagements(planned.event, by_person)
        assignments = self.assignments(planned.event, by_person)
        return [
            mails.to_deliverable_owner(
                writer,
                planned,
                person,
                owed,
                people[person.pk],
                engagement=engagements.get(person.pk),
                assignment=assignments.get(person.pk),
            )
            for person, owed in by_person.items()
        ]

    def engagements(self, event: Event, people: Collection[User]) -> Mapping[int | None, Engagement]:
        """Return the engagements whose links the mails contain, by the key of the person."""
        return {}

    def assignments(self, event: Event, people: Collection[User]) -> Mapping[int | None, Assignment]:
        """Return the same of experts of a mission."""
        return {}


@members_of(Audience.SLIDES)
class SlidesMissing(DeliverableOwners):
    kinds = (Deliverable.Kind.SLIDES,)

    def engagements(self, event: Event, people: Collection[User]) -> Mapping[int | None, Engagement]:
        return open_engagements(event, people)


@members_of(Audience.REPORTS)
class ReportsMissing(DeliverableOwners):
    kinds = (Deliverable.Kind.REPORT, Deliverable.Kind.COMMENTS, Deliverable.Kind.OTHER)

    def assignments(self, event: Event, people: Collection[User]) -> Mapping[int | None, Assignment]:
        return assignments_of(event, [person.pk for person in people])


@members_of(Audience.NOT_EVALUATED)
class NotEvaluated(Registered):
    """Participants without an evaluation: those who attended, or all who were confirmed if no attendance was taken."""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        registrations = super().rows(event, rule).filter(evaluation_given=None)
        return registrations.filter(_attended()) if _has_attendance(event) else registrations

    def context(
        self, planned: PlannedReminder, registration: Registration, session: Session | None = None
    ) -> MailContext:
        context = super().context(planned, registration, session)
        return replace(context, links=replace(context.links, evaluation=links.evaluation_link(registration)))


@members_of(Audience.NO_SHOWS)
class NoShows(Registered):
    """Confirmed participants who did not attend; none if no attendance was taken."""

    def rows(self, event: Event, rule: ReminderRule) -> QuerySet[Any]:
        registrations = super().rows(event, rule)
        return registrations.exclude(_attended()) if _has_attendance(event) else registrations.none()


def _attended() -> Exists:
    return Exists(Attendance.objects.filter(registration=OuterRef("pk")))


def _has_attendance(event: Event) -> bool:
    return Attendance.objects.filter(registration__event=event).exists()


def require_members() -> None:
    """Raise ImproperlyConfigured unless each audience has a class here, with a path for each anchor that needs one."""
    for audience in Audience:
        members = MEMBERS.get(audience)
        if members is None:
            raise ImproperlyConfigured(
                f"The audience {audience!r} needs a class in {__name__}, decorated with members_of()."
            )
        for anchor in audience.traits.anchors:
            if anchor.traits.has_many and anchor not in members.paths:
                raise ImproperlyConfigured(f"{type(members).__name__}.paths needs a path for the anchor {anchor!r}.")


require_members()


def of(rule: ReminderRule) -> AudienceMembers:
    """Return the class that finds the members of the audience of rule."""
    return MEMBERS[rule.audience]
