"""The contributions of people to an event, and the contributors who get notices as contributors."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from accounts.models.search import matches_words
from events.calendars.invites import Invitee, role_for
from events.models import Assignment, Contributor, Engagement, Event, Invite, Registration, Session, Slides

MOST_FOUND = 20  # contributors in the result of a search


@dataclass(frozen=True)
class Contribution:
    """All contributions of one person to an event, with their registration and their invites, if they have them.

    invites: by the key of the session; None is that of the event."""

    event: Event
    person: User
    contributors: list[Contributor]
    registration: Registration | None = None
    invites: dict[int | None, Invite] = field(default_factory=dict)
    engagement: Engagement | None = None  # with a personal link that works
    # For an expert of a mission: they have the entry of the whole event, beside those of their meetings.
    assignment: Assignment | None = None

    @property
    def guest(self) -> Invitee:
        return Invitee(self.person, self.registration)

    @property
    def has_place(self) -> bool:
        return self.guest.is_confirmed

    @property
    def has_whole_event(self) -> bool:
        """Whether the person belongs to the event as a whole: with a seat, or as an expert of the mission."""
        return self.has_place or self.assignment is not None

    @property
    def calendar_role(self) -> Invite.Role:
        """The role of the person in the calendar invite."""
        return role_for(self.event, self.guest, {contributor.role for contributor in self.contributors})

    def invite_for(self, session: Session | None) -> Invite | None:
        """Return the invite to a session, or to the event for None."""
        return self.invites.get(session.pk if session else None)

    @property
    def held(self) -> list[Invite]:
        """The invites that the person's calendar shows, according to what was sent."""
        return [invite for invite in self.invites.values() if invite.is_held]

    @property
    def is_held(self) -> bool:
        return bool(self.held)

    def knows(self, revision: datetime) -> bool:
        """Return whether the person has already got this revision of the event, or a later one."""
        return self.is_held and all(invite.revision and invite.revision >= revision for invite in self.held)


def contributions(event: Event, people: Collection[int] | None = None) -> list[Contribution]:
    """Return the contributions to event, one for each person, by the start of their first session.

    A task that the person has declined is no contribution. The experts of a mission contribute without a task, too.
    `people` limits the result to people with these keys, and includes those of them who contribute nothing. Without it,
    return all contributors with an account. Leave out closed accounts. Run a fixed number of queries."""
    rows = Contributor.objects.filter(session__event=event, person__is_active=True).not_declined()
    rows = rows.select_related("person", "session__venue__country")
    if people is not None:
        rows = rows.filter(person__in=people)
    by_person: dict[User, list[Contributor]] = {
        person: [] for person in User.objects.filter(pk__in=people or (), is_active=True).order_by("pk")
    }
    for row in rows.order_by("session__starts_at", "session__position", "pk"):
        row.session.event = event
        if row.person is not None:
            by_person.setdefault(row.person, []).append(row)
    assignments = assignments_of(event, people)
    for assignment in assignments.values():
        if assignment.expert.person is not None:
            by_person.setdefault(assignment.expert.person, [])
    if not by_person:
        return []
    registrations = {row.person_id: row for row in event.registrations.filter(person__in=by_person)}
    invites: dict[int, dict[int | None, Invite]] = {}
    for invite in event.invites.filter(person__in=by_person).select_related("session__venue__country"):
        invites.setdefault(invite.person_id, {})[invite.session_id] = invite
    engagements = open_engagements(event, by_person)
    return [
        Contribution(
            event,
            person,
            contributors,
            registrations.get(person.pk),
            invites.get(person.pk, {}),
            engagements.get(person.pk),
            assignments.get(person.pk),
        )
        for person, contributors in by_person.items()
    ]


def assignments_of(event: Event, people: Collection[int] | None = None) -> dict[int | None, Assignment]:
    """Return the assignments of the experts who were selected for a mission, by the key of the person.

    people: only of those with these keys. One query for a mission; none for other events."""
    if event.kind != Event.Kind.EXPERT_MISSION:
        return {}
    rows = Assignment.objects.filter(
        mission__event=event, status__in=Assignment.ON_MISSION, expert__person__is_active=True
    )
    if people is not None:
        rows = rows.filter(expert__person__in=people)
    found: dict[int | None, Assignment] = {}
    for row in rows.select_related("expert__person", "mission").order_by("pk"):
        row.mission.event = event
        found[row.expert.person_id] = row
    return found


