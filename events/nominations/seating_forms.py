"""The form that puts a person into a seat of a delegation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, PersonNameField, PlainTextField
from accounts.identity_forms import IdentityForm
from events.nominations.services import Nominee


class SeatPersonForm(IdentityForm):
    """A person and the reason why they get the seat.

    has_letter: whether the delegation has an official letter, so that no reason is needed. asks_letter: whether the event
    requires one; otherwise the question does not name a letter that nobody has asked for."""

    shows_names = True

    name = PersonNameField(label=_("Name"), max_length=150)
    address = AddressField(label=_("Email address"), max_length=254)
    position = PlainTextField(label=_("Position"), max_length=150, required=False)
    organisation = PlainTextField(label=_("Organisation"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why is there no official letter?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why this person gets the seat without an official letter.")},
        help_text=_("A delegation normally names its people in a letter. Only the team sees your answer."),
    )

    def __init__(self, *args: Any, has_letter: bool, asks_letter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        if has_letter:
            reason.required = False
            reason.label = _("Reason")
        elif not asks_letter:
            reason.label = _("Why does the team name this person?")
            reason.help_text = _("Focal points normally name the people. Only the team sees your answer.")
            reason.error_messages["required"] = _("Write why the team names this person.")

    def nominee(self) -> Nominee:
        names = ("name", "address", "position", "organisation", "answer")
        return Nominee(**{name: self.cleaned_data[name] for name in names})
