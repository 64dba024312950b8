"""The cost sheets of the examples. The days come from the legs and the hotels, the meals from the example."""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from events.journeys.costs import services
from events.journeys.costs.allowances import AllowanceRule, Provided
from events.journeys.costs.journey_days import JourneyDay
from events.models import AllowanceDay, CostLine, Event

MEALS = ("breakfast", "lunch", "dinner")


def rules(event: Event, data: dict[str, Any], cities: Iterable[str]) -> None:
    """Save the rule of the programme, and the rates of the cities."""
    rule = data["dsa_rule"]
    shares = {name: Decimal(share) for name, share in rule["deductions"].items()}
    own = AllowanceRule(
        lodging=shares.pop("accommodation"), last_day=Decimal(rule["last_day_share"]), **shares
    )  # the three meals have the names of the rule
    services.save_rules(event, currency=data["meta"]["currency"], rule=own)
    services.save_rates(event, [(city, Decimal(rule["rates"][city])) for city in cities])


def meals(event: Event, days: list[dict[str, Any]]) -> None:
    """Save which meals are provided on each day, for everybody."""
    for row in days:
        given = Provided(**{name: name in row["provided"] for name in MEALS})
        services.provide(event, date.fromisoformat(row["date"]), given)


def line(event: Event, **fields: Any) -> None:
    """Add a cost that was as high as planned."""
    fields["price"], fields["units"] = Decimal(fields["price"]), Decimal(fields["units"])
    added = services.save_line(event, CostLine(**fields))
    services.save_actual(event, added, added.planned)


def leave_out(event: Event, person: User, days: Collection[date]) -> None:
    """Pay no allowance to a person on some of the computed days."""
    kept = [
        JourneyDay(row.day, row.night, row.place, Provided(row.lodging, row.breakfast, row.lunch, row.dinner))
        for row in AllowanceDay.objects.filter(sheet__event=event, person=person)
        if row.day not in days
    ]
    services.save_days(event, person, kept)
