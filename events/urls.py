"""Gathers the addresses of each capability."""

from django.urls import include, path

urlpatterns = [
    # Calendar programs ask most often: their addresses come first.
    path("", include("events.calendars.urls")),
    path("organise/", include("events.agenda.urls")),
    path("organise/", include("events.registration.questions.urls")),
    path("", include("events.registration.urls")),
    path("", include("events.registration.nominations.urls")),
    path("", include("events.registration.travel.urls")),
    path("organise/", include("events.registration.balance.urls")),
    path("organise/", include("events.registration.invitations.urls")),
    path("organise/", include("events.registration.adding.urls")),
    path("organise/", include("events.registration.contributors.urls")),
    path("organise/", include("events.registration.duplicates.urls")),
    path("", include("events.attendance.urls")),
    path("", include("events.programmes.event_urls")),
    path("", include("events.programmes.urls")),
]
