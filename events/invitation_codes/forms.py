from datetime import datetime

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models import Event


class CodeForm(forms.Form):
    uses = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=10_000, initial=1)
    note = forms.CharField(
        label=_("For whom"), max_length=200, required=False, help_text=_("A note for your team; nobody else sees it.")
    )
    expires_local = forms.DateTimeField(
        label=_("Works until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: object, event: Event, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.event = event
        self.fields["expires_local"].help_text = _("On the clocks of the event (%(zone)s)") % {"zone": event.timezone}

    def clean_expires_local(self) -> datetime | None:
        clock = self.cleaned_data["expires_local"]
        moment = clock.replace(tzinfo=self.event.zone) if clock else None
        if moment and moment <= now():
            raise forms.ValidationError(_("This is over already. Choose a later moment, or leave it empty."))
        return moment
