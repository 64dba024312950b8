"""The forms of allauth with the labels of Plenary."""

from typing import Any

from allauth.account.forms import AddEmailForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _


class AddAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")
        self.fields["email"].widget = forms.EmailInput(attrs={"autocomplete": "email"})


class AddPasskeyForm(AddWebAuthnForm):
    """The form to add a passkey. Signing in with it is the default."""

    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey, without a code by email"),
        required=False,
        initial=True,
        help_text=_(
            "Your device asks for your fingerprint, face or PIN each time. Clear this box if your key does not support it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("A name by which you recognise it, such as “My phone”")
