"""The list of travellers as organisers filter, sort and export it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from events.spreadsheets.writer import Cell
from events.travel.queries import Traveller


class TravelFilter(TextChoices):
    ALL = "all", gettext_lazy("Everybody with a place")
    MISSING = "missing", gettext_lazy("Not completed")
    COMPLETE = "complete", gettext_lazy("Completed")
    VISA = "visa", gettext_lazy("Needs a visa")
    LOOK = "look", gettext_lazy("To look at")


SHOWN: dict[TravelFilter, Callable[[Traveller], bool]] = {
    TravelFilter.ALL: lambda one: True,
    TravelFilter.MISSING: lambda one: not one.is_complete,
    TravelFilter.COMPLETE: lambda one: one.is_complete,
    TravelFilter.VISA: lambda one: one.facts.needs_visa,
    TravelFilter.LOOK: lambda one: one.is_to_look_at,
}
SORTS = ("name", "arrival", "departure")


def shown_travellers(travellers: Iterable[Traveller], show: str, sort: str) -> list[Traveller]:
    """Return those that are to be shown, in order; whose arrival or departure is not known come last."""
    found = [
        one for one in travellers if SHOWN[TravelFilter(show) if show in TravelFilter.values else TravelFilter.ALL](one)
    ]
    if sort in {"arrival", "departure"}:
        found.sort(key=lambda one: _in_turn(getattr(one.facts, f"{sort}_at")))
    return found


def _in_turn(moment: datetime | None) -> tuple[bool, float]:
    return moment is None, moment.timestamp() if moment else 0


def counts(travellers: Iterable[Traveller]) -> list[tuple[TravelFilter, int]]:
    """Return how many each filter shows."""
    everybody = list(travellers)
    return [(show, sum(1 for one in everybody if fits(one))) for show, fits in SHOWN.items()]


def headings() -> list[str]:
    return [
        _("Name"),
        _("E-mail"),
        _("Organisation"),
        _("Delegation"),
        _("Name on the certificate"),
        _("Details"),
        _("Missing"),
        _("Name in the passport"),
        _("Number of the passport"),
        _("Nationality"),
        _("Passport valid until"),
        _("Arrival"),
        _("Arrives with"),
        _("Departure"),
        _("Leaves with"),
        _("Needs a visa"),
        _("Daily allowance"),
        _("Needs on the way and there"),
        _("Funding"),
        _("Donor"),
        _("To look at"),
    ]


def travel_cells(travellers: Iterable[Traveller], countries: dict[str, str]) -> Iterator[list[Cell]]:
    """Yield a row each, as headings() names its cells."""
    for one in travellers:
        registration, facts = one.registration, one.facts
        event, person = registration.event, registration.person
        yield [
            person.full_name,
            person.email,
            person.affiliation,
            str(registration.delegation or ""),
            registration.name_on_certificate,
            state(one),
            ", ".join(one.missing),
            facts.passport_name,
            facts.passport_number,
            countries.get(facts.nationality, facts.nationality),
            facts.passport_expires_on.isoformat() if facts.passport_expires_on else "",
            _written(facts.arrival_at, event),
            facts.arrival_with,
            _written(facts.departure_at, event),
            facts.departure_with,
            facts.visa_text,
            facts.allowance_text,
            facts.special_needs,
            registration.get_funding_display(),
            registration.funder,
            "; ".join(needs_review(one)),
        ]


def state(one: Traveller) -> str:
    """Return in words how far somebody's details are."""
    if one.is_unreadable:
        return _("Cannot be read with the keys of this installation")
    if one.is_complete:
        return _("No journey") if one.facts.no_journey else _("Complete")
    return _("Not completed")


def needs_review(one: Traveller) -> list[str]:
    """Return in words what the organisers should look at."""
    found = [_("%(what)s has changed") % {"what": change.get_what_display()} for change in one.changes]
    if one.expires_early:
        found.append(_("Passport ends within six months after the event"))
    return found


def _clock(moment: datetime | None, event: Event) -> Any:
    return moment.astimezone(event.zone).replace(tzinfo=None) if moment else None


def _written(moment: datetime | None, event: Event) -> str:
    clock = _clock(moment, event)
    return f"{clock:%Y-%m-%d %H:%M}" if clock else ""
