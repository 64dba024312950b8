"""Which entries the calendar of a contributor gets: one for the event, or one for each session of an event that is longer
than a day (decision 0023)."""

from collections.abc import Iterator

from events.calendars.invites import Invitee, Method, has_session_invites
from events.contributors.queries import Contribution
from events.models import Event, Session

Messages = list[tuple[Invitee, Method]]


def messages_after_change(contribution: Contribution) -> Messages:
    """Return the iTIP messages that a changed contribution needs, with NONE where a calendar is up to date.

    Entries that the person no longer contributes to are removed, except the event in which they have a seat."""
    wanted = _wanted(contribution)
    requests: Messages = [
        (_invitee(contribution, session), Method.NONE if _is_current(contribution, session) else Method.REQUEST)
        for session in wanted
    ]
    return [*requests, *_removals(contribution, wanted)]


def messages_of_update(contribution: Contribution, method: Method) -> Messages:
    """Return the iTIP messages about a change of the event to a contributor. method: REQUEST, or CANCEL if the event is
    cancelled."""
    if method == Method.CANCEL:
        return list(_removals(contribution, []))
    wanted = _wanted(contribution)
    return [
        *((_invitee(contribution, session), method) for session in wanted),
        *_removals(contribution, wanted),
    ]


def messages_for_sessions(contribution: Contribution, method: Method) -> Messages:
    """Return the messages of messages_of_update() for a person who gets the entry of the event as a participant."""
    return [
        (invitee, wanted) for invitee, wanted in messages_of_update(contribution, method) if invitee.session is not None
    ]


def _wanted(contribution: Contribution) -> list[Session | None]:
    """Return the sessions that have an entry of their own, in the order of their times; None stands for the event."""
    if not contribution.contributors:
        return [None] if contribution.has_whole_event else []
    event = contribution.event
    # An expert of a mission has the entry of the mission, too.
    whole: list[Session | None] = [None] if contribution.assignment else []
    if event.status == Event.Status.POSTPONED and not event.is_dated:
        # Their calendars keep what they show; it is not known which form the event will have.
        held = {row.session_id: row.session for row in contribution.contributors if _is_held(contribution, row.session)}
        return [*whole, *held.values()] or [None]
    if not has_session_invites(event):
        return [None]
    sessions = {row.session_id: row.session for row in contribution.contributors if row.session.starts_at}
    # Without times of sessions, the calendar shows at least the event.
    return [*whole, *sessions.values()] or [None]


def _is_held(contribution: Contribution, session: Session) -> bool:
    invite = contribution.invite_for(session)
    return invite is not None and invite.is_held


def _is_current(contribution: Contribution, session: Session | None) -> bool:
    invite = contribution.invite_for(session)
    if invite is None or not invite.is_held:
        return False
    if session is None:
        return invite.role == contribution.calendar_role
    return invite.sequence is not None and invite.sequence - invite.sequence_shift >= session.sequence


def _removals(contribution: Contribution, wanted: list[Session | None]) -> Iterator[tuple[Invitee, Method]]:
    keys = {session.pk if session else None for session in wanted}
    for key, invite in contribution.invites.items():
        stays = key is None and contribution.has_place and bool(contribution.contributors)
        if invite.is_held and key not in keys and not stays:
            yield _invitee(contribution, invite.session), Method.CANCEL


def entry_of(contribution: Contribution, session: Session) -> Invitee:
    """Return whom the entry is for in which the calendar of a contributor shows session."""
    return _invitee(contribution, session if has_session_invites(contribution.event) and session.starts_at else None)


def _invitee(contribution: Contribution, session: Session | None) -> Invitee:
    if session is not None:
        session.event = contribution.event
    tasks = [row for row in contribution.contributors if session is None or row.session_id == session.pk]
    # An entry of the event belongs to somebody with a seat as a participant, too: they come in any case.
    is_tentative = any(task.has_open_condition for task in tasks) and not (session is None and contribution.has_place)
    return Invitee(contribution.person, contribution.registration, session, is_tentative=is_tentative)
