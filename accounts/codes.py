"""Signing in by a mailed code, where the person comes to be when the code comes back and not before.

allauth mails a code to accounts that exist, and asks everybody else to sign up first. Here both are one, and nobody can
fill the table of people by typing addresses. This leans on allauth's internals; the tests of
sign-in, addresses and limits walk through all of it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from accounts import services


class SignInByCode(LoginCodeVerificationProcess):
    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> None:
        """Mail a code; what the session keeps is the same for an address that is known and one that is not."""
        login = Login(email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> "SignInByCode | None":
        return cls(stage).abort_if_invalid()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        code = self.generate_code()
        person = services.find_by_address(email)
        if person and not person.is_active:
            get_adapter().send_mail("account/email/unknown_account", email, {})
        else:
            get_adapter().send_mail("account/email/login_code", email, {"request": self.request, "code": code})
        self.add_sent_message({"email": email, "recipient": email})

    def resend(self) -> None:
        """Mail another code. Raises RateLimited: it counts as asking for one anew."""
        email = self.state["email"]
        ratelimit.consume(self.request, action="request_login_code", key=email.lower(), raise_exception=True)
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        person: Any = services.get_or_create_account(self.state["email"])
        if person is None:
            self.abort()
            return get_adapter().respond_user_inactive(self.request, person)
        self._user = person
        return super().finish(redirect_url)
