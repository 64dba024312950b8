"""The URLs of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.health import healthz

# The login page of the admin accepts passwords without a limit of attempts and without a second step.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents

handler400 = "config.errors.bad_request"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("events.urls")),
    path("", include("notifications.preferences.urls")),
    path("", include("notifications.inbox.urls")),
    path("", include("accounts.links.urls")),
    # Before the URLs of allauth: one page to sign in and to sign up.
    path("", include("accounts.urls")),
    path("", include("accounts.protection.urls")),
    path("accounts/", include("allauth.urls")),
    # Last: the admin handles all other URLs below /staff/.
    path("staff/", admin.site.urls),
]
