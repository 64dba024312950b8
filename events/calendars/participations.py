"""What connects a person with events: registrations, tasks, sessions and invites, for their personal feed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from accounts.models import User
from events.calendars.entry_times import is_busy
from events.calendars.invites import has_session_invites
from events.models import Contributor, Event, Invite, Meeting, Registration, Session, SessionChoice

Status = Registration.Status


@dataclass
class Participation:
    """What connects one person with one event: registration, tasks, sessions and invites.

    visited: the sessions of a study visit that are for all its travellers. They travel from one to the next, so the entry
    of the event does not tell where they are."""

    event: Event
    registration: Registration | None = None
    contributes: bool = False
    chosen: dict[int, Session] = field(default_factory=dict)
    spoken: dict[int, Session] = field(default_factory=dict)
    visited: dict[int, Session] = field(default_factory=dict)
    invites: dict[int | None, Invite] = field(default_factory=dict)  # by session

    @property
    def is_confirmed(self) -> bool:
        return self.registration is not None and self.registration.status == Status.CONFIRMED

    @property
    def undecided(self) -> str:
        """The status of an undecided registration with a reserved seat; "" for a person who takes part for certain."""
        registration = self.registration
        if self.is_confirmed or self.contributes or registration is None or not registration.is_in_calendar:
            return ""
        return registration.status

    @property
    def takes_part(self) -> bool:
        return self.contributes or (self.registration is not None and self.registration.is_in_calendar)

    @property
    def blocks_time(self) -> bool:
        """Whether the entry of the event takes the time of this person, so that its sessions need not."""
        is_asked_for_all = self.is_confirmed or (self.contributes and not has_session_invites(self.event))
        return is_asked_for_all and is_busy(self.event)

    @property
    def changed_at(self) -> datetime:
        sent = [invite.sent_at for invite in self.invites.values() if invite.sent_at]
        updated = [self.registration.updated_at] if self.registration else []
        return max([self.event.revised_at, *updated, *sent])

    def invite_for(self, session: Session | None) -> Invite:
        """Return the invite to a session, or to the event for None. Without one, return an unsaved invite."""
        key = session.pk if session else None
        invite = self.invites.get(key) or Invite(session=session)
        entry = self.invites.get(None)
        invite.event, invite.session, invite.event_uid = self.event, session, entry.uid if entry else self.event.uid
        return invite

    def sequence(self, session: Session | None = None) -> int:
        invite = self.invites.get(session.pk if session else None)
        shifts = [invite.sequence_shift if invite else 0, self.registration.sequence_shift if self.registration else 0]
        return (session or self.event).sequence + max(shifts)


def participations(person: User) -> list[Participation]:
    """Return what connects person with each of their events. Run two queries."""
    parts = {event.pk: _participation(event, person) for event in _events_of(person)}
    for session in _sessions_of(person):
        part = parts[session.event_id]
        session.event = part.event
        if session.is_spoken:
            part.contributes = True
            part.spoken[session.pk] = session
        if session.is_chosen:
            part.chosen[session.pk] = session
        if session.is_visited:
            part.visited[session.pk] = session
        _add_invite(part, session, person)
    return list(parts.values())


def _participation(event: Any, person: User) -> Participation:
    part = Participation(event, registration=getattr(event, "own_registration", None))
    _add_invite(part, event, person)
    return part


def _add_invite(part: Participation, row: Any, person: User) -> None:
    # Django sets no attribute for a filtered relation without a row.
    if invite := getattr(row, "own_invite", None):
        invite.person = person
        if isinstance(row, Session):
            invite.session = row
        part.invites[invite.session_id] = invite


def _events_of(person: User) -> Iterable[Any]:
    """Return the events of person, each with own_registration and own_invite, if the person has them."""
    invite = Q(invites__person=person, invites__session=None)
    spoken = Contributor.objects.filter(person=person).not_declined()
    return (
        Event.objects.filter(
            Q(pk__in=Registration.objects.filter(person=person).values("event"))
            | Q(pk__in=Invite.objects.filter(person=person).values("event"))
            | Q(pk__in=spoken.values("session__event"))
        )
        .annotate(
            own_registration=FilteredRelation("registrations", condition=Q(registrations__person=person)),
            own_invite=FilteredRelation("invites", condition=invite),
        )
        .select_related("own_registration", "own_invite", "programme", "venue__country")  # type: ignore[misc]  # annotated
        .order_by("pk")
    )


def _sessions_of(person: User) -> Iterable[Any]:
    """Return the sessions that person chose, contributes to, visits or was invited to, each with own_invite, if the person
    has one."""
    spoken = Contributor.objects.filter(person=person).not_declined().order_by()
    chosen = SessionChoice.objects.filter(registration__person=person).order_by()
    visited = _visited_by(person)
    return (
        Session.objects.filter(
            Q(pk__in=spoken.values("session"))
            | Q(pk__in=chosen.values("session"))
            | Q(pk__in=visited.values("pk"))
            | Q(pk__in=Invite.objects.filter(person=person, session__isnull=False).values("session"))
        )
        .annotate(
            is_spoken=Exists(spoken.filter(session=OuterRef("pk"))),
            is_chosen=Exists(chosen.filter(session=OuterRef("pk"))),
            is_visited=Exists(visited.filter(pk=OuterRef("pk"))),
            own_invite=FilteredRelation("invites", condition=Q(invites__person=person)),
        )
        .select_related("own_invite", "venue__country")  # type: ignore[misc]  # annotated
        .order_by("pk")
    )


def _visited_by(person: User) -> QuerySet[Session]:
    """Return the sessions for all travellers of the study visits in which person has a place. Meals are no entries."""
    places = Registration.objects.filter(person=person, status=Status.CONFIRMED, event__kind=Event.Kind.STUDY_VISIT)
    sessions = Session.objects.filter(event__in=places.exclude(mode=Registration.Mode.ONLINE).values("event"))
    sessions = sessions.filter(is_optional=False).exclude(kind=Session.Kind.BREAK)
    return sessions.exclude(meeting__status__in=Meeting.OFF).order_by()
