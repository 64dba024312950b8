from django.urls import path

from accounts.protection import views
from accounts.protection.reauthentication import ReauthenticateByCodeView

urlpatterns = [
    path("accounts/reauthenticate/", ReauthenticateByCodeView.as_view(), name="account_reauthenticate"),
    path("account-changes/<link_token:token>/", views.undo_sign_in_change, name="undo_sign_in_change"),
]
