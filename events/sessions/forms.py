from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from events.calendars.dates import shown_end, zone_text
from events.models import Event, Registration, Session
from events.sessions.errors import SessionGoneError


class SessionsForm(forms.Form):
    """The optional sessions of an event, each with its time and the number of free seats."""

    sessions = forms.MultipleChoiceField(
        label=_("Sessions that you will attend"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": SessionGoneError.advice},
    )

    def __init__(self, *args: Any, event: Event, registration: Registration | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(event.sessions.filter(is_optional=True).select_related("venue"))
        chosen = set[int]()
        if registration and offered:
            chosen.update(registration.session_choices.values_list("session", flat=True))
        for session in offered:
            session.event = event
        field = cast("forms.MultipleChoiceField", self.fields["sessions"])
        field.choices = [(str(session.pk), _label(session, session.pk in chosen)) for session in offered]
        field.initial = [str(key) for key in chosen]
        self.is_asked = bool(offered)

    def keys(self) -> list[int]:
        """Return the primary keys of the chosen sessions of a valid form."""
        return [int(key) for key in self.cleaned_data["sessions"]]


def _label(session: Session, is_chosen: bool) -> str:
    parts = [session.title]
    if session.starts_at and session.ends_at:
        start, end = (moment.astimezone(session.zone) for moment in (session.starts_at, session.ends_at))
        times = f"{date_format(start, 'j F, H:i')}–{shown_end(start, end)[1]}"
        parts.append(f"{times}, {zone_text(session.zone.key, start)}")
    if session.place_text:
        parts.append(session.place_text)
    left = session.seats_left
    if left is not None and not is_chosen:
        full = gettext("all places are taken")
        parts.append(
            full if left <= 0 else ngettext("%(left)d place left", "%(left)d places left", left) % {"left": left}
        )
    return " · ".join(parts)
