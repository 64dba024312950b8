from django.urls import path

from events.journeys import offline
from events.missions.assignments import views

app_name = "assignments"

urlpatterns = [
    path("assignments/worker.js", offline.worker, name="worker"),
    path("assignments/<link_token:token>/", views.own, name="own"),
    path("assignments/<link_token:token>/meetings/<int:pk>/", views.meeting_notes, name="notes"),
    path("assignments/<link_token:token>/report/", views.report, name="report"),
    path("assignments/<link_token:token>/report/file/", views.report_file, name="report_file"),
]
