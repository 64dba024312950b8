from django.urls import path

from events.planning import documents, draft_views, edit_views, new_event_views, views

app_name = "planning"

urlpatterns = [
    path("organise/programmes/<slug:slug>/events/new/", new_event_views.event_new, name="new"),
    path("organise/programmes/<slug:slug>/events/new/keep/", new_event_views.event_new_keep, name="new_keep"),
    path("organise/programmes/<slug:slug>/events/new/all/", edit_views.event_create, name="create"),
    path("organise/events/<slug:slug>/", views.event_overview, name="overview"),
    path("organise/events/<slug:slug>/edit/", edit_views.event_edit, name="edit"),
    path("organise/events/<slug:slug>/documents/", documents.event_documents, name="documents"),
    path("documents/<uuid:document>/", documents.document_file, name="document"),
    path("organise/events/<slug:slug>/delete/", draft_views.event_delete, name="delete"),
    path("organise/events/<slug:slug>/unpublish/", draft_views.event_unpublish, name="unpublish"),
    path("organise/events/<slug:slug>/publish/", views.event_publish, name="publish"),
    path("organise/events/<slug:slug>/move/", views.event_reschedule, name="reschedule"),
    path("organise/events/<slug:slug>/postpone/", views.event_postpone, name="postpone"),
    path("organise/events/<slug:slug>/cancel/", views.event_cancel, name="cancel"),
    path("organise/events/<slug:slug>/undo/", views.event_undo, name="undo"),
    path("organise/events/<slug:slug>/tell/", views.event_notify, name="notify"),
]