def open_engagements(event: Event, people: Collection[User]) -> dict[int | None, Engagement]:
    """Return the engagements of people whose personal link works, by the key of the person. One query."""
    rows = event.engagements.filter(mailed_at__isnull=False, revoked_at__isnull=True, expert__person__in=people)
    found: dict[int | None, Engagement] = {}
    for row in rows.select_related("expert__person"):
        row.event = event
        found[row.expert.person_id] = row
    return found


def contributors_without_seat(event: Event) -> list[Contribution]:
    """Return the contributions of people without a seat. People with a seat get the notices of participants."""
    return [contribution for contribution in contributions(event) if not contribution.has_place]


def are_notified(event: Event) -> bool:
    """Return whether contributors get notices: after the event is published, until it is over."""
    return event.is_ahead


@dataclass(frozen=True)
class ContributorRow:
    """A row of the organisers' page: a contributor with the answer of their calendar."""

    contributor: Contributor
    invite: Invite | None
    has_place: bool
    engagement: Engagement | None = None

    @property
    def slides(self) -> Slides | None:
        return getattr(self.contributor, "slides", None)

    @property
    def is_invited(self) -> bool:
        return self.invite is not None and self.invite.is_held

    @property
    def declines(self) -> bool:
        return self.is_invited and self.invite is not None and self.invite.partstat == Invite.Partstat.DECLINED


def by_session(event: Event) -> list[tuple[Session, list[ContributorRow]]]:
    """Return the sessions of event in their order, each with its contributors. Run a fixed number of queries."""
    rows_of_event = Contributor.objects.filter(session__event=event).select_related("person", "slides", "session")
    contributors = list(rows_of_event.order_by("pk"))
    engagements = {engagement.expert_id: engagement for engagement in event.engagements.all()}
    people = [contributor.person_id for contributor in contributors if contributor.person_id is not None]
    invites = {(invite.person_id, invite.session_id): invite for invite in event.invites.filter(person__in=people)}
    confirmed = set(event.registrations.confirmed().filter(person__in=people).values_list("person", flat=True))
    rows: dict[int, list[ContributorRow]] = {}
    for contributor in contributors:
        key = contributor.person_id
        invite = None
        if key is not None:
            own, of_event = invites.get((key, contributor.session_id)), invites.get((key, None))
            invite = own if own and own.is_held else of_event or own
        engagement = engagements.get(contributor.expert_id) if contributor.expert_id else None
        row = ContributorRow(contributor, invite, key in confirmed, engagement)
        rows.setdefault(contributor.session_id, []).append(row)
    sessions = list(event.sessions.all())
    for session in sessions:
        session.event = event
    return [(session, rows.get(session.pk, [])) for session in sessions]


def declined_names(sessions: list[tuple[Session, list[ContributorRow]]]) -> list[str]:
    """Return the names of the contributors whose calendars decline, each once."""
    return list(dict.fromkeys(row.contributor.name for _session, rows in sessions for row in rows if row.declines))


def refused_rows(sessions: list[tuple[Session, list[ContributorRow]]]) -> list[ContributorRow]:
    """Return the contributors who have declined by their link."""
    return [row for _session, rows in sessions for row in rows if row.contributor.has_declined]


def open_conditions(sessions: list[tuple[Session, list[ContributorRow]]]) -> list[ContributorRow]:
    """Return the contributors who have accepted with a condition that is open."""
    return [row for _session, rows in sessions for row in rows if row.contributor.has_open_condition]


def search_contributors(event: Event, words: str) -> list[Contributor]:
    """Return the contributors of event whose name or organisation has all words, with their sessions; at most MOST_FOUND.

    Accents and spaces do not matter. One query; none for an empty text."""
    wanted = matches_words(["search_text"], words)
    if wanted is None:
        return []
    found = Contributor.objects.filter(wanted, session__event=event).select_related("session")
    return list(found.order_by("name", "pk")[:MOST_FOUND])


def contribution_of(event: Event, person: User | None) -> Contribution | None:
    """Return the contribution of person to event. Return None without a person, and for a closed account."""
    return next(iter(contributions(event, [person.pk])), None) if person else None
