"""What a person is told about their registration, and the invite that goes with it. Written to the outbox in the
transaction of its cause."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import override

from events.calendars import inviting
from events.calendars.inviting import NOTHING, Guest, Method, Part
from events.calendars.vevent import place
from events.calendars.wording import changes, moment_text, when_text
from events.models import Event, Invite, PendingUpdate, Registration, RegistrationChange
from events.registration import links, mails, reminded
from events.registration.contributors import telling as contributors
from events.registration.contributors.queries import Contribution, without_place
from events.registration.states import Step
from events.registration.travel import telling as travel
from events.registration.words import looking
from events.registration.words.looking import Look
from events.registration.words.saying import kind_of, language_of, say, words_for
from notifications.outbox import services as outbox
from notifications.outbox.services import Draft

Status = Registration.Status
# Mail of the programme's, by what has become of the registration.
MAILS = {
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
STEP_MAILS = {
    Step.SEAT: "seat_free",
    Step.OFFER: "place_offered",
    Step.LAPSE: "offer_lapsed",
    Step.SWITCH: "registration_switched",
}
# What of an event has become another if it is somewhere else, or at another time.
MOVING = frozenset(
    {PendingUpdate.What.WHEN, PendingUpdate.What.PLACE, PendingUpdate.What.MODE, PendingUpdate.What.STATUS}
)
# What concerns those alone who have it in their calendars.
OF_CALENDARS = frozenset({PendingUpdate.What.LINK, PendingUpdate.What.FORM})
NOTE = "organizers_note"


@dataclass(frozen=True)
class Words:
    """What organisers write in place of a mail's own words, in Markdown with its placeholders; greeting, facts and links
    around them stay."""

    subject: str
    text: str


AllWords = Mapping[str, Words]  # by the mail


@dataclass(frozen=True)
class News:
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
        return STEP_MAILS.get(Step(change.action), "") or self._by_status

    @property
    def method(self) -> Method:
        """What of it goes to the person's calendar."""
        if not self.is_for_calendar:
            return Method.NONE
        return inviting.method_for(self.registration, before=self.change.from_status)

    @property
    def _by_status(self) -> str:
        return MAILS.get(Status(self.registration.status), "")


@dataclass(frozen=True)
class Told:
    """Who is told of what becomes of an event: as they stand, or as contributors without a place."""

    registrations: list[Registration]
    contributions: list[Contribution]

    def __len__(self) -> int:
        return len(self.registrations) + len(self.contributions)


def tell_all(told: Collection[News], words: AllWords | None = None) -> int:
    """Mail each person of one event where they stand now; words in place of a mail's own. Returns how many mails there
    are."""
    _take_back_reminders(told)
    mailed = [news for news in told if news.mail]
    if not mailed:
        return travel.ask((news.registration, news.change) for news in told)
    parts = inviting.parts(
        mailed[0].registration.event, [(Guest.of(news.registration), news.method) for news in mailed]
    )
    drafts = (
        _draft(
            news.mail,
            news.registration,
            f"{news.mail}:{news.change.pk}",
            part,
            words=(words or {}).get(news.mail),
            change=news.change,
        )
        for news, part in zip(mailed, parts, strict=True)
    )
    return outbox.queue(*drafts) + travel.ask((news.registration, news.change) for news in told)


def words_of(news: News) -> Words:
    """Return the words of the mail about news, with their placeholders, for organisers to write otherwise."""
    registration = news.registration
    with override(language_of(registration.event, registration.person)):
        kind = kind_of(news.mail, context(registration, change=news.change))
        words = words_for(registration.event, kind)
    return Words(words.subject, words.body)


def look_at(news: News, words: Words | None = None) -> Look:
    """Return the mail about news as its reader gets it, with words in place of its own; its links lead nowhere."""
    return _look(news.mail, news.registration, words, change=news.change, method=news.method)


def look_at_note(registration: Registration, words: Words) -> Look:
    """Return what the organisers wrote as the person gets it; its links lead nowhere."""
    return _look(NOTE, registration, words)


def _look(name: str, registration: Registration, words: Words | None, **more: Any) -> Look:
    with override(language_of(registration.event, registration.person)):
        said = say(name, context(registration, **{**more, **looking.elsewhere()}))
        return looking.look(said, subject=words.subject if words else "", text=words.text if words else "")


def write_to(registrations: Iterable[Registration], words: Words) -> int:
    """Mail what the organisers wrote to each; the same words once a day. Returns how many people those are."""
    sign = sha256(f"{words.subject}\n{words.text}".encode()).hexdigest()[:16]
    drafts = [
        _draft(NOTE, registration, f"{NOTE}:{registration.pk}:{localdate():%Y%m%d}:{sign}", words=words)
        for registration in registrations
    ]
    return outbox.queue(*drafts)


def tell_where_registered(registrations: Iterable[Registration]) -> None:
    """Mail people, whom somebody has tried to register once more, the link to where they stand; once a day.

    Whoever tried learns nothing from it."""
    name = "registered_already"
    outbox.queue(*(_draft(name, one, f"{name}:{one.pk}:{localdate():%Y%m%d}") for one in registrations))


def tell_moved(event: Event, before: PendingUpdate) -> int:
    """Mail whom it concerns what has changed at event since before; return how many. After calendars' revise().

    Who has a place, or contributes, gets the update of their invite."""
    is_moved = bool(before.differs(event, place=place(event.venue)) & MOVING)
    told = whom_to_tell(event, before)
    return _tell(event, told, "event_moved", Method.REQUEST, before, is_moved=is_moved)


