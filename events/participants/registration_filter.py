"""Filters of an event's registrations, as values: without an HTML form, and without the database."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import parse_qs, urlencode

from accounts.models import Constituency
from events.models import Registration

NOT_SAID = "-"  # selects people without a country, constituency, gender or answer, and registrations without a funding


class RequirementState(StrEnum):
    UNCHECKED = "unchecked"
    NOT_MET = "not_met"


class RegisteredBy(StrEnum):
    THEMSELVES = "self"
    OTHERS = "others"


class PersonCheck(StrEnum):
    """What the team should know about a person before it decides. `events.participants.checks` finds it."""

    DUPLICATE = "duplicate"
    CLASH = "clash"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    question: int  # the key of an EventQuestion
    value: str  # the value of a choice, YES, NO, the code of a country, or NOT_SAID

    @property
    def name(self) -> str:
        """Return the parameter of this filter in an address. It is also the name of its form field."""
        return f"q_{self.question}"


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """Which registrations of one event are meant. An empty field does not restrict them.

    The address of the table of registrations contains such a filter. An announcement stores one as text."""

    search: str = ""
    status: str = ""  # a value of Registration.Status
    country: str = ""  # an ISO 3166 code of two letters, or NOT_SAID
    constituency: str = ""  # a value of Constituency, or NOT_SAID
    gender: str = ""  # a value of Gender, or NOT_SAID
    mode: str = ""  # a value of Registration.Mode
    registered_by: RegisteredBy | int | None = None  # an int is the key of a user
    funding: str = ""  # a value of Registration.Funding, or NOT_SAID
    requirements: str = ""  # a value of RequirementState: someone has a requirement in this state
    check: str = ""  # a value of PersonCheck
    session: int | None = None  # the key of a session that people chose
    track: str = ""  # they chose a session of this track
    delegation: int | None = None  # the key of their delegation
    tags: tuple[int, ...] = ()  # keys of tags: a registration has at least one of them
    answers: tuple[AnswerFilter, ...] = ()

    def serialize(self) -> str:
        """Return the filter as the query string of an address, without the fields that do not restrict anything."""
        fields: list[tuple[str, str | int | None]] = [
            ("q", self.search),
            ("status", self.status),
            ("country", self.country),
            ("constituency", self.constituency),
            ("gender", self.gender),
            ("mode", self.mode),
            ("by", self.registered_by),
            ("funding", self.funding),
            ("requirements", self.requirements),
            ("check", self.check),
            ("session", self.session),
            ("track", self.track),
            ("delegation", self.delegation),
            *(("tag", tag) for tag in self.tags),
            *((answer.name, answer.value) for answer in self.answers),
        ]
        return urlencode([(name, str(value)) for name, value in fields if value not in {"", None}])

    def of_others(self) -> Self:
        """Return the part of this filter that also restricts contributors and focal points."""
        return type(self)(session=self.session, track=self.track, delegation=self.delegation)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the filter that `serialize` has written. Raise ValueError if text is not such a filter.

        Whether the event still has the tags and the questions is a question for `filtering.is_outdated`."""
        values = parse_qs(text)
        tags = tuple(int(key) for key in values.pop("tag", []))
        fields = {name: several[-1] for name, several in values.items()}
        return cls(
            search=fields.pop("q", ""),
            status=_known(Registration.Status.values, fields.pop("status", "")),
            country=fields.pop("country", ""),
            constituency=_known([*Constituency.values, NOT_SAID], fields.pop("constituency", "")),
            gender=fields.pop("gender", ""),
            mode=_known(Registration.Mode.values, fields.pop("mode", "")),
            registered_by=parse_registered_by(fields.pop("by", "")),
            funding=_known([*Registration.Funding.values, NOT_SAID], fields.pop("funding", "")),
            requirements=_known([*RequirementState], fields.pop("requirements", "")),
            check=_known([*PersonCheck], fields.pop("check", "")),
            session=parse_key(fields.pop("session", "")),
            track=fields.pop("track", ""),
            delegation=parse_key(fields.pop("delegation", "")),
            tags=tags,
            answers=tuple(AnswerFilter(_question(name), value) for name, value in fields.items()),
        )


def parse_registered_by(text: str) -> RegisteredBy | int | None:
    """Return who registered the people. Raise ValueError if text is neither empty, nor a RegisteredBy, nor a key."""
    if text in RegisteredBy:
        return RegisteredBy(text)
    return parse_key(text)


def parse_key(text: str) -> int | None:
    """Return the key of a row, or None for an empty text. Raise ValueError if text is not a number."""
    return int(text) if text else None


def _known(values: list[str], value: str) -> str:
    if value and value not in values:
        raise ValueError(value)
    return value


def _question(name: str) -> int:
    if not name.startswith("q_"):
        raise ValueError(name)
    return int(name.removeprefix("q_"))
