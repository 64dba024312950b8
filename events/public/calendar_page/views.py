"""The calendar of all public events: one month as a grid, or twelve months as a list."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from accounts.middleware import reader_zone
from events.calendars import months, ribbon
from events.models.event import EventQuerySet
from events.page_store.pages import shown, stored_page
from events.public.calendar_page.filters import LIST, CalendarFilters, CalendarForm
from events.public.event_list.rows import row_of
from events.public.own import shows_own
from events.public.queries import filtered, for_cards


@require_safe
@stored_page
@shows_own
def calendar_page(request: HttpRequest) -> HttpResponse:
    form = CalendarForm(request.GET)
    form.is_valid()  # an invalid filter is ignored, as in the list of events
    filters = CalendarFilters(form)
    zone = reader_zone(request) or UTC
    today = now().astimezone(zone).date()
    # The page marks this day, so it is another one tomorrow.
    shown(request).add(moments=[datetime.combine(today + timedelta(days=1), time.min, zone)])
    first = form.cleaned_data.get("month") or today.replace(day=1)
    events = filtered({**form.cleaned_data, "when": "all", "month": None})
    context = {"form": form, "filters": filters, "first": first, "today": today}
    if filters.view == LIST:
        return render(request, "public/calendar_list.html", context | _list(request, events, filters, first, today))
    return render(request, "public/calendar_month.html", context | _month(request, events, filters, first, today))


def _month(
    request: HttpRequest, events: EventQuerySet, filters: CalendarFilters, first: date, today: date
) -> dict[str, object]:
    """Return the context of the grid of a month. Two queries, and one more if the month has no events."""
    found = months.events_in(for_cards(events), first, months.after(first))
    shown(request).add(found)
    dated = [event for event in found if event.is_dated]
    following = None if dated else months.next_with_events(events)
    start = ribbon.start_of_ribbon(first, today)
    return {
        "previous": _link(filters, (first - timedelta(days=1)).replace(day=1)),
        "following": _link(filters, months.after(first)),
        "weeks": months.weeks(first, dated),
        "listed": [row_of(event) for event in dated],
        "undated": [row_of(event) for event in found if not event.is_dated],
        "next_month": _link(filters, following) if following else None,
        "ribbon": [
            (month, filters.month_address(month.first))
            for month in ribbon.months_from(start, ribbon.RIBBON, events, spans=True)
        ],
    }


def _list(
    request: HttpRequest, events: EventQuerySet, filters: CalendarFilters, first: date, today: date
) -> dict[str, object]:
    """Return the context of the list of twelve months from first on. One query, and one more if it has no events."""
    end = _months_later(first, ribbon.RIBBON)
    found = months.events_in(for_cards(events), first, end)
    shown(request).add(found)
    # Within a month, the events whose day is not known are last, as their date is only its first day.
    found.sort(key=lambda event: (months.first_month(event, first), not event.is_dated))
    following = None if found else months.next_with_events(events)
    return {
        "is_next": first == today.replace(day=1),
        "last": (end - timedelta(days=1)).replace(day=1),
        "previous": _link(filters, _months_later(first, -ribbon.RIBBON)),
        "following": _link(filters, end),
        "months": [
            (month, [row_of(event) for event in group])
            for month, group in groupby(found, lambda event: months.first_month(event, first))
        ],
        "next_month": _link(filters, following) if following else None,
    }


def _link(filters: CalendarFilters, first: date) -> tuple[date, str]:
    """Return a month, and the address of the same view of it with the same filters."""
    return first, filters.month_address(first)


def _months_later(first: date, number: int) -> date:
    index = first.year * 12 + first.month - 1 + number
    return date(index // 12, index % 12 + 1, 1)
