"""The page of all events of a person's programmes, as a list, a board or a year. The filters are in the address."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.middleware import reader_zone
from accounts.requests import SignedInRequest
from events.kept import kept
from events.mails.log import zone_of
from events.models import Event, Programme
from events.organise import event_list
from events.organise.event_filter import FILTERS, VIEWS, EventFilter, EventFilterForm, Options, options_of
from events.organise.stages import Stage, StagedEvents
from events.organise.work.items import WorkItem
from events.organise.work.queries import first_by_event, work_list
from events.organise.year import year_of
from events.permissions import Action, programmes_where

PAGE_SIZE = 50


@dataclass(frozen=True)
class Choice:
    """A value of a filter, with the address that chooses it."""

    label: str
    address: str
    is_current: bool = False


@dataclass(frozen=True)
class EventLine:
    """An event with the most urgent work that the reader has in it."""

    event: Event
    work: WorkItem | None


@login_required
@require_GET
def events(request: SignedInRequest) -> HttpResponse:
    today = now().astimezone(_zone_of(request)).date()
    wanted = EventFilter.parse(request.GET.dict())
    programmes = event_list.programmes_of(request.user)
    if wanted.view == "year" and not wanted.year:
        wanted = replace(wanted, year=today.year)
    found = event_list.find_events(programmes, wanted)
    options = kept(f"options {today.year}", _scope(programmes), lambda: options_of(programmes, today.year))
    context = {
        "head_crumbs": ", ".join(one.short_name or one.name for one in programmes[:3]),
        "head_title": _("Events"),
        "wanted": wanted,
        "views": [Choice(str(label), wanted.address(view=key), key == wanted.view) for key, label in VIEWS.items()],
        "chosen": _chosen(wanted, options),
        "filters": EventFilterForm(wanted, options),
        "programmes": programmes,
        "may_create": programmes_where(request.user, Action.EDIT_EVENTS),
        **_SHOWN[wanted.view](request, Found(found, programmes, wanted), today),
    }
    return render(request, f"organise/events_{wanted.view}.html", context)


@dataclass(frozen=True)
class Found:
    """The events that a filter finds in the programmes of the reader."""

    events: StagedEvents
    programmes: list[Programme]
    wanted: EventFilter

    def by_stage(self) -> dict[Stage, list[int]]:
        """Return the keys of all events by their stage, in the order of the list.

        To compute the stages of thousands of events takes longer than the page, so this is kept for a short time."""
        return kept(
            f"events {self.wanted.address()}",
            _scope(self.programmes),
            lambda: event_list.keys_by_stage(self.events),
        )


def _scope(programmes: Iterable[Programme]) -> dict[str, frozenset[int]]:
    return {"programmes": frozenset(one.pk for one in programmes)}


def _zone_of(request: SignedInRequest) -> ZoneInfo:
    return reader_zone(request) or zone_of(None)


def _list(request: SignedInRequest, found: Found, _today: date) -> dict[str, Any]:
    by_stage = found.by_stage()
    page = Paginator(list(chain.from_iterable(by_stage.values())), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = event_list.rows_of(found.programmes, list(page))
    lines = {line.event.pk: line for line in _lines(request, list(shown.values()))}
    groups = []
    first, last = page.start_index() - 1, page.end_index()
    for stage, keys in by_stage.items():
        here = [lines[key] for key in keys[max(first, 0) : max(last, 0)] if key in lines]
        if here:
            groups.append((stage, len(keys), here))
        first, last = first - len(keys), last - len(keys)
    return {"page_obj": page, "groups": groups}


def _board(request: SignedInRequest, found: Found, _today: date) -> dict[str, Any]:
    counts, columns = event_list.count_by_stage(found.events), event_list.board(found.events)
    lines = iter(_lines(request, [event for _stage, shown in columns for event in shown]))
    return {
        "columns": [
            (
                stage,
                counts.get(stage, 0),
                [next(lines) for _event in shown],
                found.wanted.address(view="list", stage=stage) if counts.get(stage, 0) > len(shown) else "",
            )
            for stage, shown in columns
        ]
    }


def _year(_request: SignedInRequest, found: Found, today: date) -> dict[str, Any]:
    number = found.wanted.year or today.year
    return {
        "year": year_of(found.events, number, today),
        "previous": Choice(str(number - 1), found.wanted.address(year=number - 1)),
        "following": Choice(str(number + 1), found.wanted.address(year=number + 1)),
    }


_NOTHING: dict[type, str | None] = {str: "", int: None}
_SHOWN = {"list": _list, "board": _board, "year": _year}


def _lines(request: SignedInRequest, shown: list[Event]) -> list[EventLine]:
    work = first_by_event(work_list(request.user, _zone_of(request)))
    items = {event.pk: replace(work[event.pk], event=event) for event in shown if event.pk in work}
    return [EventLine(event, items.get(event.pk)) for event in shown]


def _chosen(wanted: EventFilter, options: Options) -> list[Choice]:
    """Return the filters that are set, each with the address without it. The year view shows its year anyway."""
    chosen = []
    for name in FILTERS:
        value = getattr(wanted, name)
        if value and not (name == "year" and wanted.view == "year"):
            label = dict(options[name]).get(str(value), value)
            chosen.append(Choice(str(label), wanted.address(**{name: _NOTHING[type(value)]})))
    return chosen
