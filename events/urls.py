"""The URLs of all capabilities."""

from django.urls import include, path

urlpatterns = [
    # Calendar programs send the most requests, so their URLs are first.
    path("", include("events.calendars.urls")),
    path("", include("events.self_service.urls")),
    path("", include("events.personal_data.urls")),
    path("", include("events.personal_data.privacy_urls")),
    path("", include("events.nominations.urls")),
    path("", include("events.travel.urls")),
    path("", include("events.attendance.urls")),
    path("", include("events.calendar_replies.urls")),
    path("", include("events.questions.urls")),
    path("", include("events.requirements.urls")),
    path("", include("events.organise.urls")),
    path("", include("events.programmes.urls")),
    path("", include("events.study_visits.urls")),
    path("", include("events.planning.urls")),
    path("", include("events.agenda.urls")),
    path("", include("events.venues.urls")),
    path("", include("events.participants.urls")),
    path("", include("events.imports.urls")),
    path("", include("events.duplicates.urls")),
    path("", include("events.balance.urls")),
    path("", include("events.contributors.urls")),
    path("", include("events.experts.urls")),
    path("", include("events.engagements.urls")),
    path("", include("events.interpretation.urls")),
    path("", include("events.invitation_codes.urls")),
    path("", include("events.reminders.urls")),
    path("", include("events.announcements.urls")),
    path("", include("events.deliverables.urls")),
    path("", include("events.mail_templates.urls")),
    path("", include("events.mail_log.urls")),
    path("", include("events.public.event_urls")),
    path("", include("events.public.urls")),
]
