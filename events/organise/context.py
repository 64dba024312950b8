"""The context processor of the workspace: what its frame shows around each page."""

from functools import cached_property
from typing import cast

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from events.models import Event, Registration
from events.organise import first_run, menu
from events.organise.first_run import FirstStep
from events.permissions import Action
from notifications.models import InboundMail, Message


class Workspace:
    """The frame of one page of the workspace.

    Input: the request of a view behind `event_for` or `programme_for`, or of a page of the whole team. Nothing is read from
    the database before the frame is rendered, then one query counts the work of an event."""

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
            counts = _counts(self.event)
            return menu.link_groups(
                menu.EVENT_GROUPS, self.event.slug, self.may, view_name, event=self.event, counts=counts
            )
        if self.programme:
            return menu.link_groups(menu.PROGRAMME_GROUPS, self.programme.slug, self.may, view_name)
        return ()

    @cached_property
    def current(self) -> menu.Link | None:
        """The section of the page, or None for a page that belongs to no section."""
        return next((link for group in self.groups for link in group.links if link.is_current), None)

    @cached_property
    def next_step(self) -> FirstStep | None:
        """The next step of the first set-up, on other pages than its own and the home page, which shows all steps.

        No query for people who are no superusers, or on the home page."""
        user, path = self._request.user, self._request.path
        if not user.is_authenticated or path == reverse("organise:home"):
            return None
        step = first_run.next_step(user)
        return step if step and step.url != path else None


def workspace(request: HttpRequest) -> dict[str, Workspace]:
    """Return the frame of the workspace for its templates."""
    return {"workspace": Workspace(request)}


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("topic").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _counts(event: Event) -> dict[str, int]:
    topic = event.mail_topic
    pending = (
        Registration.objects.filter(event=OuterRef("pk"), status=Registration.Status.PENDING)
        .order_by()
        .values("event")
        .annotate(number=Count("pk"))
        .values("number")
    )
    numbers = Event.objects.filter(pk=event.pk).values(
        pending=Coalesce(Subquery(pending), 0),
        failed=_number(Message.objects.filter(topic=topic, status=Message.Status.FAILED)),
        replies=_number(InboundMail.objects.for_people().filter(topic=topic)),
    )
    return cast("dict[str, int]", numbers[0])
