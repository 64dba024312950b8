"""What people contribute to an event, and who of them is told as one who does."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from events.calendars.invites import Invitee, role_for
from events.models import Contributor, Event, Invite, Registration, Session


@dataclass(frozen=True)
class Contribution:
    """What one person contributes to an event, session by session, beside their registration, if they have one."""

    event: Event
    person: User
    contributors: list[Contributor]
    registration: Registration | None = None
    invite: Invite | None = None

    @property
    def guest(self) -> Invitee:
        return Invitee(self.person, self.registration)

    @property
    def has_place(self) -> bool:
        return self.guest.is_confirmed

    @property
    def calendar_role(self) -> Invite.Role:
        """As what their calendar asks them."""
        return role_for(self.event, self.guest, {one.role for one in self.contributors})

    @property
    def is_held(self) -> bool:
        """Whether their calendar shows the event, as far as we know."""
        return self.invite is not None and self.invite.is_held

    def knows(self, revision: datetime) -> bool:
        """Say whether they were sent the event, in this revision of it, already."""
        return self.is_held and bool(self.invite and self.invite.revision and self.invite.revision >= revision)


def contributions(event: Event, people: Collection[int] | None = None) -> list[Contribution]:
    """Return what people contribute to event, by the order of their first session: of those with these keys, or of all
    who have an address and are not shut out. Of people who contribute nothing, too, if their keys are given. A fixed
    number of queries."""
    rows = Contributor.objects.filter(session__event=event, person__is_active=True).select_related(
        "person", "session__venue__country"
    )
    if people is not None:
        rows = rows.filter(person__in=people)
    theirs: dict[User, list[Contributor]] = {
        person: [] for person in User.objects.filter(pk__in=people or (), is_active=True).order_by("pk")
    }
    for row in rows.order_by("session__starts_at", "session__position", "pk"):
        row.session.event = event
        theirs.setdefault(row.person, []).append(row)  # type: ignore[arg-type]
    if not theirs:
        return []
    registrations = {one.person_id: one for one in event.registrations.filter(person__in=theirs)}
    invites = {one.person_id: one for one in event.invites.filter(person__in=theirs)}
    return [
        Contribution(event, person, ones, registrations.get(person.pk), invites.get(person.pk))
        for person, ones in theirs.items()
    ]


def contributors_without_seat(event: Event) -> list[Contribution]:
    """Return the contributions of those who are told as contributors: who has a place is told as a participant."""
    return [one for one in contributions(event) if not one.has_place]


def are_notified(event: Event) -> bool:
    """Say whether contributors are told of what becomes of them: once the event is published, until it is over."""
    return event.is_ahead


@dataclass(frozen=True)
class ContributorRow:
    """A contributor as the team sees them, with what their calendar was sent and answered."""

    contributor: Contributor
    invite: Invite | None
    has_place: bool

    @property
    def is_invited(self) -> bool:
        return self.invite is not None and self.invite.is_held

    @property
    def declines(self) -> bool:
        return self.is_invited and self.invite is not None and self.invite.partstat == Invite.Partstat.DECLINED


def by_session(event: Event) -> list[tuple[Session, list[ContributorRow]]]:
    """Return the sessions of event, in order, with who contributes to each. A fixed number of queries."""
    rows = Contributor.objects.filter(session__event=event).select_related("person").order_by("pk")
    found: dict[int, list[Contributor]] = {}
    for row in rows:
        found.setdefault(row.session_id, []).append(row)
    people = [row.person_id for row in rows if row.person_id]
    invites = {invite.person_id: invite for invite in event.invites.filter(person__in=people)}
    placed = set(event.registrations.confirmed().filter(person__in=people).values_list("person", flat=True))
    sessions = []
    for session in event.sessions.all():
        session.event = event
        theirs = [
            ContributorRow(row, invites.get(row.person_id), row.person_id in placed)
            for row in found.get(session.pk, [])
        ]  # type: ignore[arg-type]
        sessions.append((session, theirs))
    return sessions


def declined_names(sessions: list[tuple[Session, list[ContributorRow]]]) -> list[str]:
    """Return the names of those whose calendars decline, each once."""
    return list(dict.fromkeys(row.contributor.name for _session, rows in sessions for row in rows if row.declines))


def contribution_of(event: Event, person: User | None) -> Contribution | None:
    """Return what person contributes to event; None for nobody, and for who was shut out."""
    found = contributions(event, [person.pk]) if person else []
    return found[0] if found else None
