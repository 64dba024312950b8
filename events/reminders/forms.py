from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from events.local_times import LocalTimeField


class RescheduleReminderForm(forms.Form):
    at_local = LocalTimeField(
        label=_("When"),
        help_text=_("In the event's time zone. Everyone gets the reminder at this moment, in every time zone."),
    )


class ReaderForm(forms.Form):
    person = OneLineField(
        label=_("Preview as"),
        max_length=254,
        help_text=_("The email address of a recipient."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off", "inputmode": "email"}),
    )
