"""A change on the page "Details": one section of an event, or all of them."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction

from events.agenda.session_times import outside_sessions
from events.agenda.sessions import set_sessions
from events.mails.context import SessionChange
from events.models import Event
from events.permissions import Action, TeamRequest
from events.planning import services
from events.planning.event_form import EventForm
from events.planning.likelihood import values_of_event, values_of_sessions
from events.planning.notice_preview import NoticePreview, preview_notices
from events.planning.sections import ALL_FIELDS, BY_NAME, SECTIONS, SESSIONS
from events.planning.session_forms import SessionFormSet
from events.planning.session_rows import changed_rows, kept_rows, mark_outside, shift_rows
from events.registration.forms import parse_moment
from events.unlikely_values import Asked, ask
from events.venues.queries import rooms_of

if TYPE_CHECKING:
    from events.planning.session_rows import SessionForms

SHIFT = "shift_sessions"  # the box that moves the sessions of a draft with its start


class DetailsEdit:
    """The forms of the page, and what a post changes with them.

    A post names its section. A post without one saves all sections. Errors stay in `form` and `formset`."""

    def __init__(self, request: TeamRequest, event: Event) -> None:
        self.request, self.event = request, event
        self.section = BY_NAME.get(request.POST.get("section", ""))
        is_posted = request.method == "POST"
        self.has_form = self.section is None or self.section.name != SESSIONS
        self.has_rows = self.section is None or self.section.name == SESSIONS
        self.form = EventForm(
            request.POST if is_posted and self.has_form else None,
            instance=event,
            programme=event.programme,
            may_notify=self.may_notify,
            only=self.section.fields if self.section and self.has_form else ALL_FIELDS,
        )
        self.formset = self._rows(request.POST if is_posted and self.has_rows else None)

    @property
    def may_notify(self) -> bool:
        return Action.PUBLISH in self.request.may

    def _rows(self, data: Any) -> "SessionForms":
        rooms = [room.name for room in rooms_of(self.event)]
        fields = {"event_zone": self.form.zone if data else self.event.zone, "rooms": rooms}
        return SessionFormSet(data, instance=self.event, form_kwargs=fields)

    @cached_property
    def stored(self) -> Event:
        """The event as it is stored: a form changes the fields of its own."""
        events = Event.objects.select_related("programme", "venue__country", "phase", "officer")
        return events.prefetch_related("areas", "countries", "documents", "sessions").get(pk=self.event.pk)

    @cached_property
    def after(self) -> Event:
        """The event as the post describes it. Not saved."""
        return self.form.as_event() if self.has_form else self.stored

    @cached_property
    def were_outside(self) -> set[int]:
        """The keys of the sessions that are outside the event already."""
        return {session.pk for session in outside_sessions(self.stored)}

    @property
    def offers_shift(self) -> bool:
        """Whether the post moves the start of a draft, so that its sessions can move with it."""
        return self.has_form and self.form.moves_draft()

    @property
    def moves_sessions(self) -> bool:
        return SHIFT in self.request.POST and self.offers_shift

    def is_valid(self) -> bool:
        is_form_valid = not self.has_form or self.form.is_valid()
        return (not self.has_rows or self.formset.is_valid()) and is_form_valid

    def sessions_fit(self) -> bool:
        """Move the posted sessions with the event if the user wants it. Return whether they are then within the event."""
        if not self.has_rows:
            return True  # the service checks those that are stored
        if self.moves_sessions:
            shift_rows(self.formset, self.stored, self.after)
        is_any_outside = mark_outside(self.formset, self.after, self.were_outside)
        return not is_any_outside and not self.formset.total_error_count()

    def ask(self) -> Asked:
        """Return the questions about unlikely values that the post brings."""
        values, before = values_of_event(self.after), values_of_event(self.stored)
        if self.has_rows:
            values += values_of_sessions(self.after, [row.session() for row in kept_rows(self.formset)])
            before += values_of_sessions(self.stored, self.stored.sessions.select_related("venue"))
        return ask(self.request.POST, values, before)

    def preview(self) -> NoticePreview | None:
        """Return the notices that saving can send, or None if there is nothing to tell. Raise DomainError."""

        def save() -> list[SessionChange]:
            # Saving changes the rows of a formset, and the preview is rolled back. So it has a formset of its own.
            rows = SessionFormSet(self.request.POST, instance=self.stored, form_kwargs={"event_zone": self.form.zone})
            if self.has_rows:
                rows.is_valid()
            return self._save(rows, notify=False)

        return preview_notices(self.stored, save)

    def save(self, *, notify: bool) -> None:
        """Save the post. notify: mail the people concerned. Raise DomainError."""
        self._save(self.formset, notify=notify)

    def refuse(self, advice: str) -> None:
        """Show at the top of the page why the post is not saved."""
        if not self.form.is_bound:
            self.form.cleaned_data = {}  # add_error() reads it, and Django sets it for bound forms only
        self.form.add_error(None, advice)

    @transaction.atomic
    def _save(self, formset: "SessionForms", *, notify: bool) -> list[SessionChange]:
        event = services.edit_event(
            self.stored,
            by=self.request.user,
            as_of=parse_moment(self.request.POST.get("revision", "")),
            notify=notify,
            sessions_follow=self.has_rows,
            move_sessions=self.moves_sessions,
            **self.form.service_fields() if self.has_form else {},
        )
        if not self.has_rows:
            return []
        rows = changed_rows(formset)
        for row in formset.forms:
            row.instance.event = event
        return set_sessions(
            event,
            [row.session() for row in rows],
            removed=[row.instance for row in formset.deleted_forms],
            were_outside=self.were_outside - {row.instance.pk for row in rows},
            notify=notify,
            by=self.request.user,
        )

    def lines(self) -> list[dict[str, Any]]:
        """Return the sections of the page: the posted one with its input, the others with what is stored."""
        plain = self.form
        if self.section and self.has_form and self.form.is_bound:
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
        if self.formset.is_bound and self.formset.total_error_count():
            return SESSIONS
        wrong = (section.name for section in SECTIONS if self.form.errors.keys() & set(section.fields))
        return next(wrong, SECTIONS[0].name)
