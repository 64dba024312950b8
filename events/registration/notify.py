"""What a person is told about their registration, and the invite that goes with it. Written to the outbox in the
transaction of its cause."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from events.calendars import invites
from events.calendars.dates import moment_text, when_text
from events.calendars.invites import NO_PART, CalendarPart, Invitee, Method
from events.mails import preview, sender
from events.mails.context import build, kind_of, language_of, text_for
from events.mails.preview import Preview
from events.models import Registration, RegistrationChange, Step
from events.registration import links, reminder_cancellation
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

Status = Registration.Status
# Mail of the programme's, by what has become of the registration.
MAIL_BY_STATUS = {
    Status.INVITED: "invited",
    Status.NOMINATED: "nominated",
    Status.PENDING: "registration_received",
    Status.CONFIRMED: "registration_confirmed",
    Status.WAITLISTED: "registration_waitlisted",
    Status.DECLINED: "registration_declined",
    Status.WITHDRAWN: "registration_withdrawn",
}
# And by the step, where that says more.
MERGED, KEPT = "registration_merged", "registration_kept"  # to the address that is left, and to that which stays
MAIL_BY_STEP = {
    Step.SEAT: "seat_free",
    Step.OFFER: "place_offered",
    Step.LAPSE: "offer_lapsed",
    Step.SWITCH: "registration_switched",
}
NOTE = "organizers_note"


@dataclass(frozen=True)
class MailText:
    """What organisers write in place of a mail's own words, in Markdown with its placeholders; greeting, facts and links
    around them stay."""

    subject: str
    text: str


MailTexts = Mapping[str, MailText]  # by the mail


@dataclass(frozen=True)
class StatusNotice:
    """What has become of a registration: to be told by mail."""

    registration: Registration
    change: RegistrationChange
    name: str = ""  # of the mail, where neither the step nor the state tells it
    is_for_calendar: bool = True

    @property
    def mail(self) -> str:
        """Which mail tells it; "" if none does."""
        registration, change = self.registration, self.change
        if self.name:
            return self.name
        if (
            change.action == Step.SWITCH
            and registration.status != Status.CONFIRMED
            and change.by_id == registration.person_id
        ):
            return ""  # they have said so themselves, and nothing follows from it yet
        return MAIL_BY_STEP.get(Step(change.action), "") or self._by_status

    @property
    def method(self) -> Method:
        """What of it goes to the person's calendar."""
        if not self.is_for_calendar:
            return Method.NONE
        return invites.method_after(self.registration, before=self.change.from_status)

    @property
    def _by_status(self) -> str:
        return MAIL_BY_STATUS.get(Status(self.registration.status), "")


FollowUp = Callable[[Iterable[tuple[Registration, RegistrationChange]]], int]
_follow_ups: list[FollowUp] = []


def declare_follow_up(function: FollowUp) -> None:
    """Call `function` with all changes whenever notices are sent. A capability above this one declares, in
    EventsConfig.ready(), what else follows from a new status. `function` returns the number of mails that it queued."""
    if function not in _follow_ups:
        _follow_ups.append(function)


def _follow_up(changes: Iterable[tuple[Registration, RegistrationChange]]) -> int:
    pairs = list(changes)
    return sum(function(pairs) for function in _follow_ups)


def send_notices(told: Collection[StatusNotice], words: MailTexts | None = None) -> int:
    """Mail each person of one event where they stand now; words in place of a mail's own. Returns how many mails there
    are."""
    _cancel_reminders(told)
    mailed = [news for news in told if news.mail]
    if not mailed:
        return _follow_up((news.registration, news.change) for news in told)
    parts = invites.calendar_parts(
        mailed[0].registration.event, [(Invitee.of(news.registration), news.method) for news in mailed]
    )
    drafts = (
        draft(
            news.mail,
            news.registration,
            f"{news.mail}:{news.change.pk}",
            part,
            words=(words or {}).get(news.mail),
            change=news.change,
        )
        for news, part in zip(mailed, parts, strict=True)
    )
    return outbox.queue(*drafts) + _follow_up((news.registration, news.change) for news in told)


def mail_text_of(news: StatusNotice) -> MailText:
    """Return the words of the mail about news, with their placeholders, for organisers to write otherwise."""
    registration = news.registration
    with override(language_of(registration.event, registration.person)):
        kind = kind_of(news.mail, context(registration, change=news.change))
        words = text_for(registration.event, kind)
    return MailText(words.subject, words.body)


