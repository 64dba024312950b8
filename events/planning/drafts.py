"""Create a draft from five answers, delete a draft, and unpublish an event. Each function is one transaction."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events import history
from events.agenda.versions import apply_drafts
from events.balance.services import set_targets
from events.calendars.services import revise, touch_feeds
from events.mails.context import scope
from events.models import Event, EventQuestion, Invite, Programme, ReminderRule, Requirement
from events.planning.documents import copy_documents
from events.planning.draft_plan import DraftPlan, plan_draft
from events.planning.errors import EventChangedError, HasPeopleError
from events.planning.services import create_event
from events.questions.services import add_question
from events.registration import transitions
from events.reminders import planning as reminders
from events.reminders.rules import copy_for
from events.requirements.services import copies_of
from notifications.models import Message, Wording

Status = Event.Status


@transaction.atomic
def create_draft(programme: Programme, *, like: Event | None = None, by: User, **answers: Any) -> Event:
    """Create a draft with the defaults of its kind, or with the contents of the event that it is like.

    answers: fields of Event; they win over those of the plan. No people, UIDs or SEQUENCE are copied, and nobody is
    notified."""
    plan = plan_draft(Event(programme=programme, **answers), like)
    event = create_event(programme, by=by, **plan.fields | answers)
    _add_rows(event, plan)
    lines = [event.title, _("like %(event)s") % {"event": like.title} if like else ""]
    history.record(event, history.What.CREATED, lines, by=by)
    return event


def _add_rows(event: Event, plan: DraftPlan) -> None:
    event = transitions.lock_event(event)
    for session in plan.sessions:
        session.event = event
        session.save()
    _add_questions(event, plan.questions)
    Requirement.objects.bulk_create(copies_of(plan.requirements, event))
    for delegation in plan.delegations:
        delegation.event = event
        delegation.save()
    if plan.delegations:
        transitions.keep_seats_for_delegations(event, plan.seats_of_delegations)
    set_targets(event, plan.targets)
    for text in plan.wordings:
        Wording.objects.create(
            scope=scope(event), kind=text.kind, language=text.language, version=1, subject=text.subject,
            heading=text.heading, body=text.body,
        )  # fmt: skip
    ReminderRule.objects.bulk_create(copy_for(event, rule) for rule in plan.rules)
    copy_documents(event, plan.documents, plan.copies)
    revise(event, significant=False)
    reminders.plan(event)


def _add_questions(event: Event, asked: list[EventQuestion]) -> None:
    """Add the questions to event in this order. A question that depends on another one depends on its copy."""
    copies: dict[int, EventQuestion] = {}
    for row in asked:
        depends_on = copies.get(row.shown_if_question_id) if row.shown_if_question_id else None
        copies[row.pk] = add_question(
            event,
            row.question,
            is_required=row.is_required,
            stage=EventQuestion.Stage(row.stage),
            shown_if_question=depends_on,
            shown_if_values=row.shown_if_values if depends_on else [],
            shown_if_mode=row.shown_if_mode,
            shown_if_constituency=row.shown_if_constituency,
            shown_if_country=row.shown_if_country,
        )


@transaction.atomic
def delete_draft(event: Event, *, by: User) -> None:
    """Delete a draft with all that belongs to it. Mails that were held for it are deleted, and were never sent.

    Raise EventChangedError if it is not a draft, and HasPeopleError if people are registered for it."""
    event = transitions.lock_event(event)
    if event.status != Status.DRAFT:
        raise EventChangedError
    if event.registrations.exists():
        raise HasPeopleError
    Message.objects.filter(topic=event.mail_topic, status__in=[Message.Status.QUEUED, Message.Status.HELD]).delete()
    Wording.objects.filter(scope=scope(event)).delete()
    event.delete()
    touch_feeds()


@transaction.atomic
def unpublish(event: Event, *, by: User) -> Event:
    """Make a published event a draft again: it disappears from public pages and calendars.

    Raise EventChangedError if it is not published, and HasPeopleError if people are registered for it, have an invite or
    got a mail about it: they need a cancellation, not silence."""
    event = transitions.lock_event(event)
    if event.status != Status.PUBLISHED:
        raise EventChangedError
    if not _is_unknown(event):
        raise HasPeopleError
    event.status, event.published_at = Status.DRAFT, None
    event.save(update_fields=["status", "published_at"])
    apply_drafts(event)
    reminders.drop_reminders(event)
    revise(event, significant=False)
    history.record(event, history.What.UNPUBLISHED, by=by)
    return event


def can_unpublish(event: Event) -> bool:
    """Return whether unpublish() would accept event."""
    return event.status == Status.PUBLISHED and _is_unknown(event)


def _is_unknown(event: Event) -> bool:
    """Return whether no person was told of event: nobody is registered, invited to it or got a mail about it."""
    was_sent = Message.objects.filter(topic=event.mail_topic, status__in=[Message.Status.SENDING, Message.Status.SENT])
    has_people = event.registrations.exists() or Invite.objects.filter(event=event).exists()
    return not has_people and not was_sent.exists()
