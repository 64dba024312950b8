"""Change the cost sheet of an event. Each function is one transaction that locks the event.

The plan can be changed while the sheet is an estimate; actual costs also after its approval. Otherwise SheetClosedError
is raised. No payment is recorded."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from events import history
from events.journeys.costs.allowances import AllowanceRule, Provided
from events.journeys.costs.errors import NoDaysError, SheetClosedError
from events.journeys.costs.journey_days import JourneyDay, days_at, days_of_legs
from events.journeys.costs.queries import days_of_event
from events.journeys.costs.states import COST_SHEET
from events.journeys.errors import StepNotAllowedError
from events.models import AllowanceDay, CostLine, CostSheet, DailyRate, Event, Leg, RoomStay
from events.registration import transitions

Status = CostSheet.Status


@transaction.atomic
def save_rules(event: Event, *, currency: str, rule: AllowanceRule) -> CostSheet:
    """Set the currency of the sheet and the rule of its allowances."""
    sheet = _lock_estimate(event)
    sheet.currency, sheet.rule = currency, rule.as_json()
    sheet.save(update_fields=["currency", "rule"])
    return sheet


@transaction.atomic
def save_rates(event: Event, rates: Iterable[tuple[str, Decimal]]) -> None:
    """Replace the daily rates. rates: places, each once, with their amounts."""
    sheet = _lock_estimate(event)
    sheet.rates.all().delete()
    DailyRate.objects.bulk_create(DailyRate(sheet=sheet, place=place, amount=amount) for place, amount in rates)


@transaction.atomic
def save_line(event: Event, line: CostLine) -> CostLine:
    """Add a cost, or save a changed one."""
    line.sheet = _lock_estimate(event)
    line.save()
    return line


@transaction.atomic
def save_actual(event: Event, line: CostLine, actual: Decimal | None) -> None:
    """Set the actual cost of a line. The sheet may be approved, but not settled."""
    sheet = _lock(event)
    if sheet.status == Status.SETTLED:
        raise SheetClosedError
    CostLine.objects.filter(sheet=sheet, pk=line.pk).update(actual=actual)


@transaction.atomic
def remove_line(event: Event, line: CostLine) -> None:
    sheet = _lock_estimate(event)
    CostLine.objects.filter(sheet=sheet, pk=line.pk).delete()


@transaction.atomic
def save_days(event: Event, person: User, days: Iterable[JourneyDay]) -> None:
    """Replace the days with an allowance of a person. Without days, the person gets none."""
    _replace_days(_lock_estimate(event), person, days)


@transaction.atomic
def compute_days(event: Event, people: Sequence[User]) -> int:
    """Replace the days of people by those of their legs and hotels; return the number of days.

    A person without legs gets the days of the event at its venue. Raise NoDaysError if that is not known either."""
    sheet = _lock_estimate(event)
    keys = [person.pk for person in people]
    legs = list(Leg.objects.filter(event=event, people__in=keys).prefetch_related("travellers").distinct())
    nights = _nights(event, keys)
    count = 0
    for person in people:
        own = [leg for leg in legs if person.pk in {traveller.person_id for traveller in leg.travellers.all()}]
        days = days_of_legs(own, nights.get(person.pk, set()), until=event.last_day)
        days = days or _days_at_venue(event, nights.get(person.pk, set()))
        if not days:
            raise NoDaysError
        _replace_days(sheet, person, days)
        count += len(days)
    return count


@transaction.atomic
def provide(event: Event, day: date, given: Provided) -> int:
    """Set what is provided on one day for everybody who has an allowance on it; return the number of people.

    Lodging stays as it is: people may have their nights in different places."""
    sheet = _lock_estimate(event)
    days = AllowanceDay.objects.filter(sheet=sheet, day=day)
    return days.update(breakfast=given.breakfast, lunch=given.lunch, dinner=given.dinner)


@transaction.atomic
def take_step(event: Event, step: str, *, by: User) -> CostSheet:
    """Approve, settle or reopen the sheet. Raise StepNotAllowedError if its status does not allow it."""
    sheet = _lock(event, creates=False)
    before = sheet.get_status_display()
    sheet.status = COST_SHEET.target(step, sheet.status)
    sheet.approved_by = None if sheet.status == Status.ESTIMATE else (sheet.approved_by or by)
    sheet.save(update_fields=["status", "approved_by"])
    line = history.describe_change(sheet._meta.verbose_name, before, sheet.get_status_display())
    history.record(event, history.What.COSTS, [line], by=by)
    return sheet


def _lock(event: Event, *, creates: bool = True) -> CostSheet:
    """Lock the event and return its sheet. A new one has the currency and the rule of the programme's last sheet."""
    transitions.lock_event(event)
    sheet = CostSheet.objects.filter(event=event).first()
    if sheet is None and not creates:
        raise StepNotAllowedError
    if sheet is None:
        last = CostSheet.objects.filter(event__programme=event.programme_id).order_by("-pk").first()
        rule = last.rule if last else AllowanceRule().as_json()
        sheet = CostSheet.objects.create(event=event, currency=last.currency if last else "USD", rule=rule)
    return sheet


def _lock_estimate(event: Event) -> CostSheet:
    sheet = _lock(event)
    if sheet.status != Status.ESTIMATE:
        raise SheetClosedError
    return sheet


def _replace_days(sheet: CostSheet, person: User, days: Iterable[JourneyDay]) -> None:
    AllowanceDay.objects.filter(sheet=sheet, person=person).delete()
    AllowanceDay.objects.bulk_create(
        AllowanceDay(
            sheet=sheet,
            person=person,
            day=one.day,
            night=one.night,
            place=one.place,
            lodging=one.provided.lodging,
            breakfast=one.provided.breakfast,
            lunch=one.provided.lunch,
            dinner=one.provided.dinner,
        )
        for one in days
    )


def _nights(event: Event, people: list[int]) -> dict[int, set[date]]:
    """Return the nights in hotels of the event, by the key of the person."""
    nights: dict[int, set[date]] = {}
    for stay in RoomStay.objects.filter(hotel__event=event, person__in=people):
        dates = {date.fromordinal(day) for day in range(stay.check_in.toordinal(), stay.check_out.toordinal())}
        nights.setdefault(stay.person_id, set()).update(dates)
    return nights


def _days_at_venue(event: Event, nights: set[date]) -> list[JourneyDay]:
    days = days_of_event(event)
    if days is None or event.venue is None:
        return []
    return days_at(event.venue.city, *days, nights)
