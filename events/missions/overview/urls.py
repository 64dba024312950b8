from django.urls import path

from events.missions.overview import views

app_name = "missions"

urlpatterns = [
    path("organise/events/<slug:slug>/mission/", views.mission, name="mission"),
    path("organise/events/<slug:slug>/mission/emergency/", views.emergency, name="emergency"),
    path("organise/events/<slug:slug>/mission/public/", views.public_parts, name="public"),
]
