"""allauth's forms in our words."""

from typing import Any

from allauth.account.forms import AddEmailForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email"})


class AddPasskeyForm(AddWebAuthnForm):
    """Ticked from the start: who adds a passkey here means to sign in with it."""

    passwordless = forms.BooleanField(
        label=_("Sign in with it, without a code by mail"),
        required=False,
        initial=True,
        help_text=_("Your device asks for your finger, face or PIN each time. Untick this for a key that cannot."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("So that you know it again, such as “My phone”")
