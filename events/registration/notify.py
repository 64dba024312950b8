"""Mails about a registration, with their invites. They are queued in the transaction of their cause."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from events.calendars import invites
from events.calendars.invites import NO_PART, CalendarPart, Invitee, Method
from events.mails import catalogue, preview
from events.mails.context import MailContext, MailLinks, language_of
from events.mails.preview import Preview
from events.mails.writer import MailText, MailWriter
from events.models import Event, Registration, RegistrationChange, Step
from events.registration import links, reminder_cancellation
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

Status = Registration.Status
MailTexts = Mapping[str, MailText]  # by the name of the mail

# Mails about a merger: to the address that is no longer used, and to the one that is.
MERGED, KEPT = "registration_merged", "registration_kept"
CONFIRMED = "registration_confirmed"
OFFERED, NOTE = "place_offered", "organizers_note"
# To a person whom somebody else registered: a seat is held for them, or they have to answer before a decision.
HELD, ASKED = "place_held", "answer_asked"


@dataclass(frozen=True)
class StatusNotice:
    """A change of a registration that its person is notified of.

    name: of the mail, if neither the step nor the status determines it. is_silent: another mail tells the person.
    other_event: from which, or to which, the person was moved."""

    registration: Registration
    change: RegistrationChange
    name: str = ""
    is_for_calendar: bool = True
    is_silent: bool = False
    other_event: Event | None = None

    @property
    def mail(self) -> str:
        """The name of the mail; "" if none is sent."""
        registration, change = self.registration, self.change
        if self.is_silent:
            return ""
        if self.name:
            return self.name
        if change.action == Step.PLACE and change.from_status == Status.CONFIRMED:
            return ""  # the seat is counted elsewhere, which changes nothing for the person
        if change.action == Step.REGISTER and registration.awaits_answer:
            return ASKED
        if (
            change.action == Step.SWITCH
            and registration.status != Status.CONFIRMED
            and change.by_id == registration.person_id
        ):
            return ""  # the person made this change, and it has no consequence yet
        return catalogue.mail_for_change(Step(change.action), Status(registration.status))

    @property
    def method(self) -> Method:
        """The iTIP method of the calendar part."""
        if not self.is_for_calendar:
            return Method.NONE
        return invites.method_after(self.registration, before=self.change.from_status)


FollowUp = Callable[[Iterable[tuple[Registration, RegistrationChange]], MailWriter], int]
_follow_ups: list[FollowUp] = []


def declare_follow_up(function: FollowUp) -> None:
    """Call `function` with all changes of one event, and the writer of its mails, whenever notices are sent.

    A capability above this one declares, in EventsConfig.ready(), what else follows from a new status. `function`
    returns the number of mails that it queued."""
    if function not in _follow_ups:
        _follow_ups.append(function)


def send_notices(notices: Collection[StatusNotice], texts: MailTexts | None = None) -> int:
    """Queue a mail to each person about their new status; return the number of mails.

    All notices are about one event. texts replace the mails' own texts."""
    if not notices:
        return 0
    _cancel_reminders(notices)
    event = next(iter(notices)).registration.event
    writer = MailWriter(event)
    mailed = [notice for notice in notices if notice.mail]
    # The confirmation names the chosen sessions.
    confirmed = [notice.registration for notice in mailed if notice.mail == CONFIRMED]
    prefetch_related_objects(confirmed, "session_choices__session__venue__country")
    parts = invites.calendar_parts(event, [(Invitee.of(notice.registration), notice.method) for notice in mailed])
    drafts = [
        draft(
            writer,
            notice.mail,
            replace(
                registration_context(notice.registration, part, change=notice.change), other_event=notice.other_event
            ),
            f"{notice.mail}:{notice.change.pk}",
            part,
            text=(texts or {}).get(notice.mail),
        )
        for notice, part in zip(mailed, parts, strict=True)
    ]
    count = outbox.queue(*drafts) if drafts else 0
    return count + _follow_up(notices, writer)


def _follow_up(notices: Iterable[StatusNotice], writer: MailWriter) -> int:
    changes = [(notice.registration, notice.change) for notice in notices]
    return sum(function(changes, writer) for function in _follow_ups)


