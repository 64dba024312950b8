"""The filters of the public agenda. They are in its address, so that a reader can keep or send it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from events.agenda.languages import language_names
from events.public.agenda.timetable import ShownSession, track_names


@dataclass(frozen=True, slots=True)
class AgendaFilter:
    """Which sessions are shown: those of a track, those interpreted into a language, and those of the reader."""

    track: str = ""
    language: str = ""
    is_mine: bool = False

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        return cls(query.get("track", ""), query.get("language", ""), "mine" in query)

    @property
    def query(self) -> str:
        """The query string of this filter, with its question mark; "?" without a filter, which clears the others."""
        pairs = [(name, value) for name in ("track", "language") if (value := getattr(self, name))]
        parts = [urlencode(pairs)] if pairs else []
        return "?" + "&".join([*parts, "mine"] if self.is_mine else parts)

    def select(self, shown: Iterable[ShownSession]) -> list[ShownSession]:
        return [item for item in shown if self._matches(item)]

    def _matches(self, shown: ShownSession) -> bool:
        session = shown.session
        return (
            (not self.track or session.track == self.track)
            and (not self.language or self.language in session.languages)
            and (not self.is_mine or shown.is_mine or not session.is_optional)
        )


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A link that sets or clears one filter. kind: "all", "track", "language" or "mine"."""

    kind: str
    label: str
    query: str
    is_current: bool


def filter_links(current: AgendaFilter, shown: Sequence[ShownSession], *, has_mine: bool) -> list[FilterLink]:
    """Return the links of the filters that can select something; [] if there are none. A second click clears a filter."""
    sessions = [item.session for item in shown]
    codes = list(dict.fromkeys(code for session in sessions for code in session.languages))
    links = [
        FilterLink("track", track, replace(current, track=_toggled(current.track, track)).query, current.track == track)
        for track in track_names(sessions)
    ]
    links += [
        FilterLink(
            "language",
            name,
            replace(current, language=_toggled(current.language, code)).query,
            current.language == code,
        )
        for code, name in zip(codes, language_names(codes), strict=True)
    ]
    if has_mine:
        query = replace(current, is_mine=not current.is_mine).query
        links.append(FilterLink("mine", _("My sessions"), query, current.is_mine))
    if not links:
        return []
    return [FilterLink("all", _("All"), AgendaFilter().query, current == AgendaFilter()), *links]


def _toggled(current: str, value: str) -> str:
    return "" if current == value else value
