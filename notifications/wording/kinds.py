"""The mails whose texts organisers can replace, and the placeholders of each. The app that sends the mails declares
them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from notifications.wording.markdown import Value

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """A name in braces that is filled for each reader.

    about: its description for organisers. sample: returns a value for previews, in the active language.
    is_link: the value is an address, and is shown as a link."""

    name: str
    about: Text
    sample: Callable[[], Value]
    is_link: bool = False


@dataclass(frozen=True, kw_only=True)
class MailKind:
    """The declaration of a mail text.

    required: the names of the placeholders that every version of the text must contain.
    is_shipped: the text has default files, which organisers can replace; False for a text that is written each time."""

    name: str
    label: Text
    group: Text
    placeholders: Sequence[Placeholder]
    required: Collection[str] = ()
    is_shipped: bool = True

    @property
    def names(self) -> list[str]:
        return [placeholder.name for placeholder in self.placeholders]

    @property
    def links(self) -> frozenset[str]:
        return frozenset(placeholder.name for placeholder in self.placeholders if placeholder.is_link)

    @property
    def lists(self) -> frozenset[str]:
        """The placeholders that stand for a list, and need a paragraph of their own."""
        return frozenset(
            placeholder.name for placeholder in self.placeholders if not isinstance(placeholder.sample(), str)
        )

    def samples(self) -> dict[str, Value]:
        return {placeholder.name: placeholder.sample() for placeholder in self.placeholders}


_kinds: dict[str, MailKind] = {}


def declare(kinds: Iterable[MailKind]) -> None:
    _kinds.update((kind.name, kind) for kind in kinds)


def get(name: str) -> MailKind | None:
    return _kinds.get(name)


def every() -> list[MailKind]:
    """Return the texts that organisers can replace, in the order of their declaration."""
    return [kind for kind in _kinds.values() if kind.is_shipped]
