"""Who comes to a visit, who agrees that the host sees their passport data, and the list itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.timezone import now

from accounts.encryption import DecryptionError
from accounts.models import User
from events.journeys.meetings import hosts
from events.journeys.meetings.visitors import Visitor, registrations_of, team_of, visitor_of
from events.models import Event, Meeting, PassportConsent, Registration
from events.models.country import country_names
from events.travel.details import TravelData
from events.travel.queries import travel_data_of

Answer = PassportConsent.Answer
# What the list shows of each visitor who agrees; the date of birth only if the host asks for it.
LISTED = ("passport_name", "passport_number", "nationality", "passport_expires_on")


@dataclass(frozen=True)
class AskedVisitor:
    """A participant who comes. consent: None while they were not asked. data: their travel details, if they have a passport."""

    registration: Registration
    consent: PassportConsent | None
    data: TravelData | None

    @property
    def lacks_birth_date(self) -> bool:
        return self.data is not None and self.data.born_on is None


@dataclass(frozen=True)
class ListLine:
    """A line of the list. data: None if the visitor has not agreed, or belongs to the team: only the name is known then."""

    visitor: Visitor
    registration: Registration | None = None
    data: TravelData | None = None
    nationality: str = ""  # in words, in the active language
    born_on: date | None = None  # only if the host asks for it, and the visitor has agreed to that

    @property
    def name(self) -> str:
        """The name as in the passport, if the list has it."""
        return (self.data.passport_name if self.data else "") or self.visitor.name

    @property
    def expires_on(self) -> date | None:
        return self.data.passport_expires_on if self.data else None


@dataclass(frozen=True)
class ConsentQuestion:
    """A question to a traveller about one visit. readers: the names of those who can open the list now.

    missing: what the answer yes does not help with yet: the labels of what their travel details lack."""

    consent: PassportConsent
    readers: Sequence[str]
    missing: Sequence[str | Promise] = ()

    @property
    def meeting(self) -> Meeting:
        return self.consent.meeting


def wants_passports(meeting: Meeting) -> bool:
    """Return whether the host needs passport data for a visit that is ahead."""
    return meeting.lists_passports and meeting.session.starts_at is not None and hosts.is_open(meeting)


def is_readable(meeting: Meeting) -> bool:
    """Return whether the list can be opened: the host has confirmed the visit, and it is not over."""
    return wants_passports(meeting) and meeting.status in Meeting.AGREED


def asked_visitors(meeting: Meeting) -> list[AskedVisitor]:
    """Return the participants who come, in the order of the list. Two queries. The passports are decrypted."""
    consents = {consent.registration_id: consent for consent in meeting.passport_consents.all()}
    rows = registrations_of(meeting.session).select_related("travel")
    found = [AskedVisitor(row, consents.get(row.pk), _passport_of(row)) for row in rows]
    return sorted(found, key=lambda one: one.registration.person.full_name)


def list_of(meeting: Meeting) -> list[ListLine]:
    """Return the list that a reader sees: the passport data of those who agreed, and the names of all others who come.

    The caller records the look. Four queries."""
    agreed = {consent.registration_id: consent for consent in meeting.passport_consents.filter(answer=Answer.GIVEN)}
    rows = registrations_of(meeting.session).select_related("travel")
    names = country_names()
    lines = [_line(row, names, agreed.get(row.pk), meeting) for row in rows]
    lines.sort(key=lambda line: (line.visitor.country, line.visitor.name))
    return lines + [ListLine(visitor) for visitor in team_of(meeting.session)]


def _line(
    registration: Registration, names: Mapping[str, str], agreed: PassportConsent | None, meeting: Meeting
) -> ListLine:
    data = _passport_of(registration) if agreed else None
    code = data.nationality if data else ""
    has_birth_date = agreed is not None and agreed.with_birth_date and meeting.lists_birth_dates
    born_on = data.born_on if data and has_birth_date else None
    return ListLine(visitor_of(registration, names), registration, data, names.get(code, code), born_on)


def questions_to(event: Event, person: User) -> list[ConsentQuestion]:
    """Return what a traveller was asked about the visits that are ahead, in the order of time. Two queries at most.

    The travel details are decrypted."""
    consents = PassportConsent.objects.filter(
        registration__event=event,
        registration__person=person,
        registration__status=Registration.Status.CONFIRMED,
        meeting__session__ends_at__gt=now(),
    )
    rows = consents.select_related("meeting__session", "registration__travel")
    rows = rows.prefetch_related("meeting__list_readers")
    found = []
    for consent in rows.order_by("meeting__session__starts_at", "pk"):
        consent.meeting.session.event = event
        if wants_passports(consent.meeting):
            readers = [reader.name for reader in consent.meeting.list_readers.all()]
            found.append(ConsentQuestion(consent, readers, _missing(consent)))
    return found


def _missing(consent: PassportConsent) -> list[str | Promise]:
    """Return the labels of what the travel details lack of what the list shows. Unreadable details lack all of it."""
    try:
        data = travel_data_of(consent.registration)
    except DecryptionError:
        data = TravelData()
    missing = [TravelData.LABELS[name] for name in LISTED if not getattr(data, name)]
    if consent.meeting.lists_birth_dates and not data.born_on:
        missing.append(TravelData.BIRTH_DATE_LABEL)
    return missing


def _passport_of(registration: Registration) -> TravelData | None:
    """Return the travel data if it has a passport that this installation can read."""
    try:
        data = travel_data_of(registration)
    except DecryptionError:
        return None
    return data if data.passport_number else None
