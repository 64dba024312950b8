"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.health import healthz

# Its own page would take passwords, without counting the wrong ones or asking for a second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "config.errors.bad_request"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("events.urls")),
    path("", include("notifications.preferences.urls")),
    path("", include("notifications.inbox.urls")),
    # Ours before allauth's: one page to sign in and to sign up.
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    # Last: the repair desk answers for everything below /staff/ that is not ours.
    path("staff/", admin.site.urls),
]
