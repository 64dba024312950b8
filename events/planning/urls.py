from django.urls import path

from events.planning import edit_views, views

app_name = "planning"

urlpatterns = [
    path("organise/programmes/<slug:slug>/events/new/", edit_views.event_create, name="create"),
    path("organise/events/<slug:slug>/", views.event_overview, name="overview"),
    path("organise/events/<slug:slug>/edit/", edit_views.event_edit, name="edit"),
    path("organise/events/<slug:slug>/publish/", views.event_publish, name="publish"),
    path("organise/events/<slug:slug>/move/", views.event_reschedule, name="reschedule"),
    path("organise/events/<slug:slug>/postpone/", views.event_postpone, name="postpone"),
    path("organise/events/<slug:slug>/cancel/", views.event_cancel, name="cancel"),
    path("organise/events/<slug:slug>/tell/", views.event_notify, name="notify"),
]
