from django.urls import path

from events.participants import person_views, views

app_name = "participants"

urlpatterns = [
    path("organise/events/<slug:slug>/registrations/", views.registrations, name="list"),
    path("organise/events/<slug:slug>/registrations/export/", views.registrations_export, name="export"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/", person_views.registration, name="detail"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/decide/", person_views.registration_decide, name="decide"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/tag/", person_views.registration_tag, name="tag"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/note/", person_views.registration_note, name="note"),
    path(
        "organise/events/<slug:slug>/registrations/<int:pk>/notes/<int:note>/delete/",
        person_views.note_delete,
        name="note_delete",
    ),
    path(
        "organise/events/<slug:slug>/registrations/<int:pk>/address/", person_views.address_clear, name="address_clear"
    ),
]
