from django.urls import path

from events.requirements import views

app_name = "requirements"

urlpatterns = [
    path("evidence/<uuid:key>/", views.evidence, name="evidence"),
    path("organise/events/<slug:slug>/requirements/", views.requirement_list, name="list"),
    path("organise/events/<slug:slug>/requirements/new/", views.requirement_create, name="create"),
    path("organise/events/<slug:slug>/requirements/<int:pk>/edit/", views.requirement_edit, name="edit"),
    path("organise/events/<slug:slug>/requirements/<int:pk>/remove/", views.requirement_remove, name="remove"),
    path("organise/events/<slug:slug>/requirements/<int:pk>/move/", views.requirement_move, name="move"),
    path(
        "organise/events/<slug:slug>/registrations/<int:registration>/requirements/",
        views.requirement_check,
        name="check",
    ),
]
