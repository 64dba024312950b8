"""The facts from which a mail about an event is written to one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from django.conf import settings

from accounts.models import User
from events.calendars import entry_text
from events.calendars.dates import when_text
from events.calendars.invites import Method
from events.models import (
    Assignment,
    Contributor,
    Delegation,
    Deliverable,
    Event,
    FollowUp,
    Leg,
    OfficialLetter,
    PendingUpdate,
    PlannedReminder,
    Programme,
    Registration,
    RegistrationChange,
    Session,
    Slides,
    Step,
)

Status = Registration.Status


@dataclass(frozen=True, kw_only=True)
class MailLinks:
    """Absolute addresses of pages that one person opens from a mail; "" for a page that the person does not have."""

    own_page: str = ""  # their registration: status, offer, cancellation
    register: str = ""
    nominee: str = ""  # where a nominee answers
    nominate: str = ""  # where a focal point nominates
    details: str = ""
    evaluation: str = ""
    declined: str = ""  # where a person answers whose calendar declined
    contribution: str = ""  # where a contributor answers, and gives what the organisers need
    journey: str = ""  # where a traveller sees their legs, meetings and hotels
    renewed: str = ""  # a page of this person whose link they asked for
    refuse: str = ""  # where optional mails are turned off
    join: str = ""  # of the online meeting


@dataclass(frozen=True, kw_only=True)
class EventUpdate:
    """What has happened to an event: its earlier state if it has changed, or the reason if it does not take place."""

    before: PendingUpdate | None = None
    is_moved: bool = False  # another time, place or format
    keeps_answers: bool = False  # calendars get the new text, and ask for no new answer
    reason: str = ""


@dataclass(frozen=True)
class SessionChange:
    """A session before and after a change. Neither needs to be saved. after is None if it does not take place."""

    before: Session
    after: Session | None

    @property
    def title(self) -> str:
        return self.after.title if self.after else self.before.title


@dataclass(frozen=True)
class LegChange:
    """A leg before and after a change, for one traveller. before is None for a new leg, after for one that they leave."""

    before: Leg | None
    after: Leg | None


@dataclass(frozen=True, kw_only=True)
class JourneyFacts:
    """What a mail tells a traveller: changed legs, all legs, or the lines of the next day. day: that day as text."""

    changes: Sequence[LegChange] = ()
    legs: Sequence[Leg] = ()
    day: str = ""
    lines: Sequence[str] = ()
    hotel: str = ""


@dataclass(frozen=True, kw_only=True)
class DetailsRequest:
    """The details that a participant is asked for."""

    has_travel: bool
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class DelegationTerms:
    """What a focal point may fill in a delegation: seats, reserves and the deadline (aware)."""

    seats: int
    reserve_seats: int
    closes_at: datetime | None

    @classmethod
    def of(cls, delegation: Delegation) -> "DelegationTerms":
        return cls(delegation.seats, delegation.reserve_seats, delegation.nomination_closes_at)


@dataclass(frozen=True)
class DelegationChange:
    """A change of a delegation, for its focal point. after is None if they no longer fill it."""

    delegation: str
    before: DelegationTerms
    after: DelegationTerms | None


@dataclass(frozen=True, kw_only=True)
class NominationRequest:
    """The delegations whose seats a focal point fills, and how they have changed."""

    delegations: Sequence[Delegation] = ()
    is_first: bool = False  # the first mail with this link
    changes: Sequence[DelegationChange] = ()
    returned: OfficialLetter | None = None  # with the reason


@dataclass(frozen=True, kw_only=True)
class MailedSlides:
    """What has happened to an email with slides.

    files: the names of the files that were not taken. problem: a key of values.SLIDE_PROBLEMS, "" if slides were taken."""

    slides: Slides | None = None
    session: Session | None = None
    files: Sequence[str] = ()
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class ReminderFacts:
    """What a reminder is about: its plan, and the session or the deliverables that it names."""

    planned: PlannedReminder
    session: Session | None = None
    deliverables: Sequence[Deliverable] = ()


@dataclass(frozen=True, kw_only=True)
class MailContext:
    """The facts about one recipient of a mail.

    The parts that are None do not concern the mail. contributions is empty, not None, for a person who no longer
    contributes."""

    event: Event
    person: User
    registration: Registration | None = None
    links: MailLinks = field(default_factory=MailLinks)
    change: RegistrationChange | None = None  # the change of the registration that caused the mail
    method: Method = Method.NONE  # of the calendar part
    stays_in_calendar: bool = False  # the event stays there although the seat is lost
    keeps_seat: bool = False  # a former contributor who has a seat
    contributions: Sequence[Contributor] | None = None
    update: EventUpdate | None = None
    other_event: Event | None = None  # from which, or to which, the organisers have moved the person
    details: DetailsRequest | None = None
    nomination: NominationRequest | None = None
    reminder: ReminderFacts | None = None
    mailed_slides: MailedSlides | None = None
    slides_tag: str = ""  # of the address to which the reader can send slides; "" if they cannot
    session_changes: Sequence[SessionChange] = ()
    assignment: Assignment | None = None  # of an expert in a mission
    follow_up: FollowUp | None = None  # what the reader has to do after a mission or a visit
    note: str = ""  # what a person has written to the reader
    journey: JourneyFacts | None = None
    session: Session | None = None  # that the calendar part is about; None for the event
    shows_reader_time: bool = True

    @property
    def programme(self) -> Programme:
        return self.event.programme

    @property
    def event_url(self) -> str:
        return settings.BASE_URL + self.event.get_absolute_url()

    @property
    def when(self) -> str:
        """The date of the event on the clocks of its venue, in the active language."""
        return when_text(self.event)

    @property
    def reader_when(self) -> str:
        """The same on the clocks of the reader; "" if those show the same."""
        return when_text(self.event, self.person.zone) if self.shows_reader_time and self.person.zone else ""

    @property
    def is_registered_by_other(self) -> bool:
        """Whether somebody else has just registered the person."""
        registration, change = self.registration, self.change
        if registration is None or change is None or change.action not in {Step.REGISTER, Step.HOLD}:
            return bool(registration and registration.is_asked)
        return change.by_id != self.person.pk

    @property
    def is_named(self) -> bool:
        """Whether the mail may begin with the person's name: not if somebody else chose it, who may be a stranger."""
        return self.registration is None or not (self.registration.is_asked or self.is_nominated)

    @property
    def is_contributor(self) -> bool:
        """Whether the person gets the mail as a contributor, not as a participant."""
        return self.contributions is not None

    @property
    def is_own_change(self) -> bool:
        """Whether the person made the change."""
        return self.change is not None and self.change.by_id == self.person.pk

    @property
    def gave_seat_back(self) -> bool:
        return self.is_own_change and self.change is not None and self.change.from_status == Status.CONFIRMED

    @property
    def is_nominated(self) -> bool:
        """Whether the person was nominated and has not answered."""
        return self.registration is not None and self.registration.status == Status.NOMINATED

    @property
    def is_reserve(self) -> bool:
        return self.registration is not None and bool(self.registration.reserve_rank)

    @property
    def is_online(self) -> bool:
        return self.registration is not None and self.registration.mode == Registration.Mode.ONLINE

    @property
    def kept_registration(self) -> Registration | None:
        """The registration into which this one was merged."""
        return self.registration.merged_into if self.registration else None

    def without_registration(self) -> "MailContext":
        """Return the context of a mail to the same person as a contributor."""
        return replace(self, registration=None, links=replace(self.links, own_page=""))

    def with_placeholder_links(self) -> "MailContext":
        """Return the context with links to the home page: a preview must not reveal a person's own links."""
        names = [link.name for link in fields(MailLinks) if link.name not in {"join", "refuse"}]
        return replace(self, links=MailLinks(**dict.fromkeys(names, settings.BASE_URL)))


def scope(owner: Event | Programme) -> str:
    """Return the scope under which the texts of an event or programme are stored."""
    return f"{'event' if isinstance(owner, Event) else 'programme'}:{owner.pk}"


def language_of(event: Event, person: User) -> str:
    """Return the language (Django's code) of mails to person about event: that of their calendar entries."""
    return entry_text.language(event, person)
