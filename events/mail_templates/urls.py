from django.urls import path

from events.mail_templates import views

app_name = "mail_templates"

urlpatterns = [
    path("organise/events/<slug:slug>/words/", views.of_event, name="event_list"),
    path("organise/events/<slug:slug>/words/<slug:kind>/<slug:language>/", views.edit_of_event, name="event_edit"),
    path("organise/programmes/<slug:slug>/words/", views.of_programme, name="programme_list"),
    path(
        "organise/programmes/<slug:slug>/words/<slug:kind>/<slug:language>/",
        views.edit_of_programme,
        name="programme_edit",
    ),
]
