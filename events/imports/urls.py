from django.urls import path

from events.imports import views

app_name = "imports"

urlpatterns = [
    path("organise/events/<slug:slug>/add/", views.add, name="add"),
    path("organise/events/<slug:slug>/add/list/", views.add_list, name="list"),
    path("organise/events/<slug:slug>/add/copy/", views.copy, name="copy"),
]
