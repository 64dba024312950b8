"""What allauth asks of us."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def generate_login_code(self) -> str:
        return six_digits()

    def generate_email_verification_code(self) -> str:
        return six_digits()

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a code at once, not through the outbox: one that comes when the mail server is back helps nobody."""
        try:
            super().send_mail(template_prefix, email, context | {"site_name": settings.SITE_NAME})
        except (OSError, smtplib.SMTPException):
            logger.exception("A mail of the sign-in could not be sent.")
            messages.error(
                self.request,
                _("The mail with your code could not be sent just now. Please try again in a few minutes."),
            )


def six_digits() -> str:
    """Return a code of digits alone: they are typed on any keyboard, in any script."""
    return get_random_string(length=6, allowed_chars="0123456789")
