from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.inputs import SuggestingInput
from events.local_times import LocalTimeField, set_zone
from events.models import Event, Session


class SessionForm(forms.ModelForm):
    """One session. event_zone: the zone that is chosen for the event; None while there is none. rooms: suggestions."""

    starts_local = LocalTimeField(label=_("Starts"), required=False)
    ends_local = LocalTimeField(label=_("Ends"), required=False)
    is_shifted = False  # whether the times moved with the event

    class Meta:
        model = Session
        fields = ["title", "abstract", "room", "host_institution", "is_optional", "seats"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 2}), "room": SuggestingInput}

    def __init__(self, *args: Any, event_zone: ZoneInfo | None, rooms: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SuggestingInput", self.fields["room"].widget).suggest(rooms)
        session = self.instance
        own_zone = ZoneInfo(session.timezone) if session.timezone else None
        set_zone(self, own_zone or event_zone)
        if session.pk:
            self.initial.update(starts_local=session.starts_at, ends_local=session.ends_at)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_local"), data.get("ends_local")
        if bool(start) != bool(end) and not self.errors:
            self.add_error("ends_local", _("Enter both times, or none."))
        if start and end:
            if end <= start:
                self.add_error("ends_local", _("The end must come after the start."))
            elif end - start > timedelta(days=1):
                self.add_error("ends_local", _("A session can last one day at most. Add one session for each day."))
        return data

    def session(self) -> Session:
        """Return the session with the typed values. It is not saved."""
        session: Session = self.save(commit=False)
        session.starts_at, session.ends_at = self.cleaned_data["starts_local"], self.cleaned_data["ends_local"]
        return session


MOST_SESSIONS = 200
# A post may name more rows than it has: each of them is built. Without absolute_max, 1,200 rows take seconds.
SessionFormSet = forms.inlineformset_factory(
    Event, Session, form=SessionForm, extra=3, can_delete=True, max_num=MOST_SESSIONS, absolute_max=MOST_SESSIONS + 1
)
