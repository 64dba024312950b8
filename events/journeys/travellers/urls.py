from django.urls import path

from events.journeys import offline
from events.journeys.travellers import views

app_name = "journeys"

urlpatterns = [
    path("journeys/worker.js", offline.worker, name="worker"),
    path("journeys/<link_token:token>/", views.own, name="own"),
    path("journeys/<link_token:token>/pocket/", views.pocket, name="pocket"),
]
