"""The URLs of expert missions."""

from django.urls import include, path

urlpatterns = [
    path("", include("events.missions.overview.urls")),
    path("", include("events.missions.requests.urls")),
    path("", include("events.missions.calls.urls")),
    path("", include("events.missions.terms.urls")),
]
