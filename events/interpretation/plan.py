"""The booths of an event: for each session, its languages with the interpreters, and what is missing."""

from collections import Counter
from dataclasses import dataclass, field

from events.models import Contributor, Event, Session
from events.spoken_languages import LANGUAGES, language_names

FULL_BOOTH = 2  # interpreters take turns


@dataclass(frozen=True)
class Booth:
    """One language of a session.

    assigned: the interpreters who work in this booth. proposed: those without a booth whose pairs have this language."""

    code: str
    assigned: list[str]
    proposed: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(LANGUAGES.get(self.code, self.code))

    @property
    def interpreters(self) -> list[str]:
        return [*self.assigned, *self.proposed]

    @property
    def is_missing(self) -> bool:
        return not self.interpreters

    @property
    def is_alone(self) -> bool:
        return 0 < len(self.interpreters) < FULL_BOOTH


@dataclass
class BoothSession:
    """A session with its booths. unplaced: interpreters of it whose pairs have none of its languages."""

    session: Session
    booths: list[Booth] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    interpreters: list[Contributor] = field(default_factory=list)

    @property
    def missing(self) -> list[Booth]:
        return [booth for booth in self.booths if booth.is_missing]


@dataclass(frozen=True)
class LanguageLine:
    """A language of the event: how many people ask for it, and in how many sessions it is planned."""

    code: str
    requests: int
    sessions: int
    missing: int

    @property
    def name(self) -> str:
        return str(LANGUAGES.get(self.code, self.code))

    @property
    def is_unplanned(self) -> bool:
        return bool(self.requests) and not self.sessions


def booth_list(event: Event) -> list[BoothSession]:
    """Return the sessions that are interpreted, or have an interpreter, by their times. Two queries."""
    interpreters: dict[int, list[Contributor]] = {}
    rows = Contributor.objects.filter(session__event=event, role=Contributor.Role.INTERPRETER)
    for row in rows.not_declined().select_related("expert").order_by("pk"):
        interpreters.setdefault(row.session_id, []).append(row)
    found = []
    for session in event.sessions.select_related("venue__country"):
        session.event = event
        own = interpreters.get(session.pk, [])
        if session.languages or own:
            found.append(_booths(session, own))
    return found


def _booths(session: Session, interpreters: list[Contributor]) -> BoothSession:
    codes = list(session.languages or [])
    # A booth whose language the session no longer has is none.
    free = [one for one in interpreters if one.booth not in codes]
    booths = [
        Booth(
            code,
            [one.name for one in interpreters if one.booth == code],
            [one.name for one in free if code in _codes(one)],
        )
        for code in codes
    ]
    unplaced = [_with_pairs(one) for one in free if not _codes(one) & {*codes}]
    return BoothSession(session, booths, unplaced, interpreters)


def _codes(interpreter: Contributor) -> set[str]:
    pairs = interpreter.expert.pairs if interpreter.expert else []
    return {code for pair in pairs for code in pair}


def _with_pairs(interpreter: Contributor) -> str:
    pairs = interpreter.expert.pairs if interpreter.expert else []
    texts = [" – ".join(language_names(pair)) for pair in pairs]
    return f"{interpreter.name} ({'; '.join(texts)})" if texts else interpreter.name


def language_lines(sessions: list[BoothSession], requests: Counter[str]) -> list[LanguageLine]:
    """Return the languages of the plan and of the requests, the most requested first."""
    planned = Counter(booth.code for one in sessions for booth in one.booths)
    missing = Counter(booth.code for one in sessions for booth in one.missing)
    codes = sorted({*planned, *requests}, key=lambda code: (-requests[code], -planned[code], code))
    return [LanguageLine(code, requests[code], planned[code], missing[code]) for code in codes]
