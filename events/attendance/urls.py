from django.urls import path

from events.attendance import evaluation_views, views

app_name = "attendance"

urlpatterns = [
    path("organise/events/<slug:slug>/attendance/", views.attendance, name="list"),
    path("organise/events/<slug:slug>/evaluations/", evaluation_views.evaluations, name="evaluations"),
    path("registrations/<link_token:token>/evaluate/", evaluation_views.evaluate, name="evaluate"),
]
