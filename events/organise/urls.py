from django.urls import path

from events.organise import history_views, views

app_name = "organise"

urlpatterns = [
    path("organise/", views.home, name="home"),
    path("organise/events/<slug:slug>/history/", history_views.history, name="history"),
]
