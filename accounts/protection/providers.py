"""Sign-in through Google, Microsoft and OpenID Connect: only with an address that the service states as verified.

Such an address proves the mailbox, as a mailed code does. So it leads to the same account, and no service needs to be
linked. A person who has reauthenticated can also link an account at a service, whatever its address."""

from collections.abc import Callable
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.microsoft.views import MicrosoftGraphOAuth2Adapter
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MultipleObjectsReturned
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found
from requests import RequestException

from accounts import services
from accounts.protection import changes, proof
from accounts.protection.texts import provider_name
from accounts.security_log import SecurityEvent, record

VERIFIED: tuple[object, ...] = (True, "true")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or create the account of a verified address. Refuse every other sign-in that no link permits.

        allauth has looked up the link of the account at the service. If there is one, the person has made it."""
        if sociallogin.state.get("process") in {AuthProcess.CONNECT, AuthProcess.REDIRECT}:
            return
        if sociallogin.account.pk and sociallogin.is_existing:
            self._require_proof(request, sociallogin)
            return
        address = verified_address(sociallogin)
        if address is None:
            raise refuse(request, sociallogin, "unverified")
        if changes.pending_removal(address) and not services.people_at(address):
            raise refuse(request, sociallogin, "reserved")
        people = services.people_who_sign_in(address)
        if len(people) != 1:
            raise refuse(request, sociallogin, "shared" if people else "closed")
        if not people[0].mailbox_of_id:
            proof.prove_address(people[0], address)
        services.confirm_address(people[0], address)
        sociallogin.user = people[0]

    def _require_proof(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a link to an account whose mailbox nobody has proved: a stranger may have made both."""
        if sociallogin.user is not None and not proof.has_proved_address(sociallogin.user):
            raise refuse(request, sociallogin, "unverified")

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Return False: pre_social_login() creates accounts. allauth would also create them for unverified addresses."""
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        record(SecurityEvent.PROVIDER_REFUSED, request=request, provider=provider.id, reason="failed")


def verified_address(sociallogin: SocialLogin) -> str | None:
    """Return the address that the service states as verified, in lower case, or None.

    Only a true value counts: some services write "false" as a text, which Python takes for true."""
    claims = sociallogin.account.extra_data
    if {"userinfo", "id_token"} <= claims.keys() and claims["userinfo"].get("sub") != claims["id_token"].get("sub"):
        return None  # OpenID Connect Core 1.0, 5.3.2: they are about two people
    claims = claims.get("userinfo") or claims.get("id_token") or claims
    stated = [claims[name] for name in ("email_verified", "verified_email") if name in claims]
    if any(value not in VERIFIED for value in stated):
        return None
    found = (one.email for one in sociallogin.email_addresses if one.verified in VERIFIED)
    return next((email.lower() for email in found), None)


def refuse(request: HttpRequest, sociallogin: SocialLogin, reason: str) -> ImmediateHttpResponse:
    """Return the exception that shows why a sign-in through a service is refused, and what to do instead."""
    provider = sociallogin.account.provider
    record(SecurityEvent.PROVIDER_REFUSED, request=request, provider=provider, reason=reason)
    context = {"reason": reason, "provider_name": provider_name(provider)}
    return ImmediateHttpResponse(render(request, "socialaccount/refused.html", context, status=403))


class MicrosoftAdapter(MicrosoftGraphOAuth2Adapter):
    """The profile of Microsoft Graph says nothing about the address, and the administrator of any tenant can write any
    address into it ("nOAuth"). So an address counts as verified only if the ID token says so: `xms_edov` means that the
    owner of the domain has proved it to Microsoft. The token comes directly from Microsoft over TLS, so that its
    signature need not be checked (OpenID Connect Core 1.0, 3.1.3.7)."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        login: SocialLogin = super().complete_login(request, app, token, **kwargs)
        verified = verified_by_microsoft(kwargs.get("response", {}).get("id_token"), app.client_id)
        for address in login.email_addresses:
            address.verified = address.email.lower() == verified or _is_of_our_tenant(address.email)
        return login


def verified_by_microsoft(id_token: Any, client_id: str) -> str:
    """Return the address that an ID token states as verified, in lower case, or ""."""
    if not isinstance(id_token, str):
        return ""
    try:
        claims = jwt.decode(id_token, options={"verify_signature": False, "verify_aud": True}, audience=client_id)
    except jwt.PyJWTError:
        return ""
    stated = claims.get("xms_edov")  # Microsoft writes true, 1, "1" or "true"
    is_verified = stated is True or str(stated).lower() in {"1", "true"} or claims.get("email_verified") is True
    email = claims.get("email")
    return email.lower() if is_verified and isinstance(email, str) else ""


def _is_of_our_tenant(email: str) -> bool:
    """Return whether the organisation whose people alone can sign in (MICROSOFT_TENANT) owns the domain of an address."""
    return email.rpartition("@")[2].lower() in settings.MICROSOFT_VERIFIED_DOMAINS


microsoft_login = OAuth2LoginView.adapter_view(MicrosoftAdapter)
microsoft_callback = OAuth2CallbackView.adapter_view(MicrosoftAdapter)


class ProviderErrorMiddleware:
    """Show the page for unknown addresses if a service is not set up, and a page of its own if it does not answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path_info.startswith("/accounts/"):
            return None
        match exception:
            case SocialApp.DoesNotExist() | MultipleObjectsReturned() | ImproperlyConfigured():
                return page_not_found(request, exception)
            case RequestException() | jwt.PyJWTError() | KeyError() | ValueError():
                record(SecurityEvent.PROVIDER_REFUSED, request=request, reason="unreachable")
                return render(request, "socialaccount/authentication_error.html", status=503)
        return None
