"""What people contribute to an event, and who of them is told as one who does."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from events.calendars.inviting import Guest, role_of
from events.models import Contributor, Event, Invite, Registration


@dataclass(frozen=True)
class Contribution:
    """What one person contributes to an event, session by session, beside their registration, if they have one."""

    event: Event
    person: User
    contributors: list[Contributor]
    registration: Registration | None = None
    invite: Invite | None = None

    @property
    def guest(self) -> Guest:
        return Guest(self.person, self.registration)

    @property
    def has_place(self) -> bool:
        return self.guest.has_place

    @property
    def calendar_role(self) -> Invite.Role:
        """As what their calendar asks them."""
        return role_of(self.event, self.guest, {one.role for one in self.contributors})

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
    rows = Contributor.objects.filter(session__event=event, person__is_active=True).select_related("person", "session")
    if people is not None:
        rows = rows.filter(person__in=people)
    theirs: dict[User, list[Contributor]] = {
        person: [] for person in User.objects.filter(pk__in=people or (), is_active=True).order_by("pk")
    }
    for row in rows.order_by("session__starts_at", "session__position", "pk"):
        row.session.event = event
        theirs.setdefault(row.person, []).append(row)
    if not theirs:
        return []
    registrations = {one.person_id: one for one in event.registrations.filter(person__in=theirs)}
    invites = {one.person_id: one for one in event.invites.filter(person__in=theirs)}
    return [
        Contribution(event, person, ones, registrations.get(person.pk), invites.get(person.pk))
        for person, ones in theirs.items()
    ]


def without_place(event: Event) -> list[Contribution]:
    """Return the contributions of those who are told as contributors: who has a place is told as a participant."""
    return [one for one in contributions(event) if not one.has_place]


def are_told(event: Event) -> bool:
    """Say whether contributors are told of what becomes of them: once the event is published, until it is over."""
    return event.is_ahead
