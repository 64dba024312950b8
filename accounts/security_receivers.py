"""Write the signals of Django and allauth about accounts to the security log. accounts/apps.py connects these functions."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth import user_logged_in, user_logged_out
from django.http import HttpRequest

from accounts.models import User
from accounts.protection import sessions
from accounts.security_log import SecurityEvent, record

RECOVERY_CODES = Authenticator.Type.RECOVERY_CODES


def connect() -> None:
    """Connect the receivers below. Calling it twice has no effect."""
    account_signals.user_logged_in.connect(on_signed_in)
    user_logged_in.connect(sessions.on_signed_in)
    user_logged_out.connect(on_signed_out)
    account_signals.email_added.connect(on_address_added)
    account_signals.email_removed.connect(on_address_removed)
    account_signals.email_changed.connect(on_primary_changed)
    account_signals.email_confirmed.connect(on_address_verified)
    mfa_signals.authenticator_added.connect(on_authenticator_added)
    mfa_signals.authenticator_removed.connect(on_authenticator_removed)
    mfa_signals.authenticator_reset.connect(on_recovery_codes_changed)
    mfa_signals.authenticator_used.connect(on_authenticator_used)
    mfa_signals.authentication_failed.connect(on_second_factor_wrong)
    social_signals.social_account_added.connect(on_provider_linked)
    social_signals.social_account_removed.connect(on_provider_unlinked)


def on_signed_in(request: HttpRequest, user: User, **_signal: Any) -> None:
    steps = get_authentication_records(request, user)
    methods = [step.get("type") or step["method"] for step in steps] or ["other"]
    record(SecurityEvent.SIGNED_IN, request=request, actor=user, subject=user, method=methods[-3:])


def on_signed_out(request: HttpRequest, user: User | None, **_signal: Any) -> None:
    if user is not None:
        record(SecurityEvent.SIGNED_OUT, request=request, actor=user, subject=user)


def on_address_added(request: HttpRequest, user: User, email_address: EmailAddress, **_signal: Any) -> None:
    record(SecurityEvent.ADDRESS_CHANGED, request=request, subject=user, change="added", address_id=email_address.pk)


def on_address_removed(request: HttpRequest, user: User, email_address: EmailAddress, **_signal: Any) -> None:
    record(SecurityEvent.ADDRESS_CHANGED, request=request, subject=user, change="removed", address_id=email_address.pk)


def on_primary_changed(request: HttpRequest, user: User, to_email_address: EmailAddress, **_signal: Any) -> None:
    record(
        SecurityEvent.ADDRESS_CHANGED, request=request, subject=user, change="primary", address_id=to_email_address.pk
    )


def on_address_verified(request: HttpRequest, email_address: EmailAddress, **_signal: Any) -> None:
    record(
        SecurityEvent.ADDRESS_VERIFIED,
        request=request,
        actor=email_address.user_id,
        subject=email_address.user_id,
        address_id=email_address.pk,
    )


def on_authenticator_added(request: HttpRequest, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    record(_event(authenticator, SecurityEvent.SECOND_FACTOR_ADDED), **_about(request, user, authenticator))


def on_authenticator_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    record(_event(authenticator, SecurityEvent.SECOND_FACTOR_REMOVED), **_about(request, user, authenticator))


def on_recovery_codes_changed(request: HttpRequest, user: User, authenticator: Authenticator, **_signal: Any) -> None:
    record(SecurityEvent.RECOVERY_CODES_CHANGED, **_about(request, user, authenticator))


def on_authenticator_used(
    request: HttpRequest, user: User, authenticator: Authenticator, reauthenticated: bool, **_signal: Any
) -> None:
    if reauthenticated:
        record(SecurityEvent.REAUTHENTICATED, **_about(request, user, authenticator))


def on_second_factor_wrong(
    request: HttpRequest, user: User, authenticator: Authenticator, reauthentication: bool = False, **_signal: Any
) -> None:
    event = SecurityEvent.REAUTHENTICATION_FAILED if reauthentication else SecurityEvent.SECOND_FACTOR_WRONG
    record(event, **_about(request, user, authenticator))


def on_provider_linked(request: HttpRequest, sociallogin: SocialLogin, **_signal: Any) -> None:
    account = sociallogin.account
    record(SecurityEvent.PROVIDER_LINKED, request=request, subject=account.user_id, provider=account.provider)


def on_provider_unlinked(request: HttpRequest, socialaccount: SocialAccount, **_signal: Any) -> None:
    account = socialaccount
    record(SecurityEvent.PROVIDER_UNLINKED, request=request, subject=account.user_id, provider=account.provider)


def _event(authenticator: Authenticator, event: SecurityEvent) -> SecurityEvent:
    return SecurityEvent.RECOVERY_CODES_CHANGED if authenticator.type == RECOVERY_CODES else event


def _about(request: HttpRequest, user: User, authenticator: Authenticator) -> dict[str, Any]:
    return {"request": request, "subject": user, "kind": str(authenticator.type), "authenticator_id": authenticator.pk}
