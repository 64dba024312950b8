from django.urls import path

from events.missions.requests import institution_views, team_views

app_name = "mission_requests"

TEAM = "organise/programmes/<slug:slug>/requests/"

urlpatterns = [
    path("calls/<slug:call_key>/", institution_views.call, name="call"),
    path("requests/<link_token:token>/", institution_views.own, name="own"),
    path("requests/<link_token:token>/letter/", institution_views.own_letter, name="own_letter"),
    path(TEAM, team_views.request_list, name="list"),
    path(f"{TEAM}ask/", team_views.request_ask, name="ask"),
    path(f"{TEAM}new/", team_views.request_enter, name="enter"),
    path(f"{TEAM}<int:request_pk>/", team_views.request_detail, name="detail"),
    path(f"{TEAM}<int:request_pk>/edit/", team_views.request_edit, name="edit"),
    path(f"{TEAM}<int:request_pk>/return/", team_views.request_return, name="return"),
    path(f"{TEAM}<int:request_pk>/decide/", team_views.request_decide, name="decide"),
    path(f"{TEAM}<int:request_pk>/visit/", team_views.request_visit, name="visit"),
    path(f"{TEAM}<int:request_pk>/link/", team_views.request_link_send, name="link"),
    path(f"{TEAM}<int:request_pk>/letter/", team_views.request_letter, name="letter"),
]
