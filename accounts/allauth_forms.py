"""The forms of allauth with the labels of Plenary."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    RequestLoginCodeForm,
)
from allauth.core import context
from allauth.core.exceptions import RateLimited
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.addresses import canonical
from accounts.codes import DigitsField, mailed_code_field
from accounts.fields import AddressField
from accounts.protection import limits


class RequestCodeForm(RequestLoginCodeForm):
    """The address to sign in with. Its canonical form identifies the mailbox, for the limits too."""

    email = AddressField(label=_("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        """Return the canonical form. allauth would count by address alone, so this does not call its method."""
        self._user = None
        email = canonical(self.cleaned_data["email"])
        try:
            limits.consume_code_request(context.request, email)
        except RateLimited as error:
            raise get_adapter().validation_error("too_many_login_attempts") from error
        return email


class ConfirmCodeForm(ConfirmLoginCodeForm):
    code = mailed_code_field()


class ConfirmAddressForm(ConfirmEmailVerificationCodeForm):
    code = mailed_code_field()


class AppCodeField(DigitsField):
    """A code of an app, or a recovery code."""

    def __init__(self) -> None:
        super().__init__(
            6, 8, label=_("Code"), malformed=_("A code of your app has six digits, a recovery code has eight.")
        )


class SecondStepForm(AuthenticateForm):
    code = AppCodeField()


class SecondStepAgainForm(ReauthenticateForm):
    code = AppCodeField()


class AddAppForm(ActivateTOTPForm):
    code = DigitsField(6, label=_("Authenticator code"), malformed=_("A code of your app has six digits."))


class AddAddressForm(AddEmailForm):
    email = AddressField(label=_("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        """Compare with the people at the address in its canonical form, because allauth knows only one spelling."""
        written = self.cleaned_data["email"]
        address = self.cleaned_data["email"] = canonical(written)
        person = services.find_by_address(address)
        if written != address and person and self.user and person.pk != self.user.pk:
            raise get_adapter().validation_error("email_taken")
        return super().clean_email()


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
        self.fields["name"].validators.append(MaxLengthValidator(100))  # allauth sets no limit
        self.fields["name"].help_text = _("A name by which you recognise it, such as “My phone”")
