from django.urls import path

from events.reminders import rule_views, views

app_name = "reminders"

urlpatterns = [
    path("organise/events/<slug:slug>/reminders/", views.reminders, name="timeline"),
    path("organise/events/<slug:slug>/reminders/rules/", rule_views.of_event, name="event_rules"),
    path("organise/events/<slug:slug>/reminders/rules/new/", rule_views.new_of_event, name="event_rule_create"),
    path("organise/events/<slug:slug>/reminders/rules/<int:pk>/", rule_views.edit_of_event, name="event_rule_edit"),
    path("organise/programmes/<slug:slug>/reminders/", rule_views.of_programme, name="programme_rules"),
    path("organise/programmes/<slug:slug>/reminders/new/", rule_views.new_of_programme, name="programme_rule_create"),
    path(
        "organise/programmes/<slug:slug>/reminders/<int:pk>/", rule_views.edit_of_programme, name="programme_rule_edit"
    ),
    path("organise/events/<slug:slug>/reminders/<int:pk>/skip/", views.reminder_skip, name="skip"),
    path("organise/events/<slug:slug>/reminders/<int:pk>/undo/", views.reminder_undo, name="undo"),
    path("organise/events/<slug:slug>/reminders/<int:pk>/move/", views.reminder_reschedule, name="reschedule"),
    path("organise/events/<slug:slug>/reminders/<int:pk>/send/", views.reminder_send, name="send"),
    path("organise/events/<slug:slug>/reminders/<int:pk>/preview/", views.reminder_preview, name="preview"),
    path(
        "organise/events/<slug:slug>/reminders/<int:pk>/preview/<int:person>/",
        views.reminder_preview_html,
        name="preview_html",
    ),
]
