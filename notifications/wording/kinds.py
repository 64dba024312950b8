"""The mails whose words may be written otherwise, and the placeholders of each: declared by the app that sends them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from notifications.wording.markdown import Value

Text = str | Promise


@dataclass(frozen=True)
class Placeholder:
    """sample: a value to show, said when it is asked for, in the language that is active then."""

    name: str
    about: Text
    sample: Callable[[], Value]
    is_link: bool = False


@dataclass(frozen=True)
class Kind:
    """A mail. required: names of the placeholders without which its words would be worth nothing."""

    name: str
    label: Text
    group: Text
    placeholders: tuple[Placeholder, ...]
    required: frozenset[str] = field(default_factory=frozenset)
    is_shipped: bool = True  # not so where somebody writes it anew each time

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.placeholders]

    @property
    def links(self) -> frozenset[str]:
        return frozenset(one.name for one in self.placeholders if one.is_link)

    @property
    def lists(self) -> frozenset[str]:
        """Placeholders that stand for a list, and need a paragraph of their own."""
        return frozenset(one.name for one in self.placeholders if not isinstance(one.sample(), str))

    def samples(self) -> dict[str, Value]:
        return {one.name: one.sample() for one in self.placeholders}


_kinds: dict[str, Kind] = {}


def declare(kinds: Iterable[Kind]) -> None:
    """Make kinds known."""
    _kinds.update((kind.name, kind) for kind in kinds)


def get(name: str) -> Kind | None:
    return _kinds.get(name)


def every() -> list[Kind]:
    """Return all kinds that come with words, in the order in which they were declared."""
    return [kind for kind in _kinds.values() if kind.is_shipped]
