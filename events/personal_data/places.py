"""Where personal data is: what a declaration of a model says. The declarations are in declarations.py.

They drive the page "My data", the export and the erasure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User

NAME_REMOVED = "Name removed"  # instead of a name in a published programme


class Erase(Enum):
    """What the erasure does with the rows of the person."""

    DELETE = "delete"
    EMPTY = "empty"  # set the fields in `DataPlace.empty`
    KEEP = "keep"  # the row has nothing but numbers, states and times


KINDS = {
    "account": _("Account and profile"),
    "sign_in": _("Ways to sign in, and login sessions"),
    "registrations": _("Registrations and attendance"),
    "answers": _("Answers, files and consents"),
    "travel": _("Travel"),
    "contributions": _("Contributions and nominations"),
    "calendar": _("Calendar"),
    "mails": _("Mails"),
    "team": _("Work for programmes"),
    "notes": _("Notes and decisions about you"),
}


@dataclass(frozen=True)
class DataPlace:
    """What one model holds about people, and what happens to it.

    people: lookups from a row to the person whose data it is. addresses: text fields with an address, for rows that are
    linked to no account. kind and line: the section of the page, and the line of the table of retention.
    shown: lookups that the page and the export contain. ends: the lookup of the time from which the period is counted.
    field_lines: the lines of single fields that are kept for another time than the row.
    empty: the values that an erasure sets. own: text fields with data of the row's person only, which the erasure
    deletes with the row. words: text fields in which others may name the person; the erasure replaces names in them.
    talk: words about people, in which parts of names are replaced, too; `event` leads to the event they are about.
    plain: text fields without words about people. actors: references to people who did something to the row."""

    model: str
    people: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    kind: str = ""
    line: str = "account"
    shown: tuple[str, ...] = ()
    ends: str = ""
    field_lines: Mapping[str, str] = field(default_factory=dict)
    erase: Erase = Erase.KEEP
    empty: Mapping[str, Any] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()
    event: str = ""
    plain: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def rows_of(self, person: User, addresses: frozenset[str] = frozenset()) -> QuerySet[Any]:
        """Return the rows that are about person, or linked to no account and about one of these addresses."""
        condition = Q(pk__in=[])
        for lookup in self.people:
            condition |= Q(**{lookup: person.pk})
        unlinked = Q(**{f"{lookup}__isnull": True for lookup in self.people if "__" not in lookup})
        for lookup in self.addresses:
            for address in addresses:
                condition |= unlinked & Q(**{f"{lookup}__iexact": address})
        return self.model_class._base_manager.filter(condition)
