"""The use of internals of django-allauth. pyproject.toml limits its version for this reason.

allauth mails a code only to existing accounts, and asks all others to sign up first. In Plenary both are one form: an
account is created when a person types the code that was mailed to a new address, and not before. So nobody can fill the
table of people by typing addresses. The public interface of allauth does not allow that.

tests/accounts/test_allauth_internals.py fails if one of these internals changes:

- `LoginCodeVerificationProcess`: `initial_state()`, `send()`, `persist()`, `abort()`, `abort_if_invalid()`,
  `record_resend()`, `generate_code()`, `add_sent_message()`, `finish()`, `send_by_email()`, and the attributes
  `request`, `state`, `stage` and `_user`.
- `Login.state["stages"]`, and the constructors of `LoginStageController` and `LoginByCodeStage`.
- `ConfirmLoginCodeView`: `_process`, `_action`, `_verify_form_valid()`, and that `dispatch()` only prepares them.
- `RequestLoginCodeView._redirect_to_pending_stage()`.
- `login_stage_required()`, which sets `request._login_stage`.
- `ratelimit.consume()`, whose result has `rollback()`, and `ratelimit.respond_429()`.
- `DefaultMFAAdapter._get_site_name()`, which is overridden in accounts/adapter.py."""

from typing import Any, Self

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core import ratelimit as public_ratelimit
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts import services
from accounts.models import User


class SignInByCode(LoginCodeVerificationProcess):
    """Sign in with a mailed code. The account may not exist before the code is typed."""

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> None:
        """Mail a code to email. The session is the same for a known and for an unknown address."""
        login = Login(email=email)
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()

    @classmethod
    def resume(cls, stage: LoginStage) -> Self | None:
        """Return the process of the session, or None if its code has expired."""
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
        """Mail another code. Raise RateLimited: this counts like the first request for a code."""
        email = self.state["email"]
        public_ratelimit.consume(self.request, action="request_login_code", key=email.lower(), raise_exception=True)
        self.send()
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        person = services.get_or_create_account(self.state["email"])
        if person is None:
            self.abort()
            return get_adapter().respond_user_inactive(self.request, person)
        self._user: User = person
        return super().finish(redirect_url)


class RequestCodeView(RequestLoginCodeView):
    """Ask for an email address. A person with a code that is not yet used can correct the address."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseRedirect | None:
        """Redirect to an unfinished second step, but not to the page that asks for the code."""
        return None if stage.key == LoginByCodeStage.key else super()._redirect_to_pending_stage(request, stage)


@method_decorator(login_stage_required(LoginByCodeStage.key, "account_login"), name="dispatch")
class LimitedConfirmCodeView(ConfirmLoginCodeView):
    """Ask for the mailed code. Limit the wrong codes by address and by client, in addition to the limit per session."""

    _process: SignInByCode

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage  # type: ignore[attr-defined]  # set by login_stage_required()
        process = SignInByCode.resume(self.stage)
        if process is None:
            return redirect("account_login")
        self._process = process
        return View.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify":
            # Count each attempt before the code is checked, so that simultaneous attempts are all counted.
            email = self._process.state["email"].lower()
            self.attempt = ratelimit.consume(request, app="allauth.account", action="login_failed", key=email)
            if not self.attempt:
                return ratelimit.respond_429(request)
        return super().post(request, *args, **kwargs)

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        self.attempt.rollback()
        return super()._verify_form_valid(form)
