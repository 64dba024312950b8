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
- `EmailVerificationStage.handle()`, and the attribute `login` of stages.
- `ConfirmEmailVerificationCodeView.form_invalid()`, which counts a wrong code.
- `login_stage_required()`, which sets `request._login_stage`.
- `ratelimit.consume()`, whose result has `rollback()`, and `ratelimit.respond_429()`.
- `DefaultMFAAdapter._get_site_name()`, which is overridden in accounts/adapter.py."""

from typing import Any, Self

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import EmailVerificationStage, LoginByCodeStage, LoginStage, LoginStageController
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import ConfirmEmailVerificationCodeView, ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import View

from accounts import codes, services
from accounts.models import SignInChange, User
from accounts.protection import changes, limits, notices, proof
from accounts.security_log import SecurityEvent, record


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
        record(SecurityEvent.CODE_REQUESTED, request=self.request, subject=person)
        self.add_sent_message({"email": email, "recipient": email})

    def resend(self) -> None:
        """Mail another code. Raise RateLimited: this counts like the first request for a code."""
        limits.consume_code_request(self.request, self.state["email"])
        self.send()
        self.record_resend()
        self.persist()

    def record_invalid_attempt(self) -> bool:
        record(SecurityEvent.CODE_WRONG, request=self.request, subject=services.find_by_address(self.state["email"]))
        return super().record_invalid_attempt()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        removal = changes.pending_removal(self.state["email"])
        if removal and not services.people_at(self.state["email"]):
            return self._refuse_removed_address(removal)
        people = services.people_who_sign_in(self.state["email"])
        if not people:
            record(SecurityEvent.SIGN_IN_REFUSED, request=self.request, reason="closed")
            self.abort()
            return get_adapter().respond_user_inactive(self.request, None)
        if len(people) > 1:
            self.state["is_proved"] = True
            self.persist()
            return self.ask_who()
        return self.sign_in(people[0], redirect_url)

    @property
    def is_proved(self) -> bool:
        """Whether the code was typed. Several people use the mailbox, and the page asks who of them is signing in."""
        return self.state.get("is_proved", False)

    def ask_who(self) -> HttpResponse:
        address = reverse("account_choose_person")
        return redirect(passthrough_next_redirect_url(self.request, address, REDIRECT_FIELD_NAME))

    def sign_in(self, person: User, redirect_url: str | None) -> HttpResponse:
        """Sign in one of the people of the proved mailbox. Their second step follows, if they have one."""
        if not person.mailbox_of_id:
            proof.end_unproved_access(person, self.state["email"])
        services.confirm_address(person, self.state["email"])
        self._user: User = person
        return super().finish(redirect_url)

    def _refuse_removed_address(self, removal: SignInChange) -> HttpResponse:
        """Refuse a new account for an address that its owner can still restore, and mail the link again."""
        record(SecurityEvent.SIGN_IN_REFUSED, request=self.request, subject=removal.person_id, reason="removed")
        notices.send_notices(removal, again=True)
        self.abort()
        return render(self.request, "account/address_removed.html", {"until": removal.undo_until}, status=409)


class AddressStage(EmailVerificationStage):
    """Require a verified address, except of a person who uses the mailbox of another: that one has verified it."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        person = self.login.user
        return (None, True) if isinstance(person, User) and person.mailbox_of_id else super().handle()


class ConfirmAddressView(ConfirmEmailVerificationCodeView):
    """Ask for the code that was mailed to a new address."""

    def form_invalid(self, form: Any) -> HttpResponse:
        if codes.is_malformed(form):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_invalid(form)


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
        if process.is_proved:
            return process.ask_who()
        return View.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify":
            # Count each attempt before the code is checked, so that simultaneous attempts are all counted.
            try:
                self.attempt = limits.consume_attempt(request, self._process.state["email"])
            except RateLimited:
                return ratelimit.respond_429(request)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        if codes.is_malformed(form):
            self.attempt.rollback()
            return self.render_to_response(self.get_context_data(form=form))
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        context = {"email": self._process.state["email"], "next": self.get_next_url()}
        return render(self.request, "account/code_ended.html", context)

    def _verify_form_valid(self, form: Any) -> HttpResponse:
        self.attempt.rollback()
        email = self._process.state["email"]
        response = super()._verify_form_valid(form)
        limits.remember_device(self.request, response, email)
        return response
