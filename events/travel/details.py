"""What a person tells for their journey and identity, as it is sealed: pure, no query."""

from calendar import monthrange
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events.models import Event, KeyChange
from events.models.question import NO, YES
from events.travel.encryption import DecryptionError

What = KeyChange.What


class Allowance(TextChoices):
    """How somebody gets their daily allowance (DSA)."""

    BANK = "bank", _("By bank transfer")
    CASH = "cash", _("In cash")
    NONE = "none", _("Not needed")


YES_OR_NO = [(YES, _("Yes")), (NO, _("No"))]


@dataclass(frozen=True)
class TravelFacts:
    passport_name: str = ""
    passport_number: str = ""
    nationality: str = ""  # ISO 3166-1 alpha-2
    passport_expires_on: date | None = None
    no_journey: bool = False  # lives where it takes place
    arrival_at: datetime | None = None
    arrival_with: str = ""
    departure_at: datetime | None = None
    departure_with: str = ""
    visa: str = ""  # "yes" if they need one
    allowance: str = ""
    special_needs: str = ""
    # Whether all that is needed was there once: from then on a change is one to look at.
    was_complete: bool = False

    LABELS: ClassVar[dict[str, Any]] = {
        "passport_name": _("Name in the passport"),
        "passport_number": _("Number of the passport"),
        "nationality": _("Nationality"),
        "passport_expires_on": _("Passport valid until"),
        "arrival_at": _("Arrival"),
        "departure_at": _("Departure"),
        "visa": _("Whether you need a visa"),
        "allowance": _("How your daily allowance is paid"),
    }
    JOURNEY: ClassVar[frozenset[str]] = frozenset({"arrival_at", "departure_at", "visa", "allowance"})
    # Upon which of these papers depend, and what a change of it is called.
    KEYS: ClassVar[dict[str, What]] = {
        "passport_name": What.PASSPORT_NAME,
        "passport_number": What.PASSPORT_NUMBER,
        "nationality": What.NATIONALITY,
    }

    def as_json(self) -> dict[str, Any]:
        """Return what is said, without what is empty; times with the offset on whose clocks they were written."""
        found = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "TravelFacts":
        """Return what as_json() gave; names that this version does not know are left out. Raises CannotRead."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in said.items() if name in known}
        try:
            if "passport_expires_on" in values:
                values["passport_expires_on"] = date.fromisoformat(values["passport_expires_on"])
            for name in ("arrival_at", "departure_at"):
                if name in values:
                    values[name] = datetime.fromisoformat(values[name])
        except (TypeError, ValueError) as error:
            raise DecryptionError from error
        return cls(**values)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self) if one.name != "was_complete")

    @property
    def needs_visa(self) -> bool:
        return self.visa == YES

    @property
    def visa_text(self) -> str:
        return str(dict(YES_OR_NO).get(self.visa, ""))

    @property
    def allowance_text(self) -> str:
        return str(Allowance(self.allowance).label) if self.allowance in Allowance.values else ""

    def missing(self) -> list[str]:
        """Return the names of what the organisers still need."""
        names = [name for name in self.LABELS if not (self.no_journey and name in self.JOURNEY)]
        return [name for name in names if not getattr(self, name)]

    def changed_keys(self, before: "TravelFacts") -> list[What]:
        """Return upon which papers depend and that is another now than before, once all was there."""
        if not before.was_complete:
            return []
        return [what for name, what in self.KEYS.items() if getattr(self, name) != getattr(before, name)]

    def expires_early(self, event: Event) -> bool:
        """Say whether the passport ends within six months after the event, which many borders refuse."""
        last = event.local_ends_at or event.local_starts_at
        if last is None or self.passport_expires_on is None:
            return False
        return self.passport_expires_on < half_a_year_after(last.date())


def half_a_year_after(day: date) -> date:
    """Return the same day six months on, or the last of a month that is shorter."""
    years, month = divmod(day.month + 5, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
