from django.urls import path

from events.missions.reports import institution_views, views

app_name = "mission_reports"

urlpatterns = [
    path("requests/<link_token:token>/report/", institution_views.own, name="own"),
    path("requests/<link_token:token>/report/file/", institution_views.own_file, name="own_file"),
    path("organise/events/<slug:slug>/mission/report/", views.review, name="review"),
    path("organise/events/<slug:slug>/mission/report/edit/", views.edit, name="edit"),
    path("organise/events/<slug:slug>/mission/report/file/", views.report_file, name="file"),
    path("organise/events/<slug:slug>/mission/report/step/", views.step, name="step"),
    path("organise/events/<slug:slug>/mission/report/decide/", views.decide, name="decide"),
    path("organise/events/<slug:slug>/mission/report/versions/<int:pk>/", views.version, name="version"),
]