def preview_notice(news: StatusNotice, words: MailText | None = None) -> Preview:
    """Return the mail about news as its reader gets it, with words in place of its own; its links lead nowhere."""
    return _look(news.mail, news.registration, words, change=news.change, method=news.method)


def preview_note(registration: Registration, words: MailText) -> Preview:
    """Return what the organisers wrote as the person gets it; its links lead nowhere."""
    return _look(NOTE, registration, words)


def _look(name: str, registration: Registration, words: MailText | None, **more: Any) -> Preview:
    with override(language_of(registration.event, registration.person)):
        said = build(name, context(registration, **{**more, **preview.placeholder_links()}))
        return preview.preview(said, subject=words.subject if words else "", text=words.text if words else "")


def send_note(registrations: Iterable[Registration], words: MailText) -> int:
    """Mail what the organisers wrote to each; the same words once a day. Returns how many people those are."""
    sign = sha256(f"{words.subject}\n{words.text}".encode()).hexdigest()[:16]
    drafts = [
        draft(NOTE, registration, f"{NOTE}:{registration.pk}:{localdate():%Y%m%d}:{sign}", words=words)
        for registration in registrations
    ]
    return outbox.queue(*drafts)


def remind_already_registered(registrations: Iterable[Registration]) -> None:
    """Mail people, whom somebody has tried to register once more, the link to where they stand; once a day.

    Whoever tried learns nothing from it."""
    name = "registered_already"
    outbox.queue(*(draft(name, one, f"{name}:{one.pk}:{localdate():%Y%m%d}") for one in registrations))


def _cancel_reminders(told: Collection[StatusNotice]) -> None:
    """Take back what reminds people of what they had to do as they stood before."""
    stand: dict[str, list[Registration]] = {}
    for news in told:
        if news.change.from_status:  # who is new has not been reminded
            stand.setdefault(news.registration.status, []).append(news.registration)
    for status, found in stand.items():
        reminder_cancellation.cancel_for_status(found[0].event, [one.person for one in found], status)


def draft_reminder(
    registration: Registration, name: str, key: str, words: MailText | None = None, **context: Any
) -> Draft:
    """Return the draft of a reminder; key names the occasion, words stand in place of the mail's own."""
    return draft(name, registration, key, words=words, **context)


def draft(
    name: str,
    registration: Registration,
    key: str,
    part: CalendarPart = NO_PART,
    *,
    words: MailText | None = None,
    **more: Any,
) -> Draft:
    event, person = registration.event, registration.person
    with override(language_of(event, person)):
        said = build(name, context(registration, method=part.method, stays=part.stays, **more))
        mail = said.render(subject=words.subject if words else "", text=words.text if words else "")
    return sender.draft(
        mail,
        kind=name,
        key=key,
        event=event,
        person=person,
        reply_tag=part.invite.reply_tag if part.invite else registration.reply_tag,
        ics=part.ics,
        ics_method=part.method,
    )


def context(registration: Registration, *, method: str = "", **more: Any) -> dict[str, Any]:
    """Return what mails about a registration are made of, and more, which goes before it."""
    event, person = registration.event, registration.person
    offer_ends = registration.offer_expires_at
    kept = registration.merged_into
    return {
        "event": event,
        "programme": event.programme,
        "person": person,
        "registration": registration,
        "when": when_text(event),
        "reader_when": when_text(event, person.zone) if person.zone else "",
        "event_url": settings.BASE_URL + event.get_absolute_url(),
        "register_url": settings.BASE_URL + reverse("self_service:register", args=[event.slug]),
        "me_url": links.registration_link(registration),
        "nominee_url": links.nominee_link(registration) if registration.delegation_id else "",
        "offer_until": moment_text(offer_ends, event.zone) if offer_ends else "",
        "reader_offer_until": moment_text(offer_ends, person.zone) if offer_ends and person.zone else "",
        # Not the whole address: should the team be mistaken, it is a stranger's.
        "kept_address": kept.person.hinted_email if kept else "",
        "method": method,
        "join_url": event.join_url if registration.status == Status.CONFIRMED else "",
        **more,
    }
