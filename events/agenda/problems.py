"""The problems of an agenda that an organiser should look at."""

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    ROOM = "room"
    PERSON = "person"
    ELSEWHERE = "elsewhere"  # a person has a task in another event of the programme
    AWAY = "away"  # a person has said that they cannot come on this day
    TRAVEL = "travel"  # people are on a leg
    HOST = "host"  # one host has two visits at once
    BUS = "bus"  # the bus leaves before people are free
    OUTSIDE = "outside"
    CAPACITY = "capacity"
    UNLIKELY = "unlikely"  # a time that is probably a mistake


@dataclass(frozen=True)
class Problem:
    """A problem that an organiser should look at. keys: the items concerned. short: the reason in a few words."""

    kind: ProblemKind
    keys: tuple[str, ...]
    short: str
    text: str
