"""The pages to sign in. There is no separate page to sign up."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from accounts.allauth_internals import ConfirmAddressView, LimitedConfirmCodeView, RequestCodeView, SignInByCode


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


sign_in = SignInView.as_view()
confirm_code = ConfirmCodeView.as_view()
confirm_address = login_not_required(never_cache(ConfirmAddressView.as_view()))
