"""The facts from which a mail about an event is written to one person."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.conf import settings

from accounts import languages
from accounts.models import User
from events.calendars.dates import when_text
from events.calendars.invites import Method
from events.models import (
    Contributor,
    Delegation,
    Deliverable,
    Event,
    PendingUpdate,
    PlannedReminder,
    Programme,
    Registration,
    RegistrationChange,
    Session,
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
    refuse: str = ""  # where optional mails are turned off
    join: str = ""  # of the online meeting


@dataclass(frozen=True, kw_only=True)
class EventUpdate:
    """What has happened to an event: its earlier state if it has changed, or the reason if it does not take place."""

    before: PendingUpdate | None = None
    is_moved: bool = False  # another time, place or format
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DetailsRequest:
    """The details that a participant is asked for."""

    has_travel: bool
    missing: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class NominationRequest:
    """The delegations whose seats a focal point fills."""

    delegations: Sequence[Delegation] = ()
    is_first: bool = False  # the first mail with this link


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
    details: DetailsRequest | None = None
    nomination: NominationRequest | None = None
    reminder: ReminderFacts | None = None
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
        home = settings.BASE_URL
        links = replace(
            self.links,
            own_page=home,
            register=home,
            nominee=home,
            nominate=home,
            details=home,
            evaluation=home,
            join="",
        )
        return replace(self, links=links)


def scope(owner: Event | Programme) -> str:
    """Return the scope under which the texts of an event or programme are stored."""
    return f"{'event' if isinstance(owner, Event) else 'programme'}:{owner.pk}"


def language_of(event: Event, person: User) -> str:
    """Return the language (Django's code) of mails to person about event.

    It is the person's own language, else that of the event, of its programme, or English."""
    return languages.django_code(languages.first_supported(person.language, event.language, event.programme.language))
