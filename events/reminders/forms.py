from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField
from events.local_times import LocalTimeField


class RescheduleReminderForm(forms.Form):
    at_local = LocalTimeField(
        label=_("When"),
        help_text=_("On the clocks of the event. Everybody gets it at this moment, whatever their own clocks show."),
    )


class ReaderForm(forms.Form):
    person = OneLineField(
        label=_("Look at it as"),
        max_length=254,
        help_text=_("The address of somebody whom it reaches."),
        widget=forms.TextInput(attrs={"list": "readers", "autocomplete": "off", "inputmode": "email"}),
    )
