"""The organisers' list of travellers: filters, sort orders and export."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event
from events.spreadsheets.writer import Cell
from events.travel.queries import Traveller


class TravelFilter(TextChoices):
    ALL = "all", gettext_lazy("All with a place")
    MISSING = "missing", gettext_lazy("Incomplete")
    COMPLETE = "complete", gettext_lazy("Complete")
    VISA = "visa", gettext_lazy("Needs a visa")
    REVIEW = "look", gettext_lazy("To review")


FILTERS: dict[TravelFilter, Callable[[Traveller], bool]] = {
    TravelFilter.ALL: lambda traveller: True,
    TravelFilter.MISSING: lambda traveller: not traveller.is_complete,
    TravelFilter.COMPLETE: lambda traveller: traveller.is_complete,
    TravelFilter.VISA: lambda traveller: traveller.travel_data.needs_visa,
    TravelFilter.REVIEW: lambda traveller: traveller.needs_review,
}
SORTS = ("name", "arrival", "departure")


def filter_travellers(travellers: Iterable[Traveller], show: str, sort: str) -> list[Traveller]:
    """Return the travellers that the filter `show` matches, sorted. Unknown arrivals and departures come last.

    An unknown filter shows all travellers. An unknown sort order keeps the order of `travellers`."""
    matches = FILTERS[TravelFilter(show) if show in TravelFilter.values else TravelFilter.ALL]
    matching = [traveller for traveller in travellers if matches(traveller)]
    if sort in {"arrival", "departure"}:
        matching.sort(key=lambda traveller: _sort_key(getattr(traveller.travel_data, f"{sort}_at")))
    return matching


def _sort_key(moment: datetime | None) -> tuple[bool, float]:
    return moment is None, moment.timestamp() if moment else 0


def filter_counts(travellers: Iterable[Traveller]) -> list[tuple[TravelFilter, int]]:
    """Return the number of travellers that each filter matches."""
    rows = list(travellers)
    return [(show, sum(map(matches, rows))) for show, matches in FILTERS.items()]


def export_headings() -> list[str]:
    return [
        _("Name"),
        _("Email"),
        _("Organisation"),
        _("Delegation"),
        _("Name on the certificate"),
        _("Details"),
        _("Missing"),
        _("Name in the passport"),
        _("Passport number"),
        _("Nationality"),
        _("Passport valid until"),
        _("Arrival"),
        _("Arrival flight or train"),
        _("Departure"),
        _("Departure flight or train"),
        _("Needs a visa"),
        _("Daily allowance"),
        _("Special needs"),
        _("Funding"),
        _("Donor"),
        _("To review"),
    ]


def export_rows(travellers: Iterable[Traveller], countries: dict[str, str]) -> Iterator[list[Cell]]:
    """Yield one row for each traveller, with the columns of export_headings(). `countries` maps ISO codes to names."""
    for traveller in travellers:
        registration, travel_data = traveller.registration, traveller.travel_data
        event, person = registration.event, registration.person
        yield [
            person.full_name,
            person.email,
            person.affiliation,
            str(registration.delegation or ""),
            registration.name_on_certificate,
            details_status(traveller),
            ", ".join(traveller.missing),
            travel_data.passport_name,
            travel_data.passport_number,
            countries.get(travel_data.nationality, travel_data.nationality),
            travel_data.passport_expires_on.isoformat() if travel_data.passport_expires_on else "",
            _local_time(travel_data.arrival_at, event),
            travel_data.arrival_with,
            _local_time(travel_data.departure_at, event),
            travel_data.departure_with,
            travel_data.visa_text,
            travel_data.allowance_text,
            travel_data.special_needs,
            registration.get_funding_display(),
            registration.funder,
            "; ".join(review_reasons(traveller)),
        ]


def details_status(traveller: Traveller) -> str:
    """Return the state of a traveller's details in words."""
    if traveller.is_unreadable:
        return _("Cannot be decrypted with the keys of this installation")
    if traveller.is_complete:
        return _("No journey") if traveller.travel_data.no_journey else _("Complete")
    return _("Incomplete")


def review_reasons(traveller: Traveller) -> list[str]:
    """Return in words what organisers should review."""
    reasons = [_("%(what)s has changed") % {"what": change.get_what_display()} for change in traveller.changes]
    if traveller.expires_early:
        reasons.append(_("Passport expires within six months after the event"))
    return reasons


def _local_time(moment: datetime | None, event: Event) -> str:
    """Return moment in the time zone of event, or "" for None."""
    return f"{moment.astimezone(event.zone):%Y-%m-%d %H:%M}" if moment else ""
