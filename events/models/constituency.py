"""The constituencies of a programme: which it uses, in which order, and with which names (decision 0026)."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from accounts.models import Constituency

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TRIPARTITE = (Constituency.GOVERNMENT, Constituency.EMPLOYERS, Constituency.WORKERS)
type Row = Mapping[str, str]  # key, name ("" for the usual one) and group


class Constituencies:
    """The constituencies of one programme. own: its rows, in order; empty for Plenary's constituencies.

    The keys are those of Constituency: profiles of people, delegations and conditions store them, so they stay the same
    when a programme changes a name. Each key counts for one tripartite group, or for none."""

    def __init__(self, own: Iterable[Row] = ()) -> None:
        self.own: dict[str, Row] = {row["key"]: row for row in own if row.get("key") in Constituency.values}

    def choices(self, *, also: Collection[str] = ()) -> "list[tuple[str, StrOrPromise]]":
        """Return (key, name) of the constituencies that people choose from. also: keys that stay choices if they exist."""
        if not self.own:
            return list(Constituency.choices)
        others = [key for key in Constituency.values if key in also and key not in self.own]
        return [(key, self.label(key)) for key in [*self.own, *others]]

    def all_choices(self) -> "list[tuple[str, StrOrPromise]]":
        """Return all keys with their names, those of the programme first: people of other programmes may have them."""
        return self.choices(also=Constituency.values)

    @property
    def always_shown(self) -> Collection[str]:
        """The keys that have a column in each table, also without people."""
        return list(self.own) or TRIPARTITE

    def columns(self, used: Collection[str]) -> "list[tuple[str, StrOrPromise]]":
        """Return (key, name) of the columns of a table: the keys that are always shown, and those that it uses."""
        shown = {*self.always_shown, *used}
        return [(key, name) for key, name in self.all_choices() if key in shown]

    def label(self, key: str) -> "StrOrPromise":
        """Return the name of a key in this programme; "" for no constituency."""
        return self.own_name(key) or (Constituency(key).label if key in Constituency.values else key)

    def own_name(self, key: str) -> str:
        """Return the name that the programme has given a key; "" for the usual name."""
        return self.own[key].get("name", "") if key in self.own else ""

    def group(self, key: str) -> str:
        """Return the tripartite group for which a key counts in statistics; "" for none."""
        return self.own[key].get("group", "") if key in self.own else key if key in TRIPARTITE else ""

    def words(self) -> dict[str, str]:
        """Return the keys by the names that the programme has given them."""
        return {row["name"]: key for key, row in self.own.items() if row.get("name")}
