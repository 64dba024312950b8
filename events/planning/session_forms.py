from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, local_clock_time
from events.models import Event, Session


class SessionForm(forms.ModelForm):
    starts_local = LocalTimeField(label=_("Starts"), required=False)
    ends_local = LocalTimeField(label=_("Ends"), required=False)

    class Meta:
        model = Session
        fields = ["title", "abstract", "room", "host_institution", "is_optional", "seats"]
        widgets = {"abstract": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = self.instance
        if session.pk:
            self.initial["starts_local"] = local_clock_time(session.starts_at, session.zone)
            self.initial["ends_local"] = local_clock_time(session.ends_at, session.zone)

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
        """Return the session with the typed values and timezone-aware times. It is not saved."""
        session: Session = self.save(commit=False)
        start: datetime | None = self.cleaned_data["starts_local"]
        end: datetime | None = self.cleaned_data["ends_local"]
        session.starts_at = start.replace(tzinfo=session.zone) if start else None
        session.ends_at = end.replace(tzinfo=session.zone) if end else None
        return session


SessionFormSet = forms.inlineformset_factory(Event, Session, form=SessionForm, extra=3, can_delete=True, max_num=200)
