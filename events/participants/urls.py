from django.urls import path

from events.participants import answer_views, correction_views, move_views, person_views, undo_views, views

app_name = "participants"

urlpatterns = [
    path("organise/events/<slug:slug>/registrations/", views.registrations, name="list"),
    path("organise/events/<slug:slug>/registrations/columns/", views.columns, name="columns"),
    path("organise/events/<slug:slug>/registrations/filters/", views.filters, name="filters"),
    path("organise/events/<slug:slug>/registrations/export/", views.registrations_export, name="export"),
    path("organise/events/<slug:slug>/registrations/decisions/<int:pk>/undo/", undo_views.decision_undo, name="undo"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/", person_views.registration, name="detail"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/decide/", person_views.registration_decide, name="decide"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/place/", person_views.registration_place, name="place"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/tag/", person_views.registration_tag, name="tag"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/note/", person_views.registration_note, name="note"),
    path(
        "organise/events/<slug:slug>/registrations/<int:pk>/notes/<int:note>/delete/",
        person_views.note_delete,
        name="note_delete",
    ),
    path("organise/events/<slug:slug>/registrations/<int:pk>/person/", correction_views.person_correct, name="correct"),
    path(
        "organise/events/<slug:slug>/registrations/<int:pk>/answers/<int:question>/",
        answer_views.answer_correct,
        name="answer",
    ),
    path("organise/events/<slug:slug>/registrations/<int:pk>/move/", move_views.person_move, name="move"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/link/", person_views.link_send, name="link_send"),
    path(
        "organise/events/<slug:slug>/registrations/<int:pk>/address/", person_views.address_clear, name="address_clear"
    ),
]