def whom_to_tell(event: Event, before: PendingUpdate) -> Told:
    """Return those who know event as it was before: all with a place, or in line for one, and who contributes, but for
    those whose place or turn is younger than its latest change. Of another link to join, or another form in calendars, only those who have it in theirs are told."""
    what = before.differs(event, place=place(event.venue))
    found = everyone(event, in_calendars=what <= OF_CALENDARS)
    return Told(
        [one for one in found.registrations if not _knows(one, before.revision)],
        [one for one in found.contributions if not one.knows(before.revision)],
    )


def tell_postponed(event: Event, *, reason: str = "") -> int:
    """Mail everyone with a place, or in line for one, and who contributes, that event's date no longer holds; return how many.

    Calendars that hold the event show it as tentative."""
    return _tell(event, everyone(event), "event_postponed", Method.REQUEST, reason=reason)


def tell_cancelled(event: Event, *, reason: str = "") -> int:
    """Mail everyone with a place, or in line for one, and who contributes, that event does not take place; return how many.

    Calendars that hold the event get a CANCEL."""
    return _tell(event, everyone(event), "event_cancelled", Method.CANCEL, reason=reason)


def ask_whether_declined(registration: Registration, invite: Invite) -> int:
    """Ask somebody whose calendar declined whether they give their place back; once for each time it declines."""
    name, url = "calendar_declined", links.declined(registration)
    key = f"{name}:{invite.pk}:{invite.answer_dtstamp:%Y%m%d%H%M%S%f}"
    return outbox.queue(_draft(name, registration, key, Part(invite=invite), declined_url=url))


def tell_kept(registration: Registration, part: Part) -> int:
    """Mail somebody who keeps the place that their calendar declined the invite once more."""
    sequence = part.invite.sequence if part.invite else 0
    return outbox.queue(_draft("place_kept", registration, f"place_kept:{registration.pk}:{sequence}", part))


def everyone(event: Event, *, in_calendars: bool = False) -> Told:
    """Return all who are told of what becomes of event: with a place, in line for one, or as contributors. Who
    contributes while they are in line is told as one who contributes. in_calendars: only those who
    have it in theirs."""
    contributions = without_place(event)
    found = event.registrations.confirmed() if in_calendars else event.registrations.active()
    found = found.exclude(person__in=[one.person for one in contributions])
    return Told(list(found.select_related("person", "invite").order_by("pk")), contributions)


def _tell(
    event: Event,
    told: Told,
    name: str,
    method: Method,
    before: PendingUpdate | None = None,
    **context: Any,
) -> int:
    for registration in told.registrations:
        registration.event = event
    wanted = [(Guest.of(one), method if one.status == Status.CONFIRMED else Method.NONE) for one in told.registrations]
    drafts = [
        _draft(
            name,
            registration,
            f"{name}:{registration.pk}:{event.sequence}",
            part,
            **context,
            **(_changes(registration, before) if before else {}),
        )
        for registration, part in zip(told.registrations, inviting.parts(event, wanted), strict=True)
    ]
    drafts += contributors.tell_of_event(event, told.contributions, name, method, before, **context)
    return outbox.queue(*drafts)


def _knows(registration: Registration, revision: datetime) -> bool:
    """Say whether the person has been told of the event, in this revision of it, already."""
    if registration.status != Status.CONFIRMED:
        return registration.created_at >= revision
    invite = getattr(registration, "invite", None)
    return bool(invite and invite.is_held and invite.revision and invite.revision >= revision)


def _changes(registration: Registration, before: PendingUpdate) -> dict[str, Any]:
    event, person = registration.event, registration.person
    with override(language_of(event, person)):
        joins = registration.status == Status.CONFIRMED
        return {"changes": changes(before, event, person.zone, tells_link=joins)}


def _take_back_reminders(told: Collection[News]) -> None:
    """Take back what reminds people of what they had to do as they stood before."""
    stand: dict[str, list[Registration]] = {}
    for news in told:
        if news.change.from_status:  # who is new has not been reminded
            stand.setdefault(news.registration.status, []).append(news.registration)
    for status, found in stand.items():
        reminded.take_back_from(found[0].event, [one.person for one in found], status)


def reminder(registration: Registration, name: str, key: str, words: Words | None = None, **context: Any) -> Draft:
    """Return the draft of a reminder; key names the occasion, words stand in place of the mail's own."""
    return _draft(name, registration, key, words=words, **context)


def _draft(
    name: str,
    registration: Registration,
    key: str,
    part: Part = NOTHING,
    *,
    words: Words | None = None,
    **more: Any,
) -> Draft:
    event, person = registration.event, registration.person
    with override(language_of(event, person)):
        said = say(name, context(registration, method=part.method, stays=part.stays, **more))
        mail = said.render(subject=words.subject if words else "", text=words.text if words else "")
    return mails.draft(
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
        "register_url": settings.BASE_URL + reverse("registration:register", args=[event.slug]),
        "me_url": links.own(registration),
        "nominee_url": links.nominee(registration) if registration.delegation_id else "",
        "offer_until": moment_text(offer_ends, event.zone) if offer_ends else "",
        "reader_offer_until": moment_text(offer_ends, person.zone) if offer_ends and person.zone else "",
        # Not the whole address: should the team be mistaken, it is a stranger's.
        "kept_address": kept.person.hinted_email if kept else "",
        "method": method,
        "join_url": event.join_url if registration.status == Status.CONFIRMED else "",
        **more,
    }
