"""The context processor of the workspace: what its frame shows around each page."""

from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from events.models import Event
from events.organise import first_run, menu
from events.organise.counts import count_in_event, count_in_programme
from events.organise.first_run import FirstStep
from events.organise.overview import EventOverview
from events.permissions import Action


class Workspace:
    """The frame of one page of the workspace.

    Input: the request of a view behind `event_for` or `programme_for`, or of a page of the whole team. Nothing is read from
    the database before the frame is rendered, then one query counts the work of an event or a programme."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        subject = getattr(request, "subject", None)
        self.event = subject if isinstance(subject, Event) else None
        self.programme = self.event.programme if self.event else subject
        self.may: frozenset[Action] = getattr(request, "may", frozenset())

    @cached_property
    def groups(self) -> tuple[menu.LinkGroup, ...]:
        match = self._request.resolver_match
        view_name = match.view_name if match else ""
        if self.event:
            counts = count_in_event(self.event)
            return menu.link_groups(
                menu.EVENT_GROUPS, self.event.slug, self.may, view_name, event=self.event, counts=counts
            )
        if self.programme:
            counts = count_in_programme(self.programme)
            return menu.link_groups(menu.PROGRAMME_GROUPS, self.programme.slug, self.may, view_name, counts=counts)
        return ()

    @cached_property
    def current(self) -> menu.Link | None:
        """The section of the page, or None for a page that belongs to no section."""
        return next((link for group in self.groups for link in group.links if link.is_current), None)

    @cached_property
    def overview(self) -> EventOverview | None:
        """The parts of the overview of the event. Other pages do not read them."""
        return EventOverview(self._request, self.event, self.may) if self.event else None

    @cached_property
    def next_step(self) -> FirstStep | None:
        """The next step of the first set-up, on other pages than those of open steps and the home page, which shows all.

        No query for people who are no superusers, or on the home page."""
        user, path = self._request.user, self._request.path
        if not user.is_authenticated or path == reverse("organise:home"):
            return None
        return first_run.next_step(user, path)


def workspace(request: HttpRequest) -> dict[str, Workspace]:
    """Return the frame of the workspace for its templates."""
    return {"workspace": Workspace(request)}
