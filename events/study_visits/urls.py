from django.urls import path

from events.study_visits.after import views as after_views
from events.study_visits.papers import views as paper_views
from events.study_visits.rooms import views as room_views
from events.study_visits.visit import views as visit_views

app_name = "study_visits"

urlpatterns = [
    path("organise/events/<slug:slug>/visit/", visit_views.overview, name="visit"),
    path("organise/events/<slug:slug>/visit/edit/", visit_views.edit, name="edit"),
    path("organise/events/<slug:slug>/visit/public/", visit_views.public_fields, name="public"),
    path("organise/events/<slug:slug>/rooms/", room_views.rooms, name="rooms"),
    path("organise/events/<slug:slug>/rooms/nights/", room_views.nights_take, name="nights"),
    path("organise/events/<slug:slug>/rooms/hotels/new/", room_views.hotel_create, name="hotel_create"),
    path("organise/events/<slug:slug>/rooms/hotels/<int:hotel>/", room_views.hotel_edit, name="hotel_edit"),
    path("organise/events/<slug:slug>/rooms/hotels/<int:hotel>/add/", room_views.stay_create, name="stay_create"),
    path("organise/events/<slug:slug>/rooms/hotels/<int:hotel>/list/", room_views.rooming, name="rooming"),
    path(
        "organise/events/<slug:slug>/rooms/hotels/<int:hotel>/list.xlsx",
        room_views.rooming_export,
        name="rooming_export",
    ),
    path("organise/events/<slug:slug>/rooms/stays/<int:stay>/", room_views.stay_edit, name="stay_edit"),
    path("organise/events/<slug:slug>/papers/", paper_views.papers, name="papers"),
    path("organise/events/<slug:slug>/papers/export.xlsx", paper_views.papers_export, name="papers_export"),
    path("organise/events/<slug:slug>/papers/<int:pk>/", paper_views.visa, name="visa"),
    path("organise/events/<slug:slug>/papers/<int:pk>/replacement/", paper_views.replacement, name="replacement"),
    path("organise/events/<slug:slug>/emergency/", paper_views.emergency, name="emergency"),
    path("organise/events/<slug:slug>/after/", after_views.after, name="after"),
    path("organise/events/<slug:slug>/after/<int:report>/", after_views.report_edit, name="report_edit"),
    path("organise/events/<slug:slug>/after/<int:report>/file/", after_views.report_file, name="report_file"),
    path("visit-reports/<link_token:token>/", after_views.own_report, name="own_report"),
    path("visit-reports/<link_token:token>/file/", after_views.own_report_file, name="own_report_file"),
]