def _cancel_reminders(notices: Iterable[StatusNotice]) -> None:
    """Cancel queued reminders of what people had to do in their previous status."""
    by_status: dict[str, list[Registration]] = {}
    for notice in notices:
        if notice.change.from_status:  # a new registration has no reminders
            by_status.setdefault(notice.registration.status, []).append(notice.registration)
    for status, registrations in by_status.items():
        people = [registration.person for registration in registrations]
        reminder_cancellation.cancel_for_status(registrations[0].event, people, status)


def mail_text_of(notice: StatusNotice, writer: MailWriter) -> MailText:
    """Return the text of the mail about notice, with its placeholders, for organisers to edit."""
    context = registration_context(notice.registration, change=notice.change)
    with override(language_of(context.event, context.person)):
        source = writer.source(catalogue.get(notice.mail).variant_for(context).name)
    return MailText(source.subject, source.body)


def preview_notice(notice: StatusNotice, writer: MailWriter, text: MailText | None = None) -> Preview:
    """Return the mail about notice as its reader gets it, with links to the home page; text replaces its own text."""
    context = registration_context(notice.registration, change=notice.change)
    return _preview(notice.mail, replace(context, method=notice.method), writer, text)


def preview_note(registration: Registration, text: MailText) -> Preview:
    """Return a note of the organisers as the person gets it, with links to the home page."""
    return _preview(NOTE, registration_context(registration), MailWriter(registration.event), text)


def _preview(name: str, context: MailContext, writer: MailWriter, text: MailText | None) -> Preview:
    with override(language_of(context.event, context.person)):
        return preview.preview(writer.content(name, context.with_placeholder_links()), text)


def send_note(registrations: Collection[Registration], text: MailText) -> int:
    """Queue a note of the organisers to the people of one event; return their number.

    A person gets the same note once a day."""
    if not registrations:
        return 0
    writer = MailWriter(next(iter(registrations)).event)
    digest = sha256(f"{text.subject}\n{text.text}".encode()).hexdigest()[:16]
    drafts = [
        draft(
            writer,
            NOTE,
            registration_context(registration),
            f"{NOTE}:{registration.pk}:{localdate():%Y%m%d}:{digest}",
            text=text,
        )
        for registration in registrations
    ]
    return outbox.queue(*drafts)


def remind_already_registered(registrations: Collection[Registration]) -> None:
    """Mail people of one event, whom another person tried to register again, the link to their registration.

    They get it once a day. The other person learns nothing from it."""
    if not registrations:
        return
    name = "registered_already"
    writer = MailWriter(next(iter(registrations)).event)
    drafts = [
        draft(writer, name, registration_context(registration), f"{name}:{registration.pk}:{localdate():%Y%m%d}")
        for registration in registrations
    ]
    outbox.queue(*drafts)


def repeat_request(registration: Registration, number: int) -> None:
    """Mail the person again that somebody else registered them. number: how many times they are mailed.

    A person who does not have to answer gets the link to their registration instead."""
    if not registration.is_asked:
        remind_already_registered([registration])
        return
    name = HELD if registration.is_held else OFFERED if registration.is_offered else ASKED
    writer = MailWriter(registration.event)
    outbox.queue(draft(writer, name, registration_context(registration), f"{name}:{registration.pk}:again:{number}"))


def draft(
    writer: MailWriter,
    name: str,
    context: MailContext,
    key: str,
    part: CalendarPart = NO_PART,
    *,
    text: MailText | None = None,
    expires_at: datetime | None = None,
) -> Draft:
    """Return the draft of a mail about the registration of context, sent from the address of its invite.

    key names the occasion. text replaces the mail's own text."""
    tag = part.invite.reply_tag if part.invite else context.registration.reply_tag if context.registration else ""
    return writer.draft(name, context, key, part, text=text, reply_tag=tag, expires_at=expires_at)


def registration_context(
    registration: Registration, part: CalendarPart = NO_PART, *, change: RegistrationChange | None = None
) -> MailContext:
    """Return the context of a mail about registration, with part as its calendar part and change as its cause."""
    event = registration.event
    return MailContext(
        event=event,
        person=registration.person,
        registration=registration,
        change=change,
        method=part.method,
        stays_in_calendar=part.stays,
        links=MailLinks(
            own_page=links.registration_link(registration),
            register=settings.BASE_URL + reverse("self_service:register", args=[event.slug]),
            nominee=links.nominee_link(registration) if registration.delegation_id else "",
            join=event.join_url if registration.status == Status.CONFIRMED else "",
        ),
    )
