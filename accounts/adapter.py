"""The adapters of allauth: texts, codes and mails of the sign-in."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import addresses, languages, services
from accounts.models import User
from accounts.protection import proof
from accounts.protection.reauthentication import has_reauthenticated

logger = logging.getLogger(__name__)
INCORRECT = gettext_lazy("This code is incorrect. If you have received several codes, type the newest one.")
TOO_MANY = gettext_lazy("Too many attempts. Please wait an hour and try again.")
CODE_MAILS = ("login_code", "email_confirmation", "reauthentication_code")


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

    def clean_email(self, email: str) -> str:
        """Return the canonical form: allauth compares addresses as texts."""
        return addresses.canonical(email)

    def get_login_stages(self) -> list[str]:
        own = {"allauth.account.stages.EmailVerificationStage": "accounts.allauth_internals.AddressStage"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify an address. A person who used the mailbox of another has an address of their own now.

        The other readers of that mailbox could sign in as this person, so what they may have left behind ends."""
        is_confirmed = super().confirm_email(request, email_address)
        if is_confirmed and email_address.user.mailbox_of_id:
            services.leave_shared_mailbox(email_address.user)
            proof.end_access_of_shared_mailbox(email_address.user, keep=request.session.session_key)
        return is_confirmed

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Return the second factors of user, else the code by mail. There are no passwords."""
        labels = {
            "mfa_reauthenticate": _("Type a code from my app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        methods = [method for method in super().get_reauthentication_methods(user) if method["id"] in labels]
        if methods:
            return [method | {"description": labels[method["id"]]} for method in methods]
        by_code = {"id": "reauthenticate_by_code", "description": _("Use a code by email")}
        return [by_code | {"url": reverse("account_reauthenticate")}]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Raise ReauthenticationRequired unless the person has reauthenticated.

        allauth would ask only people with a password or a second factor, so its answer is not used."""
        if not has_reauthenticated(self.request):
            raise ReauthenticationRequired
        return False

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
        # RFC 3834 and, for Exchange, [MS-OXCMAIL] 2.1.3.2.20: prevent out-of-office replies.
        automatic = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
        headers = automatic | (headers or {})
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
        "unverified_email": gettext_lazy("Please check or remove your unchecked email addresses first."),
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
