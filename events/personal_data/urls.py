from django.urls import path

from events.personal_data import team_views, views

app_name = "personal_data"

urlpatterns = [
    path("me/data/", views.my_data, name="mine"),
    path("me/data/download/", views.download, name="download"),
    path("me/data/erase/", views.erase, name="erase"),
    path("me/data/undo/", views.undo, name="undo"),
    path("me/data/undo/<link_token:token>/", views.undo_by_link, name="undo_by_link"),
    path("organise/events/<slug:slug>/registrations/<int:pk>/erase/", team_views.erase_person, name="erase_person"),
    path("organise/programmes/<slug:slug>/kept-records/", team_views.kept_records, name="kept_records"),
]
