"""The parts of a mission or a visit that the public can see. The team chooses them one by one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.models import Mission, StudyVisit

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Without one of these, public lists and feeds do not have the event.
NEEDED = frozenset({"title", "dates", "country"})


@dataclass(frozen=True)
class PublicFields:
    """The fields of one kind of event. labels: by their names, in their order. default: those that are public at first."""

    labels: Mapping[str, "StrOrPromise"]
    default: tuple[str, ...]

    def known(self, chosen: Collection[str]) -> list[str]:
        """Return those of the names that are fields, each once, in their order."""
        return [name for name in self.labels if name in chosen]

    def labels_of(self, chosen: Collection[str]) -> list["StrOrPromise"]:
        return [self.labels[name] for name in self.known(chosen)]

    def give(self, record: Mission | StudyVisit, chosen: Collection[str]) -> None:
        """Give a row the chosen fields. It is not saved."""
        record.public_fields = self.known(chosen)
        record.is_listed = is_listed(record.public_fields)


def is_listed(chosen: Collection[str]) -> bool:
    """Return whether public lists and feeds have an event with these fields."""
    return set(chosen) >= NEEDED
