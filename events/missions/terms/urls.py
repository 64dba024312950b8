from django.urls import path

from events.missions.terms import institution_views, views

app_name = "mission_terms"

TEAM = "organise/events/<slug:slug>/mission/terms/"

urlpatterns = [
    path("requests/<link_token:token>/terms/", institution_views.own, name="own"),
    path(TEAM, views.terms, name="terms"),
    path(f"{TEAM}begin/", views.terms_begin, name="begin"),
    path(f"{TEAM}edit/", views.terms_edit, name="edit"),
    path(f"{TEAM}send/", views.terms_send, name="send"),
    path(f"{TEAM}agree/", views.terms_agree, name="agree"),
]
