"""What allauth asks of us."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import languages, services

logger = logging.getLogger(__name__)
INCORRECT = gettext_lazy("This is not the code. Please look once more, and type the newest if several came.")
TOO_MANY = gettext_lazy("That was too often. Please wait an hour and try again.")
CODE_MAILS = ("login_code", "email_confirmation")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "cannot_remove_primary_email": gettext_lazy("You cannot remove your main address."),
        "duplicate_email": gettext_lazy("This address belongs to your account already."),
        "email_taken": gettext_lazy(
            "This address belongs to another account. Sign in with it, or ask us to join the two."
        ),
        "incorrect_code": INCORRECT,
        "max_email_addresses": gettext_lazy("You cannot add more than %d addresses."),
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
        "unverified_primary_email": gettext_lazy("Your main address must be confirmed first."),
    }

    def generate_login_code(self) -> str:
        return six_digits()

    def generate_email_verification_code(self) -> str:
        return six_digits()

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use my password"),
            "mfa_reauthenticate": _("Type a code of my app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use my passkey"),
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code at once, not through the outbox: one that comes when the mail server is back helps nobody.

        In the language of whose address it is or who adds it; where that is not known yet, in that of the browser."""
        try:
            with override(self._language(email)):
                super().send_mail(template_prefix, email, context | {"site_name": settings.SITE_NAME})
        except (OSError, smtplib.SMTPException):
            logger.exception("A mail of the sign-in could not be sent.")
            if template_prefix.removeprefix("account/email/").startswith(CODE_MAILS):
                messages.error(
                    self.request,
                    _("The mail with your code could not be sent just now. Please try again in a few minutes."),
                )

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        # RFC 3834: out-of-office answers stay away.
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
        "add_email_blocked": gettext_lazy("You cannot add an address while your account has a second step."),
        "cannot_delete_authenticator": gettext_lazy("You cannot take this away."),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes are for accounts with a passkey or an app."),
        "incorrect_code": INCORRECT,
        "unverified_email": gettext_lazy("Please confirm all your e-mail addresses first, or remove them."),
    }

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def build_totp_svg(self, url: str) -> str:
        """Return the picture on white: allauth's has no ground, and is black on black in the dark."""
        import qrcode
        from qrcode.image.svg import SvgPathFillImage

        return qrcode.make(url, image_factory=SvgPathFillImage).to_string().decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("Passkey {number}").format(number=user.authenticator_set.filter(type=type).count() + 1)


def six_digits() -> str:
    """Return a code of digits alone: they are typed on any keyboard, in any script."""
    return get_random_string(length=6, allowed_chars="0123456789")
