"""The pages to sign in. There is no separate page to sign up."""

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django import forms
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.allauth_internals import ConfirmAddressView, LimitedConfirmCodeView, RequestCodeView, SignInByCode
from accounts.protection import limits


class SignInView(RequestCodeView):
    """Mail a code to an email address.

    The page is the same for known and unknown addresses, so that it does not reveal accounts."""

    template_name = "account/login.html"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        SignInByCode.begin(self.request, form.cleaned_data["email"])
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(never_cache, name="dispatch")
class ConfirmCodeView(LimitedConfirmCodeView):
    """Sign in the person who types the mailed code."""


def mail_code(request: HttpRequest, email: str, *, next_url: str) -> HttpResponse:
    """Mail a code to a canonical address that the reader of a page need not type, and lead to the page that asks for it.

    The code proves the mailbox. next_url: where the sign-in leads."""
    try:
        limits.consume_code_request(request, email)
    except RateLimited:
        return ratelimit.respond_429(request)
    SignInByCode.begin(request, email)
    return redirect(reverse("account_confirm_login_code", query={REDIRECT_FIELD_NAME: next_url}))


sign_in = SignInView.as_view()
confirm_code = ConfirmCodeView.as_view()
confirm_address = login_not_required(never_cache(ConfirmAddressView.as_view()))
