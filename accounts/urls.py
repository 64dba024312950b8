from django.urls import path

from accounts import views

urlpatterns = [
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/signup/", views.sign_in, name="account_signup"),
    path("accounts/login/code/", views.sign_in, name="account_request_login_code"),
]
