"""Gathers the addresses of each capability."""

from django.urls import include, path

urlpatterns = [
    path("organise/", include("events.agenda.urls")),
    path("", include("events.calendars.urls")),
    path("", include("events.registration.urls")),
    path("", include("events.programmes.event_urls")),
    path("", include("events.programmes.urls")),
]
