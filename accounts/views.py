"""Signing in and up, which are one."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts.codes import SignInByCode


class SignInView(RequestLoginCodeView):
    """Ask for an e-mail address and mail a code to it; the same words for an address that is known and one that is not.

    Nobody learns from this page who has an account, and nobody needs one before they register."""

    template_name = "account/login.html"

    def get_form(self, form_class=None):  # type: ignore[no-untyped-def]
        form = super().get_form(form_class)
        form.fields["email"].label = _("E-mail address")
        form.fields["email"].widget.attrs.pop("placeholder", None)
        return form

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: LoginStage) -> HttpResponseRedirect | None:
        """Let whoever mistyped their address come back and type another; only a second factor is insisted on."""
        return None if stage.key == LoginByCodeStage.key else super()._redirect_to_pending_stage(request, stage)

    def form_valid(self, form) -> HttpResponse:  # type: ignore[no-untyped-def]
        SignInByCode.begin(self.request, form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(never_cache, name="dispatch")
@method_decorator(login_stage_required(LoginByCodeStage.key, "account_login"), name="dispatch")
class ConfirmCodeView(ConfirmLoginCodeView):
    """Take the code that was mailed. Wrong ones are counted by address and by client, besides those of this session."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = request._login_stage  # type: ignore[attr-defined]
        self._process = SignInByCode.resume(self.stage)
        if not self._process:
            return redirect("account_login")
        return View.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify":
            # Counted before it is looked at, so that a thousand guesses at once are a thousand guesses.
            email = self._process.state["email"].lower()
            self.guess = ratelimit.consume(request, app="allauth.account", action="login_failed", key=email)
            if not self.guess:
                return ratelimit.respond_429(request)
        return super().post(request, *args, **kwargs)

    def _verify_form_valid(self, form) -> HttpResponse:  # type: ignore[no-untyped-def]
        self.guess.rollback()
        return super()._verify_form_valid(form)


sign_in = SignInView.as_view()
type_code = ConfirmCodeView.as_view()
