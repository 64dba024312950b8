from django.urls import path

from events.study_visits.visit import views as visit_views

app_name = "study_visits"

urlpatterns = [
    path("organise/events/<slug:slug>/visit/", visit_views.overview, name="visit"),
    path("organise/events/<slug:slug>/visit/edit/", visit_views.edit, name="edit"),
    path("organise/events/<slug:slug>/visit/public/", visit_views.public_fields, name="public"),
]
