"""The mails that a person can do without, for them to choose from: declared by the apps that send them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from notifications.preferences.queries import optional_key

OptionSource = Callable[[User], Iterable["Option"]]


@dataclass(frozen=True)
class Option:
    """One kind of mails of one place, in words: what they are, and when they come."""

    what: str
    scope: str
    label: str
    about: str

    @property
    def optional(self) -> str:
        """How a Draft of it says so."""
        return optional_key(self.what, self.scope)


_offers: list[OptionSource] = []


def register_options(offer: OptionSource) -> None:
    """Make known who knows of optional mails that a person may get."""
    if offer not in _offers:
        _offers.append(offer)


def options_for(person: User) -> list[Option]:
    """Return all that person may choose."""
    return [option for offer in _offers for option in offer(person)]
