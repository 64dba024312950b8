"""Tell travellers which sessions and meetings of their programme have moved, after the programme was sent to them.

A version of the agenda is one mail for each person. Contributors, and those who chose a session, get other mails about it:
see events.updates.session_notices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.db.models import prefetch_related_objects
from django.utils.timezone import now

from accounts.models import User
from events.agenda.followers import ChangeFollower
from events.journeys.links import journey_link
from events.journeys.people import travellers_of
from events.mails.context import MailContext, MailLinks, SessionChange
from events.mails.writer import MailWriter
from events.models import Event, Meeting, Session
from notifications.models import Message
from notifications.outbox import services as outbox

MOVED = "programme_moved"
# Who got one of these mails knows the times of their programme.
SENT = ("journey_link", "journey_tomorrow")
KINDS = (Event.Kind.EXPERT_MISSION, Event.Kind.STUDY_VISIT)


def with_programme(event: Event) -> set[int]:
    """Return the keys of the people to whom their programme was sent. One query; none for other kinds of events."""
    if event.kind not in KINDS or event.status != Event.Status.PUBLISHED:
        return set()
    sent = Message.objects.filter(topic=event.mail_topic, kind__in=SENT, recipient__isnull=False)
    return {key for key in sent.values_list("recipient", flat=True) if key is not None}


def affected(event: Event, changes: Sequence[SessionChange]) -> Mapping[User, Sequence[SessionChange]]:
    """Return who takes part in what moves, or no longer takes place, with these changes. A fixed number of queries.

    Only the start and the place count. What is over concerns nobody, nor does a meeting that is cancelled: that was told
    then. A meeting whose host has declined may find another host, so only its removal or cancellation is told."""
    moved = [change for change in changes if _is_moved(change)]
    if not moved or not (known := with_programme(event)):
        return {}
    sessions = [change.before.pk for change in moved]
    off = dict(Meeting.objects.filter(session__in=sessions, status__in=Meeting.OFF).values_list("session", "status"))
    found: defaultdict[User, list[SessionChange]] = defaultdict(list)
    for traveller in travellers_of(event).values():
        if traveller.person.pk not in known:
            continue
        for change in moved:
            session = change.before
            has_other_mail = session.pk in traveller.tasks or session.pk in traveller.chosen
            attends = traveller.attends(session.pk, is_optional=(change.after or session).is_optional)
            is_told = session.pk not in off or (change.after is None and off[session.pk] == Meeting.Status.DECLINED)
            if attends and not has_other_mail and is_told:
                found[traveller.person].append(change)
    return found


def notify(event: Event, people: Mapping[User, Sequence[SessionChange]]) -> int:
    """Mail each person their changes in one mail, in local times. Return the number of mails. The event is locked."""
    sessions = [one for changes in people.values() for change in changes for one in _sessions(change)]
    prefetch_related_objects(list({id(one): one for one in sessions}.values()), "venue__country")
    writer, occasion = MailWriter(event), uuid4()
    return outbox.queue(
        *(
            writer.draft(
                MOVED,
                MailContext(
                    event=event,
                    person=person,
                    links=MailLinks(journey=journey_link(event, person)),
                    session_changes=changes,
                ),
                f"{MOVED}:{event.pk}:{person.pk}:{occasion}",
            )
            for person, changes in people.items()
        )
    )


def _is_moved(change: SessionChange) -> bool:
    before, after = change.before, change.after
    if before.starts_at is None:  # a first time is no move
        return False
    if max((one.ends_at for one in _sessions(change) if one.ends_at), default=before.starts_at) < now():
        return False
    return after is None or _where_and_when(before) != _where_and_when(after)


def _where_and_when(session: Session) -> tuple[object, ...]:
    return (session.starts_at, session.timezone, session.venue_id, session.room, session.host_institution)


def _sessions(change: SessionChange) -> list[Session]:
    return [one for one in (change.before, change.after) if one is not None]


FOLLOWER = ChangeFollower(affected=affected, notify=notify)
