from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from events.local_times import LocalTimeField, set_zone
from events.models import Event


class RescheduleReminderForm(forms.Form):
    at_local = LocalTimeField(
        label=_("When"),
        help_text=_("In the event's time zone. Everyone gets the reminder at this moment, in every time zone."),
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_zone(self, event.zone)


class ReaderForm(forms.Form):
    person = OneLineField(
        label=_("Preview as"),
        max_length=254,
        help_text=_("The email address of a recipient."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off", "inputmode": "email"}),
    )
