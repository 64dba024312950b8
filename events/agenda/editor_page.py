"""What the page of the editor shows: the days, the timetable or the table, one open session, and the notes beside them."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models.search import compact
from events.agenda import layout, versions
from events.agenda.clashes import Surroundings, find_problems, surroundings_of
from events.agenda.edits import last_step
from events.agenda.forms import EditorChoices, ItemForm, QuickAddForm, RowSet
from events.agenda.further_checks import travel_of
from events.agenda.items import Item, days_of, items_of
from events.agenda.problems import Problem
from events.local_times import place_of_zone, start_of_day
from events.models import Event
from events.models.session import ContributorDetails
from events.permissions import Action, TeamRequest
from events.venues.queries import rooms_of

MOST_DAYS = 2  # side by side; a longer event shows one day
TIMETABLE, TABLE = "timetable", "table"


class EditorPage:
    """One view of the editor. The query says which: `view`, `day` (ISO 8601) and `open`, the key of a session."""

    def __init__(self, request: TeamRequest, event: Event) -> None:
        self.request, self.event = request, event
        self.view = TABLE if request.GET.get("view") == TABLE else TIMETABLE
        self.rooms = [room.name for room in rooms_of(event)]

    @cached_property
    def all_items(self) -> list[Item]:
        return items_of(self.event, with_removed=True)

    @cached_property
    def items(self) -> list[Item]:
        return [item for item in self.all_items if not item.is_removed]

    @cached_property
    def days(self) -> list[date]:
        return days_of(self.event, self.items)

    @cached_property
    def day(self) -> date | None:
        """The chosen day. Without one: all days of a short event, and the first day of a longer one."""
        chosen = self.request.GET.get("day", "")
        found = next((day for day in self.days if day.isoformat() == chosen), None)
        return found or (self.days[0] if len(self.days) > MOST_DAYS else None)

    @property
    def shown_days(self) -> list[date]:
        return [self.day] if self.day else self.days

    @cached_property
    def shown_items(self) -> list[Item]:
        """The items of the shown days. Items without a time are on each of them."""
        return [item for item in self.items if item.day is None or item.day in self.shown_days]

    @cached_property
    def new_rooms(self) -> list[str]:
        """The rooms that sessions at the venue of the event name, and that the venue does not have."""
        venue = self.event.venue
        if venue is None or venue.programme_id != self.event.programme_id:
            return []
        known = {compact(name) for name in self.rooms}
        named = [item.row.room for item in self.items if item.row.venue_id in {None, venue.pk} and item.row.room]
        return list({compact(name): name for name in named if compact(name) not in known}.values())

    @cached_property
    def choices(self) -> EditorChoices:
        on = self.request.GET.get("on", "")  # the day of the last added session
        day = next((day for day in self.shown_days if day.isoformat() == on), self.day)
        return EditorChoices(self.event, self.items, self.days, self.rooms, day)

    @cached_property
    def opened(self) -> Item | None:
        key = self.request.GET.get("open", "")
        return next((item for item in self.items if item.key == key), None)

    @cached_property
    def surroundings(self) -> Surroundings:
        return surroundings_of(self.event, self.items)

    @cached_property
    def problems(self) -> list[Problem]:
        return find_problems(self.event, self.items, self.surroundings)

    @property
    def zone(self) -> str:
        return place_of_zone(self.event.zone)

    @property
    def is_draft(self) -> bool:
        return self.event.status == Event.Status.DRAFT

    def address(self, **query: str) -> str:
        """Return the address of the page with the same view and day, and with this query."""
        kept = {name: self.request.GET[name] for name in ("view", "day") if self.request.GET.get(name)}
        found = {name: value for name, value in {**kept, **query}.items() if value}
        return reverse("agenda:editor", args=[self.event.slug], query=found or None)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The start and the end of the event, in milliseconds of the epoch; None if only its days are known."""
        start, end = self.event.starts_at, self.event.ends_at
        if self.event.precision != Event.Precision.TIME or not (start and end):
            return None
        return layout.milliseconds(start), layout.milliseconds(end)

    def busy(self) -> list[dict[str, Any]]:
        """Return the tasks of people in other events, for the check during a move: milliseconds of the epoch."""
        return [
            {
                "person": str(person),
                "name": period.contributor.name,
                "from": layout.milliseconds(period.session.starts_at),
                "to": layout.milliseconds(period.session.ends_at),
                "title": period.contributor.session.event.title,
            }
            for person, periods in self.surroundings.busy.items()
            for period in periods
            if period.session.starts_at and period.session.ends_at
        ] + [*self._away(), *self._travel()]

    def _travel(self) -> list[dict[str, Any]]:
        """Return the legs on which people are."""
        return [
            {
                "person": str(one.person),
                "name": one.name,
                "from": layout.milliseconds(one.starts_at),
                "to": layout.milliseconds(one.ends_at),
                "title": one.title,
            }
            for one in travel_of(self.event)
        ]

    def _away(self) -> list[dict[str, Any]]:
        """Return the days on which people cannot come, as times on the clocks of the event."""
        people = {one.person_id: one.name for item in self.items for one in item.contributors}
        return [
            {
                "person": str(person),
                "name": people.get(person, ""),
                "from": layout.milliseconds(start_of_day(first, self.event.zone)),
                "to": layout.milliseconds(start_of_day(last + timedelta(days=1), self.event.zone)),
                "title": "",
            }
            for person, known in self.surroundings.away.items()
            for first, last in known.days
        ]

    def render(
        self,
        *,
        rows: RowSet | None = None,
        form: ItemForm | None = None,
        quick: QuickAddForm | None = None,
        **context: Any,
    ) -> HttpResponse:
        """Return the page. rows, form, quick: a refused post, with its input."""
        table = None
        if self.view == TIMETABLE:
            table = layout.build(self.event, self.shown_items, self.shown_days, self.problems, self.rooms)
        elif rows is None:
            rows = RowSet(self.choices, self.shown_items)
        if form is None and self.opened:
            form = ItemForm(editor=self.choices, item=self.opened)
        differences = [] if self.is_draft else versions.draft_differences(self.event, self.all_items)
        shown = {
            "event": self.event,
            "page": self,
            "may": self.request.may,
            "may_publish": Action.PUBLISH in self.request.may,
            "table": table,
            "rows": rows,
            "form": form,
            "quick": quick or QuickAddForm(editor=self.choices),
            "person_roles": ContributorDetails.Role.choices,
            "undo": last_step(self.event, self.request.user),
            "differences": differences,
            "version": self.event.agenda_versions.order_by("-number").first(),
            "busy": self.busy() if table else [],
            "untimed": [item for item in self.items if item.day is None],
            **context,
        }
        return render(self.request, "agenda/editor.html", shown)
