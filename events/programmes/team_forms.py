from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import AddressField, PersonNameField
from events.models import TeamMember


class InviteForm(forms.Form):
    """The invitation of a colleague to a team."""

    email = AddressField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"placeholder": "name@example.org", "autocomplete": "off"}),
    )
    name = PersonNameField(
        label=_("Name"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=TeamMember.Role, initial=TeamMember.Role.COORDINATOR)

    def service_fields(self) -> dict[str, Any]:
        """Return the keyword arguments of invite()."""
        return {"name": self.cleaned_data["name"], "role": TeamMember.Role(self.cleaned_data["role"])}


class RoleForm(forms.Form):
    """The role of one member, which is changed in place."""

    role = forms.ChoiceField(label=_("Role"), choices=TeamMember.Role)
