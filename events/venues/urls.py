from django.urls import path

from events.venues import views

app_name = "venues"

urlpatterns = [
    path("organise/programmes/<slug:slug>/venues/", views.venue_list, name="list"),
    path("organise/programmes/<slug:slug>/venues/new/", views.venue_create, name="create"),
    path("organise/programmes/<slug:slug>/venues/zone/", views.venue_zone, name="zone"),
    path("organise/programmes/<slug:slug>/venues/<int:pk>/", views.venue_edit, name="edit"),
    path("organise/programmes/<slug:slug>/venues/<int:pk>/delete/", views.venue_delete, name="delete"),
    path("organise/programmes/<slug:slug>/venues/<int:pk>/merge/<int:other>/", views.venue_merge, name="merge"),
]
