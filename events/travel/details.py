"""The travel data of a person, as it is encrypted. No queries."""

from calendar import monthrange
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.encryption import DecryptionError
from events.models import Event, KeyChange
from events.models.question import NO, YES

What = KeyChange.What


class AllowanceMethod(TextChoices):
    """How a person receives the daily allowance (DSA)."""

    BANK = "bank", _("By bank transfer")
    CASH = "cash", _("In cash")
    NONE = "none", _("Not needed")


YES_NO_CHOICES = [(YES, _("Yes")), (NO, _("No"))]


@dataclass(frozen=True)
class TravelData:
    """The passport and journey of one person. Empty fields have not been entered yet."""

    passport_name: str = ""
    passport_number: str = ""
    nationality: str = ""  # ISO 3166-1 alpha-2
    passport_expires_on: date | None = None
    born_on: date | None = None  # only for the lists of hosts: see queries.asks_birth_date()
    no_journey: bool = False  # the person lives near the venue
    arrival_at: datetime | None = None
    arrival_with: str = ""
    departure_at: datetime | None = None
    departure_with: str = ""
    visa: str = ""  # YES if the person needs a visa
    allowance: str = ""  # of AllowanceMethod
    special_needs: str = ""
    # Whether the data was complete once. From then on, organisers review changes.
    was_complete: bool = False

    # The required fields, in the order of the form.
    LABELS: ClassVar[dict[str, str | Promise]] = {
        "passport_name": _("Name in the passport"),
        "passport_number": _("Passport number"),
        "nationality": _("Nationality"),
        "passport_expires_on": _("Passport valid until"),
        "arrival_at": _("Arrival"),
        "departure_at": _("Departure"),
        "visa": _("Whether you need a visa"),
        "allowance": _("How your daily allowance is paid"),
    }
    BIRTH_DATE_LABEL = _("Date of birth")
    # Fields that are not required from a person without a journey.
    JOURNEY: ClassVar[frozenset[str]] = frozenset({"arrival_at", "departure_at", "visa", "allowance"})
    # Fields that letters, tickets and badges use. Their changes are recorded for the organisers.
    KEYS: ClassVar[dict[str, What]] = {
        "passport_name": What.PASSPORT_NAME,
        "passport_number": What.PASSPORT_NUMBER,
        "nationality": What.NATIONALITY,
    }

    def as_json(self) -> dict[str, Any]:
        """Return the fields that are not empty. Times are in ISO 8601, with the offset in which they were entered."""
        entered = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in entered.items()}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "TravelData":
        """Return the data that as_json() returned. Unknown fields are ignored. Raise DecryptionError if it is invalid."""
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        try:
            for name in {"passport_expires_on", "born_on"} & values.keys():
                values[name] = date.fromisoformat(values[name])
            for name in ("arrival_at", "departure_at"):
                if name in values:
                    values[name] = datetime.fromisoformat(values[name])
        except (TypeError, ValueError) as error:
            raise DecryptionError from error
        return cls(**values)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, field.name) for field in fields(self) if field.name != "was_complete")

    @property
    def needs_visa(self) -> bool:
        return self.visa == YES

    @property
    def visa_text(self) -> str:
        return str(dict(YES_NO_CHOICES).get(self.visa, ""))

    @property
    def allowance_text(self) -> str:
        return str(AllowanceMethod(self.allowance).label) if self.allowance in AllowanceMethod.values else ""

    def missing(self) -> list[str]:
        """Return the names of the required fields that are empty."""
        required = [name for name in self.LABELS if not (self.no_journey and name in self.JOURNEY)]
        return [name for name in required if not getattr(self, name)]

    def changed_keys(self, before: "TravelData") -> list[What]:
        """Return which of KEYS have changed since `before`, or nothing if `before` was never complete."""
        if not before.was_complete:
            return []
        return [what for name, what in self.KEYS.items() if getattr(self, name) != getattr(before, name)]

    def expires_early(self, event: Event) -> bool:
        """Return whether the passport expires within six months after the event. Many countries refuse entry then."""
        last = event.local_ends_at or event.local_starts_at
        if last is None or self.passport_expires_on is None:
            return False
        last_day = (
            (last - timedelta(microseconds=1)).date() if event.local_ends_at else last.date()
        )  # the end is exclusive
        return self.passport_expires_on < six_months_after(last_day)


def six_months_after(day: date) -> date:
    """Return the same day six months later, or the last day of that month if it is shorter."""
    years, month = divmod(day.month + 5, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
