from django.urls import path, re_path
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/signup/", views.sign_in, name="account_signup"),
    path("accounts/login/code/", views.sign_in, name="account_request_login_code"),
    path("accounts/login/code/confirm/", views.confirm_code, name="account_confirm_login_code"),
    # There are no passwords for people, so there is no page to set or change one.
    re_path(r"^accounts/password/", RedirectView.as_view(pattern_name="account_login"), name="account_no_password"),
]
