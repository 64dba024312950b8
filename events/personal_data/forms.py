from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField


class ConfirmErasureForm(forms.Form):
    """The person confirms that they have understood what an erasure does."""

    understood = forms.BooleanField(
        label=_("Yes, withdraw me from everything and erase my data"),
        error_messages={"required": _("Tick this box to confirm that your data is to be erased.")},
    )


class EraseOnRequestForm(forms.Form):
    """A manager erases the data of a person who has asked for it by letter."""

    reference = OneLineField(
        label=_("Reference"),
        max_length=200,
        help_text=_("The date or number of the letter, without the name of the person."),
    )
    understood = forms.BooleanField(
        label=_("The person has asked for this, and I have checked that it is them"),
        error_messages={"required": _("Tick this box to confirm that the person has asked for the erasure.")},
    )
