"""Mails about changed sessions: to the people who chose them, and to their contributors."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from events.contributors import notify as contributors
from events.contributors.queries import Contribution, are_notified, contributions
from events.mails.context import SessionChange
from events.mails.writer import MailWriter
from events.models import Contributor, Event, Registration, SessionChoice
from events.registration.notify import draft, registration_context
from notifications.outbox import services as outbox

NAME = "session_changed"


@dataclass(frozen=True)
class SessionRecipients:
    """The people whom a change of sessions concerns, and the changes of those sessions that each person chose."""

    registrations: list[Registration]
    contributions: list[Contribution]
    chosen: Mapping[int, Sequence[SessionChange]]  # by the primary key of the registration


def recipients_of_sessions(
    event: Event, changes: Sequence[SessionChange], *, apart_from: Collection[int] = ()
) -> SessionRecipients:
    """Return the people who chose the changed sessions or contribute to them. Contributors get the mail as such.

    apart_from: keys of people who are notified as contributors anyway."""
    if not changes or not are_notified(event):
        return SessionRecipients([], [], {})
    by_session = {change.before.pk: change for change in changes}
    rows = Contributor.objects.filter(session__in=by_session, person__isnull=False).not_declined().order_by()
    people = {key for key in rows.values_list("person", flat=True) if key}
    chosen: defaultdict[int, list[SessionChange]] = defaultdict(list)
    choices = SessionChoice.objects.filter(session__in=by_session)
    for session, registration in choices.order_by("session", "pk").values_list("session", "registration"):
        chosen[registration].append(by_session[session])
    registrations = event.registrations.active().filter(pk__in=chosen).exclude(person__in=people)
    return SessionRecipients(
        list(registrations.select_related("person").order_by("pk")),
        contributions(event, people.difference(apart_from)) if people.difference(apart_from) else [],
        chosen,
    )


def notify_of_sessions(event: Event, changes: Sequence[SessionChange], *, apart_from: Collection[int] = ()) -> int:
    """Mail people the changes of the sessions that they chose or contribute to. Return the number of mails.

    apart_from: keys of people who are notified of changes as contributors anyway.
    The caller has locked the event and saved the sessions."""
    recipients = recipients_of_sessions(event, changes, apart_from=apart_from)
    writer, occasion = MailWriter(event), event.revised_at.isoformat()
    drafts = []
    for registration in recipients.registrations:
        registration.event = event
        context = replace(registration_context(registration), session_changes=recipients.chosen[registration.pk])
        drafts.append(draft(writer, NAME, context, f"{NAME}:{registration.pk}:{occasion}"))
    count = outbox.queue(*drafts)
    return count + contributors.notify_changed(event, recipients.contributions, occasion)
