"""The adapters of allauth: texts, codes and mails of the sign-in."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import languages, services
from accounts.models import User

logger = logging.getLogger(__name__)
INCORRECT = gettext_lazy("This code is incorrect. If you have received several codes, type the newest one.")
TOO_MANY = gettext_lazy("Too many attempts. Please wait an hour and try again.")
CODE_MAILS = ("login_code", "email_confirmation")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "cannot_remove_primary_email": gettext_lazy("You cannot remove your main address."),
        "duplicate_email": gettext_lazy("This address already belongs to your account."),
        "email_taken": gettext_lazy(
            "This address belongs to another account. Sign in with it, or ask us to merge the two accounts."
        ),
        "incorrect_code": INCORRECT,
        "max_email_addresses": gettext_lazy("You cannot add more than %d addresses."),
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
        "unverified_primary_email": gettext_lazy("Please confirm your main address first."),
    }

    def generate_login_code(self) -> str:
        return six_digits()

    def generate_email_verification_code(self) -> str:
        return six_digits()

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        labels = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Type a code from my app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": labels[method["id"]]} for method in methods]

    def save_user(self, request: HttpRequest, user: User, form: forms.Form, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code at once, not through the outbox: a code is useless after a delay.

        The language is that of the owner of the address, else of the signed-in person, else of the browser."""
        try:
            with override(self._language(email)):
                super().send_mail(template_prefix, email, context | {"site_name": settings.SITE_NAME})
        except (OSError, smtplib.SMTPException):
            logger.exception("A sign-in mail could not be sent.")
            if template_prefix.removeprefix("account/email/").startswith(CODE_MAILS):
                messages.error(
                    self.request,
                    _("The email with your code could not be sent. Please try again in a few minutes."),
                )

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        # RFC 3834: prevents out-of-office replies.
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, headers)

    def _language(self, email: str) -> str:
        person = services.find_by_address(email)
        if person is None and self.request.user.is_authenticated:
            person = self.request.user
        return languages.django_code(
            languages.first_supported(person.language if person else "", languages.preferred_by_browser(self.request))
        )


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": gettext_lazy("You cannot add an address while your account has a second step to sign in."),
        "cannot_delete_authenticator": gettext_lazy("You cannot remove this."),
        "cannot_generate_recovery_codes": gettext_lazy("Only accounts with a passkey or an app have recovery codes."),
        "incorrect_code": INCORRECT,
        "unverified_email": gettext_lazy("Please confirm or remove your unconfirmed email addresses first."),
    }

    def _get_site_name(self) -> str:  # an internal of allauth: see accounts/allauth_internals.py
        return settings.SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code on a white background. In allauth's picture, it is black on black in the dark theme."""
        import qrcode  # noqa: PLC0415 (slow to import, and used on one page)
        from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415 (as above)

        return qrcode.make(url, image_factory=SvgPathFillImage).to_string().decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        return _("Passkey {number}").format(number=Authenticator.objects.filter(user=user, type=type).count() + 1)


def six_digits() -> str:
    """Return a code of six digits: keyboards of all scripts have digits."""
    return get_random_string(length=6, allowed_chars="0123456789")
