"""The daily allowance (DSA) of a journey: a share of the rate of a place, less what is provided. No queries.

A rate is for one calendar day, at the place where the night is spent. The last day has no night, so it pays a smaller share.
A night in the air counts at the rate of the place of arrival, with the lodging provided."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
WHOLE = Decimal(1)
PLACE, AIR, LAST = "place", "air", "last"  # the values of AllowanceDay.Night


@dataclass(frozen=True)
class AllowanceRule:
    """The shares of a daily rate that are taken off if something is provided, and the share of the last day."""

    lodging: Decimal = Decimal("0.50")
    breakfast: Decimal = Decimal("0.05")
    lunch: Decimal = Decimal("0.10")
    dinner: Decimal = Decimal("0.15")
    last_day: Decimal = Decimal("0.40")

    def as_json(self) -> dict[str, str]:
        return {name: str(share) for name, share in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "AllowanceRule":
        """Return the rule that as_json() returned. A share that is missing or unreadable has its default."""
        shares = {}
        for field in fields(cls):
            try:
                shares[field.name] = Decimal(str(stored[field.name]))
            except (KeyError, InvalidOperation):
                continue
        return cls(**shares)


@dataclass(frozen=True)
class Provided:
    """What somebody else gives on a day."""

    lodging: bool = False
    breakfast: bool = False
    lunch: bool = False
    dinner: bool = False

    def share(self, rule: AllowanceRule) -> Decimal:
        """Return the share of the rate that is taken off for it."""
        return sum((getattr(rule, field.name) for field in fields(self) if getattr(self, field.name)), Decimal(0))


def paid_share(rule: AllowanceRule, night: str, provided: Provided) -> Decimal:
    """Return the share of the daily rate that is paid, never below 0. night: PLACE, AIR or LAST."""
    if night == LAST:
        return max(Decimal(0), rule.last_day - provided.share(rule))
    if night == AIR:
        provided = Provided(True, provided.breakfast, provided.lunch, provided.dinner)
    return max(Decimal(0), WHOLE - provided.share(rule))


def day_amount(rule: AllowanceRule, rate: Decimal, night: str, provided: Provided) -> Decimal:
    """Return the allowance of one day, rounded half up to the cent."""
    return (rate * paid_share(rule, night, provided)).quantize(CENT, ROUND_HALF_UP)
