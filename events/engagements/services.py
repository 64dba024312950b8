"""Invite experts to an event by personal link, and record their answers. Each function is one transaction that locks the
event."""

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from accounts.security_log import SecurityEvent, record
from events import history
from events.calendars.services import revise
from events.contributors import notify as notices
from events.contributors import services as contributors
from events.contributors.queries import are_notified, contribution_of
from events.engagements import conditions, mails
from events.engagements.errors import AllAnsweredError, NoAddressError, NotAheadError, TaskGoneError
from events.experts import directory
from events.mails import rules
from events.models import Contributor, Engagement, Event
from events.models.engagement import new_engagement_key, new_mail_tag
from events.registration import transitions

Invitation = Contributor.Invitation


@transaction.atomic
def invite(contributor: Contributor, *, by: User) -> Engagement:
    """Ask a person by mail whether they accept their tasks in the event: this one, and all that they were not asked about.

    The mail has the personal link. Raise NoAddressError without an account, AllAnsweredError if there is nothing to ask,
    and EventNotTakingPlaceError for an event that is over or cancelled."""
    event = transitions.lock_event(contributor.session.event)
    rules.require(event, mails.INVITED)
    contributor = _fresh(contributor)
    person = contributor.person
    if person is None or not person.is_active:
        raise NoAddressError
    if contributor.expert_id is None:
        directory.adopt(Contributor.objects.filter(pk=contributor.pk))
        contributor.refresh_from_db()
    tasks = Contributor.objects.filter(session__event=event, person=person)
    tasks.filter(expert=None).update(expert=contributor.expert)
    asked = tasks.filter(invitation=Invitation.NONE) | tasks.filter(pk=contributor.pk, invitation=Invitation.DECLINED)
    if not asked.exists():
        raise AllAnsweredError
    asked.update(invitation=Invitation.INVITED, invited_at=now(), answered_at=None, decline_reason="")
    engagement, _is_new = Engagement.objects.get_or_create(event=event, expert=contributor.expert)
    _open_link(engagement)
    mails.notify_invited(engagement)
    history.record(event, history.What.CONTRIBUTORS, [_line(contributor, "✉"), history.people_notified(1)], by=by)
    return engagement


@transaction.atomic
def send_link(engagement: Engagement, *, by: User) -> None:
    """Mail the link again. An ended link is replaced by a new one."""
    event = transitions.lock_event(engagement.event)
    rules.require(event, mails.INVITED)
    engagement = _engagement(engagement)
    _open_link(engagement)
    mails.notify_link(engagement)
    history.record(event, history.What.CONTRIBUTORS, [history.people_notified(1)], by=by)


@transaction.atomic
def revoke_link(engagement: Engagement, *, by: User) -> None:
    """End the personal link: somebody else may have it. The person cannot renew it; the team can send a new one."""
    transitions.lock_event(engagement.event)
    Engagement.objects.filter(pk=engagement.pk, mailed_at__isnull=False).update(
        revoked_at=now(), key=new_engagement_key()
    )
    record(SecurityEvent.LINK_REVOKED, actor=by, subject=engagement.expert.person_id, purpose="engagement")


@transaction.atomic
def accept(engagement: Engagement, pk: int, *, condition: str = "") -> Contributor:
    """Record that the person accepts a task, perhaps with a condition, which the team settles.

    Their calendar gets what it lacks, if the event is published. While the condition is open, the answer of the calendar
    is TENTATIVE. Raise TaskGoneError if the task is not theirs, and NotAheadError for an event that is over or
    cancelled."""
    event, task = _lock_task(engagement, pk)
    if task.invitation == Invitation.ACCEPTED and task.condition == condition:
        return task
    _answer(task, Invitation.ACCEPTED, condition=condition)
    history.record(event, history.What.CONTRIBUTORS, [_line(task, "✓ ?" if condition else "✓")], by=task.person)
    conditions.answer_calendar(event, task)
    contribution = contribution_of(event, task.person)
    if are_notified(event) and contribution is not None and notices.lacks_entry(contribution):
        notices.invite_again(event, contribution)
    if event.status != Event.Status.DRAFT:
        revise(event, significant=False)
    return task


@transaction.atomic
def decline(engagement: Engagement, pk: int, *, reason: str = "") -> Contributor:
    """Record that the person declines a task, or withdraws from it. The team finds it in its work list.

    From now on, public pages do not name the person for it, and their calendar does not show it. Raise what accept() raises."""
    event, task = _lock_task(engagement, pk)
    if task.invitation == Invitation.DECLINED:
        return task
    _answer(task, Invitation.DECLINED, reason=reason)
    history.record(event, history.What.CONTRIBUTORS, [_line(task, "✗")], by=task.person)
    contributors.follow_decline(event, task.person)
    return task


@transaction.atomic
def save_needs(engagement: Engagement, *, equipment: str, needs: str) -> None:
    """Save what the person needs at the event."""
    engagement.equipment, engagement.needs = equipment, needs
    engagement.save(update_fields=["equipment", "needs"])


def _fresh(contributor: Contributor) -> Contributor:
    fresh = Contributor.objects.select_related("session", "person", "expert").filter(pk=contributor.pk).first()
    if fresh is None:
        raise TaskGoneError
    return fresh


def _engagement(engagement: Engagement) -> Engagement:
    return Engagement.objects.select_related("expert__person", "event__programme").get(pk=engagement.pk)


def _open_link(engagement: Engagement) -> None:
    if engagement.revoked_at:
        engagement.key, engagement.mail_tag, engagement.revoked_at = new_engagement_key(), "", None
    engagement.mail_tag = engagement.mail_tag or new_mail_tag()
    engagement.mailed_at = now()
    engagement.save(update_fields=["key", "mail_tag", "revoked_at", "mailed_at"])


def _lock_task(engagement: Engagement, pk: int) -> tuple[Event, Contributor]:
    event = transitions.lock_event(engagement.event)
    tasks = Contributor.objects.select_related("session", "person").exclude(invitation=Invitation.NONE)
    task = tasks.filter(pk=pk, session__event=event, expert=engagement.expert_id).first()
    if task is None:
        raise TaskGoneError
    if event.is_past or event.status == Event.Status.CANCELLED:
        raise NotAheadError
    return event, task


def _answer(task: Contributor, answer: "Contributor.Invitation", *, reason: str = "", condition: str = "") -> None:
    values = {
        "invitation": answer,
        "answered_at": now(),
        "decline_reason": reason,
        "condition": condition,
        "condition_settled_at": None,
        "condition_answer": "",
    }
    for name, value in values.items():
        setattr(task, name, value)
    task.save(update_fields=list(values))


def _line(contributor: Contributor, sign: str) -> str:
    return f"{sign} {contributor.name}, {contributor.get_role_display()}, {contributor.session.title}"
