"""A change on the page "Details": one section of an event, or all of them."""

from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from events.models import Event
from events.permissions import Action, TeamRequest
from events.planning import services
from events.planning.event_form import EventForm
from events.planning.likelihood import values_of_event
from events.planning.notice_preview import NoticePreview, preview_notice
from events.planning.sections import ALL_FIELDS, BY_NAME, SECTIONS
from events.registration.forms import parse_moment
from events.unlikely_values import Asked, ask

SHIFT = "shift_sessions"  # the box that moves the sessions of a draft with its start


class DetailsEdit:
    """The form of the page, and what a post changes with it.

    A post names its section. A post without one saves all sections. Errors stay in `form`."""

    def __init__(self, request: TeamRequest, event: Event) -> None:
        self.request, self.event = request, event
        self.section = BY_NAME.get(request.POST.get("section", ""))
        self.form = EventForm(
            request.POST if request.method == "POST" else None,
            instance=event if request.method == "POST" else self.stored,
            programme=event.programme,
            may_notify=self.may_notify,
            only=self.section.fields if self.section else ALL_FIELDS,
        )

    @property
    def may_notify(self) -> bool:
        return Action.PUBLISH in self.request.may

    @cached_property
    def stored(self) -> Event:
        """The event as it is stored, with its related rows: a form that is posted changes the fields of its own event."""
        if self.request.method != "POST":
            prefetch_related_objects([self.event], "areas", "countries", "documents", "sessions")
            return self.event
        events = Event.objects.select_related("programme", "venue__country", "phase", "officer")
        return events.prefetch_related("areas", "countries", "documents", "sessions").get(pk=self.event.pk)

    @property
    def offers_shift(self) -> bool:
        """Whether the post moves the start of a draft, so that its sessions can move with it."""
        return self.form.moves_draft()

    @property
    def moves_sessions(self) -> bool:
        return SHIFT in self.request.POST and self.offers_shift

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def ask(self) -> Asked:
        """Return the questions about unlikely values that the post brings."""
        return ask(self.request.POST, values_of_event(self.form.as_event()), values_of_event(self.stored))

    def preview(self) -> NoticePreview | None:
        """Return the notice that saving can send, or None if there is nothing to tell. Raise DomainError."""
        return preview_notice(self.stored, lambda: self.save(notify=False))

    @transaction.atomic
    def save(self, *, notify: bool) -> None:
        """Save the post, with a new venue. notify: mail the people concerned. Raise DomainError."""
        services.edit_event(
            self.stored,
            by=self.request.user,
            as_of=parse_moment(self.request.POST.get("revision", "")),
            notify=notify,
            move_sessions=self.moves_sessions,
            **self.form.service_fields(),
        )

    def refuse(self, advice: str) -> None:
        """Show at the top of the page why the post is not saved."""
        self.form.add_error(None, advice)

    def lines(self) -> list[dict[str, Any]]:
        """Return the sections of the page: the posted one with its input, the others with what is stored."""
        plain = self.form
        if self.section and self.form.is_bound:
            plain = EventForm(
                instance=self.stored, programme=self.event.programme, may_notify=self.may_notify, only=ALL_FIELDS
            )
        return [
            {
                "section": section,
                "says": section.says(self.stored),
                "rows": section.rows(self.form if section is self.section else plain),
                "is_open": section.name == self.opened,
            }
            for section in SECTIONS
        ]

    @property
    def opened(self) -> str:
        """The name of the open section: the posted one, else that of the first error, else the one in the address."""
        if self.section:
            return self.section.name
        if self.request.method != "POST":
            return self.request.GET.get("open", "")
        wrong = (section.name for section in SECTIONS if self.form.errors.keys() & set(section.fields))
        return next(wrong, SECTIONS[0].name)
