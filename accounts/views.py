"""Signing in and up, which are one."""

from allauth.account.views import RequestLoginCodeView
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts import services


class SignIn(RequestLoginCodeView):
    """Ask for an e-mail address and mail a code to it; the same words for an address that is known and one that is not.

    Nobody learns from this page who has an account, and nobody needs one before they register."""

    template_name = "account/login.html"

    def get_form(self, form_class=None):  # type: ignore[no-untyped-def]
        form = super().get_form(form_class)
        form.fields["email"].label = _("E-mail address")
        return form

    def form_valid(self, form) -> HttpResponse:  # type: ignore[no-untyped-def]
        form._user = services.begin_account(form.cleaned_data["email"])
        return super().form_valid(form)


sign_in = SignIn.as_view()
