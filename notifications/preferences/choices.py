"""The optional mails that a person can choose. The apps that send them register them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from notifications.preferences.queries import optional_key

OptionSource = Callable[[User], Iterable["Option"]]


@dataclass(frozen=True)
class Option:
    """One kind of optional mails in one scope. `label` names it, `about` tells when such mails are sent."""

    what: str
    scope: str
    label: str
    about: str

    @property
    def optional(self) -> str:
        """The value of `optional` in a Draft of such a mail."""
        return optional_key(self.what, self.scope)


_sources: list[OptionSource] = []


def register_options(*sources: OptionSource) -> None:
    """Register functions that return the options of a person."""
    _sources.extend(source for source in sources if source not in _sources)


def options_for(person: User) -> list[Option]:
    """Return the options of a person."""
    return [option for source in _sources for option in source(person)]
