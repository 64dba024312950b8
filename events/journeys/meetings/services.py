"""Change the meetings of an event. Each function is one transaction that locks the event.

The title, the time, the place and our people of a meeting are those of its session: see events.agenda."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.models import User
from events import history
from events.agenda import followers
from events.journeys.errors import StepNotAllowedError
from events.journeys.follow_ups import services as follow_ups
from events.journeys.meetings import mails
from events.journeys.meetings.errors import (
    NoHostContactError,
    NoListWantedError,
    NoMeetingTimeError,
    NotBegunError,
    NotesChangedError,
)
from events.journeys.states import MEETING
from events.mails.context import SessionChange
from events.models import Event, FollowUp, Meeting, Session
from events.models.token import new_link_key
from events.registration import transitions

Status = Meeting.Status
# The statuses in which the visit is expected to take place.
AHEAD = frozenset({Status.IDEA, Status.ASKED, Status.TENTATIVE, Status.CONFIRMED})
ANSWERS = frozenset({"answer_tentative", "confirm", "decline"})
AFTER_START = frozenset({"hold", "not_hold"})


@transaction.atomic
def make_meeting(session: Session, *, by: User | None) -> Meeting:
    """Make a session a meeting. A second call returns the first meeting."""
    event = transitions.lock_event(session.event)
    meeting, is_new = Meeting.objects.get_or_create(session=session, defaults={"institution": session.host_institution})
    if is_new:
        history.record(event, history.What.MEETINGS, [f"+ {session.title}"], by=by)
    return meeting


@transaction.atomic
def unmake_meeting(meeting: Meeting, *, by: User | None) -> None:
    """Make a meeting a plain session again. Raise StepNotAllowedError after the host was asked: cancel it then."""
    event, meeting = lock(meeting)
    if meeting.status != Status.IDEA or meeting.asked_at:
        raise StepNotAllowedError
    history.record(event, history.What.MEETINGS, [f"− {meeting.session.title}"], by=by)
    meeting.delete()


@transaction.atomic
def save_details(meeting: Meeting, values: Mapping[str, Any]) -> Meeting:
    """Save what the team knows of a meeting. Another address of the contact ends the link of the host before. If that host
    was asked by mail, the new contact gets a mail with the link.

    Another institution, or another kind of list, ends the security list: nobody has agreed to that one."""
    _event, meeting = lock(meeting)
    changed = {name: value for name, value in values.items() if getattr(meeting, name) != value}
    if "contact_email" in changed:
        changed["key"] = new_link_key()
    if changed.keys() & {"institution", "security_list"}:
        changed["list_released_at"] = None
        meeting.list_readers.all().delete()
    if "institution" in changed:
        meeting.passport_consents.all().delete()
    for name, value in changed.items():
        setattr(meeting, name, value)
    meeting.save(update_fields=[*changed])
    if "contact_email" in changed and is_expected(meeting):
        _tell_new_contact(meeting)
    return meeting


def is_expected(meeting: Meeting) -> bool:
    """Return whether the host has a mail about a visit that is still to come."""
    session = meeting.session
    return (
        meeting.status in AHEAD
        and meeting.told_starts_at is not None
        and session.event.status not in Event.CALLED_OFF
        and session.starts_at is not None
        and session.starts_at > now()
    )


def _tell_new_contact(meeting: Meeting) -> None:
    """Mail the link and the present time. A host who has not confirmed that time is asked."""
    is_confirmed = meeting.status == Status.CONFIRMED and not is_host_behind(meeting) and not awaits_new_answer(meeting)
    (mails.notify_contact if is_confirmed else mails.notify_asked)(meeting)
    _remember_time(meeting)
    meeting.notice_due_at = None
    meeting.save(update_fields=["told_starts_at", "told_ends_at", "notice_due_at"])


@transaction.atomic
def take_step(
    meeting: Meeting, step: str, *, by: User | None, mails_host: bool = True, moment: datetime | None = None
) -> Meeting:
    """Carry out a step of the table MEETING for the team. Raise StepNotAllowedError if the status does not allow it.

    moment: when the team says so, by default now. Raise NotBegunError for a meeting that took place, or did not, before
    its start.

    A host who is asked, or whose visit is cancelled after they were asked, gets a mail, unless mails_host is False: the
    team has written or called. Travellers who have their programme are told that the visit does not take place. Asking by mail raises NoHostContactError and NoMeetingTimeError."""
    event, meeting = lock(meeting)
    if step in AFTER_START and not has_begun(meeting, moment or now()):
        raise NotBegunError
    before = meeting.get_status_display()
    was_asked = meeting.asked_at is not None and meeting.status in AHEAD
    status = MEETING.target(step, meeting.status)
    # While the status is stored that the travellers know.
    count = followers.follow_changes(event, _removal_of(meeting)) if step == "cancel" else 0
    meeting.status = status
    if step == "ask":
        count = _ask(meeting, mails_host=mails_host)
    elif step in ANSWERS:
        meeting.answered_at = now()
    elif step == "cancel" and was_asked and mails_host:
        count += mails.notify_cancelled(meeting)
    elif step == "reopen":
        meeting.asked_at = meeting.answered_at = meeting.told_starts_at = meeting.told_ends_at = None
    if step in {"cancel", "not_hold", "reopen", "decline"}:
        meeting.list_released_at = None
    meeting.save()
    line = history.describe_change(meeting.session.title, before, meeting.get_status_display())
    history.record(event, history.What.MEETINGS, [line, history.people_notified(count)], by=by)
    return meeting


def _removal_of(meeting: Meeting) -> list[SessionChange]:
    return [SessionChange(meeting.session, None)]


def travellers_to_tell(meeting: Meeting) -> int:
    """Return how many travellers would be told that the visit is cancelled."""
    return len(followers.affected_by(meeting.session.event, _removal_of(meeting)))


def has_begun(meeting: Meeting, moment: datetime) -> bool:
    """Return whether a meeting has begun at a moment (aware)."""
    starts_at = meeting.session.starts_at
    return starts_at is not None and starts_at <= moment


def steps_of(meeting: Meeting, moment: datetime) -> list[str]:
    """Return the steps that the team can take at a moment (aware)."""
    ends_at = meeting.session.ends_at
    steps = MEETING.steps_from(meeting.status)
    if not has_begun(meeting, moment):
        return [step for step in steps if step not in AFTER_START]
    if ends_at is not None and ends_at <= moment:
        return [step for step in steps if step in AFTER_START or step == "reopen"]
    return [step for step in steps if step != "ask"]


def _ask(meeting: Meeting, *, mails_host: bool) -> int:
    meeting.asked_at, meeting.answered_at = now(), None
    if not mails_host:
        return 0
    _require_time(meeting)
    if not meeting.contact_email:
        raise NoHostContactError
    _remember_time(meeting)
    return mails.notify_asked(meeting)


@transaction.atomic
def tell_moved(meeting: Meeting, *, by: User | None) -> int:
    """Mail the host the new time, if they were told another one; return the number of mails queued."""
    event, meeting = lock(meeting)
    if not is_host_behind(meeting):
        return 0
    _require_time(meeting)
    count = mail_new_time(meeting)
    line = f"{meeting.session.title}: {mails.when_of(meeting)}"
    history.record(event, history.What.MEETINGS, [line, history.people_notified(count)], by=by)
    return count


def mail_new_time(meeting: Meeting) -> int:
    """Mail the host the new time; return the number of mails queued. The event is locked.

    Their answer was about another time: the next answer is news, even if it is the same."""
    count = mails.notify_moved(meeting)
    _remember_time(meeting)
    meeting.answered_at = meeting.notice_due_at = None
    meeting.told_off = ""
    meeting.save(update_fields=["told_starts_at", "told_ends_at", "answered_at", "notice_due_at", "told_off"])
    return count


def is_host_behind(meeting: Meeting) -> bool:
    """Return whether the last mail to the host is no longer true: it gave another time, or said that the event is off."""
    session = meeting.session
    told = (meeting.told_starts_at, meeting.told_ends_at)
    if meeting.status not in AHEAD or session.event.status in Event.CALLED_OFF:
        return False
    return bool(meeting.told_off) or (told[0] is not None and told != (session.starts_at, session.ends_at))


def awaits_new_answer(meeting: Meeting) -> bool:
    """Return whether the host had confirmed, and has not answered about the time to which the visit has moved since."""
    return meeting.status == Status.CONFIRMED and meeting.told_starts_at is not None and meeting.answered_at is None


@transaction.atomic
def save_result(meeting: Meeting, *, met_people: int | None, met_women: int | None, met_names: str) -> Meeting:
    """Save who was met."""
    _event, meeting = lock(meeting)
    meeting.met_people, meeting.met_women, meeting.met_names = met_people, met_women, met_names
    meeting.notes_revision += 1  # an expert's phone that is offline must notice: see events.journeys.notes
    meeting.save(update_fields=["met_people", "met_women", "met_names", "notes_revision"])
    return meeting


@transaction.atomic
def save_notes(meeting: Meeting, notes: str, *, revision: int) -> Meeting:
    """Save the private notes. revision: of the notes that the writer has seen. Raise NotesChangedError if they are older."""
    _event, meeting = lock(meeting)
    if notes == meeting.notes:
        return meeting
    if revision != meeting.notes_revision:
        raise NotesChangedError
    meeting.notes, meeting.notes_revision = notes, revision + 1
    meeting.save(update_fields=["notes", "notes_revision"])
    return meeting


@transaction.atomic
def add_next_step(meeting: Meeting, *, text: str, owner_name: str = "", due_on: date | None = None) -> FollowUp:
    """Add a step that was agreed in the meeting to the follow-ups of the event. Nobody is notified."""
    event, meeting = lock(meeting)
    who = {"owner_name": owner_name, "owner_institution": meeting.institution}
    return follow_ups.add(event, FollowUp.Kind.STEP, text=text, meeting=meeting, due_on=due_on, **who)


def may_release(meeting: Meeting) -> bool:
    """Return whether the list of visitors can be shown to the host: they want one, and receive the visitors."""
    return bool(meeting.security_list) and meeting.status in Meeting.AGREED


@transaction.atomic
def release_list(meeting: Meeting, *, by: User | None) -> Meeting:
    """Show the list of visitors at the host's link, and mail them that it is there.

    Raise NoListWantedError if the host has not asked for it."""
    event, meeting = lock(meeting)
    if not may_release(meeting):
        raise NoListWantedError
    if meeting.list_released_at is None:
        meeting.list_released_at = now()
        meeting.save(update_fields=["list_released_at"])
        line = f"{meeting.session.title}: {meeting._meta.get_field('list_released_at').verbose_name}"
        count = mails.notify_list_released(meeting)
        history.record(event, history.What.MEETINGS, [line, history.people_notified(count)], by=by)
    return meeting


@transaction.atomic
def withdraw_list(meeting: Meeting, *, by: User | None) -> Meeting:
    """Hide the list of visitors from the host again."""
    event, meeting = lock(meeting)
    if meeting.list_released_at is not None:
        meeting.list_released_at = None
        meeting.save(update_fields=["list_released_at"])
        history.record(event, history.What.MEETINGS, [f"− {meeting.get_security_list_display()}"], by=by)
    return meeting


@transaction.atomic
def thank(meeting: Meeting, *, by: User | None) -> Meeting:
    """Mail the host our thanks, once. Raise StepNotAllowedError before the meeting was held."""
    event, meeting = lock(meeting)
    if meeting.status != Status.HELD:
        raise StepNotAllowedError
    if not meeting.contact_email:
        raise NoHostContactError
    if meeting.thanked_on is None:
        meeting.thanked_on = now().astimezone(event.zone).date()
        meeting.save(update_fields=["thanked_on"])
        count = mails.notify_thanks(meeting)
        history.record(event, history.What.MEETINGS, [meeting.session.title, history.people_notified(count)], by=by)
    return meeting


def meetings_of(event: Event) -> list[Meeting]:
    """Return the meetings of event in the order of their times, with their sessions. One query."""
    meetings = Meeting.objects.filter(session__event=event).select_related("session__venue__country")
    found = list(meetings.order_by("session__starts_at", "pk"))
    for meeting in found:
        meeting.session.event = event
    return found


def lock(meeting: Meeting) -> tuple[Event, Meeting]:
    """Lock the event; return it and the meeting as it is stored. Raise StepNotAllowedError if the meeting is gone."""
    event = transitions.lock_event(meeting.session.event)
    stored = Meeting.objects.select_related("session__venue__country").filter(pk=meeting.pk).first()
    if stored is None:
        raise StepNotAllowedError
    stored.session.event = event
    return event, stored


def _require_time(meeting: Meeting) -> None:
    if meeting.session.starts_at is None:
        raise NoMeetingTimeError


def _remember_time(meeting: Meeting) -> None:
    meeting.told_starts_at, meeting.told_ends_at = meeting.session.starts_at, meeting.session.ends_at
