"""Conditions with which experts accept their tasks: the team settles them, and the person is told."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.calendars.invites import has_session_invites
from events.calendars.services import revise
from events.contributors import notify as notices
from events.contributors.queries import contribution_of
from events.engagements.errors import ConditionGoneError
from events.models import Contributor, Event, Invite
from events.registration import transitions

Partstat = Invite.Partstat


@transaction.atomic
def settle(contributor: Contributor, *, answer: str, by: User) -> Contributor:
    """Record that the condition of a contributor is settled, and tell them with the answer of the team, which may be "".

    Raise ConditionGoneError if there is no open condition any more."""
    event = transitions.lock_event(contributor.session.event)
    task = Contributor.objects.select_related("session", "person").filter(pk=contributor.pk).first()
    if task is None or not task.has_open_condition:
        raise ConditionGoneError
    task.session.event = event
    task.condition_settled_at, task.condition_answer = now(), answer
    task.save(update_fields=["condition_settled_at", "condition_answer"])
    answer_calendar(event, task)
    contribution = contribution_of(event, task.person)
    count = notices.notify_settled(contribution, task) if contribution else 0
    line = f"✓ {task.name}, {task.get_role_display()}, {task.session.title}"
    history.record(event, history.What.CONTRIBUTORS, [line, history.people_notified(count)], by=by)
    if event.status != Event.Status.DRAFT:
        revise(event, significant=False)
    return task


def answer_calendar(event: Event, task: Contributor) -> None:
    """Set the answer of the entry that the calendar of a contributor shows: TENTATIVE while a condition of it is open.

    Without a condition, the calendar answers for itself. The event is locked."""
    session = task.session if has_session_invites(event) and task.session.starts_at else None
    # Somebody with a seat comes to the event in any case.
    entries = Invite.objects.filter(event=event, person=task.person_id, session=session, person__isnull=False)
    entries = entries.exclude(registration__status="confirmed")
    tasks = Contributor.objects.filter(session__event=event, person=task.person_id).exclude(condition="")
    tasks = tasks.filter(session=session) if session else tasks
    if tasks.filter(condition_settled_at=None).exists():
        entries.update(partstat=Partstat.TENTATIVE)
    else:
        entries.filter(partstat=Partstat.TENTATIVE).update(partstat=Partstat.ACCEPTED)
