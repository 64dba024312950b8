from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import mailbox_views, views
from accounts.protection import providers

urlpatterns = [
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/signup/", views.sign_in, name="account_signup"),
    path("accounts/login/code/", views.sign_in, name="account_request_login_code"),
    path("accounts/login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    path("accounts/login/person/", mailbox_views.choose_person, name="account_choose_person"),
    path("me/other-person/", mailbox_views.other_person, name="account_other_person"),
    path("accounts/confirm-email/", views.confirm_address, name="account_email_verification_sent"),
    path("accounts/microsoft/login/", providers.microsoft_login, name="microsoft_login"),
    path("accounts/microsoft/login/callback/", providers.microsoft_callback, name="microsoft_callback"),
    # There are no passwords for people, so there is no page to set or change one.
    re_path(r"^accounts/password/", RedirectView.as_view(pattern_name="account_login"), name="account_no_password"),
]
