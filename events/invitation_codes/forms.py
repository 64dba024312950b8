from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.local_times import LocalTimeField, set_zone
from events.models import Event


class CodeForm(forms.Form):
    """A new invitation code."""

    uses = forms.IntegerField(label=_("Number of people"), min_value=1, max_value=10_000, initial=1)
    note = forms.CharField(
        label=_("For whom"), max_length=200, required=False, help_text=_("A note for your team. Only the team sees it.")
    )
    expires_local = LocalTimeField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        set_zone(self, event.zone)
        self.fields["expires_local"].help_text = _("In the time zone of the event (%(zone)s)") % {
            "zone": event.timezone
        }

    def clean_expires_local(self) -> datetime | None:
        """Return the end of the code as an aware time, or None if the field is empty."""
        expires_at: datetime | None = self.cleaned_data["expires_local"]
        if expires_at and expires_at <= now():
            raise forms.ValidationError(_("This time is in the past. Choose a later time, or leave the field empty."))
        return expires_at
