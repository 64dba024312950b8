from django.urls import path

from events.experts import public_views, views

app_name = "experts"

urlpatterns = [
    path("organise/programmes/<slug:slug>/experts/", views.expert_list, name="list"),
    path("organise/programmes/<slug:slug>/experts/new/", views.expert_create, name="create"),
    path("organise/programmes/<slug:slug>/experts/<int:pk>/", views.expert_detail, name="detail"),
    path("organise/programmes/<slug:slug>/experts/<int:pk>/edit/", views.expert_edit, name="edit"),
    path("organise/programmes/<slug:slug>/experts/<int:pk>/delete/", views.expert_delete, name="delete"),
    path("organise/programmes/<slug:slug>/experts/<int:pk>/notes/", views.note_add, name="note"),
    path(
        "organise/programmes/<slug:slug>/experts/<int:pk>/notes/<int:note>/delete/",
        views.note_delete,
        name="note_delete",
    ),
    path("organise/programmes/<slug:slug>/experts/<int:pk>/rate/<int:contributor>/", views.rate, name="rate"),
    path("organise/programmes/<slug:slug>/experts/<int:pk>/picture.jpg", views.team_picture, name="team_picture"),
    path("programmes/<slug:slug>/experts/<int:pk>/", public_views.expert_page, name="public"),
    path("experts/<int:pk>/<slug:digest>.jpg", public_views.expert_picture, name="picture"),
]
