"""Reauthentication by a mailed code, which allauth does not offer, next to its reauthentication by passkey or app.

allauth lets an account without a password and without a second factor pass. Here, such an account gets a code. A person
with a passkey or an app uses it, as at the sign-in. The code goes to the primary verified address. To add another
address, one must reauthenticate first, so a stolen session cannot redirect the code."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts import codes
from accounts.codes import mailed_code_field
from accounts.models import User
from accounts.security_log import SecurityEvent, record

STATE = "reauthentication_code"  # the key in the session
MAX_ATTEMPTS = 3  # of one code


def has_reauthenticated(request: HttpRequest) -> bool:
    """Return whether the signed-in person has reauthenticated in this session a short time ago."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    latest = max((one["at"] for one in records if one.get("reauthenticated")), default=0)
    return bool(time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT)


def method_urls(request: HttpRequest) -> list[str]:
    """Return the addresses of the pages on which the signed-in person can reauthenticate, the preferred one first."""
    return [method["url"] for method in get_adapter(request).get_reauthentication_methods(request.user)]


def code_address(person: User) -> str:
    """Return the address to which a code goes: the primary verified one, else another verified one, else the profile's."""
    address = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()
    return address.email if address else person.email


class ReauthenticateCodeForm(forms.Form):
    code = mailed_code_field(
        label=_("Code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        state = pending_code(self.request)
        if state is None:
            raise forms.ValidationError(_("This code is too old. Request a new one."))
        if constant_time_compare(typed, state["code"]):
            return typed
        record(SecurityEvent.REAUTHENTICATION_FAILED, request=self.request, subject=self.request.user.pk, kind="code")
        state["failed"] += 1
        self.request.session[STATE] = state
        if state["failed"] >= MAX_ATTEMPTS:
            forget_code(self.request)
            raise forms.ValidationError(_("This code was typed wrong three times, so it has ended. Request a new one."))
        raise get_adapter().validation_error("incorrect_code")


def pending_code(request: HttpRequest) -> dict[str, Any] | None:
    """Return the code that was mailed in this session to the signed-in person and still works, or None."""
    state = request.session.get(STATE)
    if not state or state["person"] != request.user.pk:
        return None
    return state if time.time() - state["at"] <= app_settings.LOGIN_BY_CODE_TIMEOUT else None


def forget_code(request: HttpRequest) -> None:
    request.session.pop(STATE, None)


def send_code(request: HttpRequest) -> bool:
    """Mail a new code to the signed-in person. Return False if too many were mailed."""
    person = request.user
    if not ratelimit.consume(request, action="reauthenticate_code", user=person):
        record(SecurityEvent.LIMIT_HIT, request=request, subject=person.pk, limit="reauthenticate_code")
        return False
    code = get_adapter().generate_login_code()
    request.session[STATE] = {"code": code, "at": time.time(), "failed": 0, "person": person.pk}
    get_adapter().send_mail("account/email/reauthentication_code", code_address(person), {"code": code})  # type: ignore[arg-type]
    record(SecurityEvent.CODE_REQUESTED, request=request, subject=person.pk, kind="reauthentication")
    return True


@method_decorator([never_cache, login_required], name="dispatch")
class ReauthenticateByCodeView(BaseReauthenticateView):
    """Mail a code to the owner of the account, and ask for it."""

    form_class = ReauthenticateCodeForm
    template_name = "account/reauthenticate.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if pending_code(request) is None:
            self.is_limited = not send_code(request)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "resend":
            forget_code(request)
            return self.get(request, *args, **kwargs)
        if codes.may_be_mailed(request.POST.get("code", "")) and not ratelimit.consume(
            request, action="reauthenticate_attempt", user=request.user
        ):
            return ratelimit.respond_429(request)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person: User = self.request.user  # type: ignore[assignment]
        return super().get_context_data(**kwargs) | {
            "address": code_address(person),
            "is_code_pending": pending_code(self.request) is not None,
            "is_limited": getattr(self, "is_limited", False),
        }

    def form_valid(self, form: forms.Form) -> HttpResponse:
        forget_code(self.request)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        record(SecurityEvent.REAUTHENTICATED, request=self.request, subject=self.request.user.pk, kind="code")
        return super().form_valid(form)
