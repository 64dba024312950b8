from django.urls import path

from events.missions.calls import views

app_name = "mission_calls"

TEAM = "organise/programmes/<slug:slug>/calls/"

urlpatterns = [
    path(TEAM, views.call_list, name="list"),
    path(f"{TEAM}new/", views.call_create, name="create"),
    path(f"{TEAM}<int:call_pk>/", views.call_edit, name="edit"),
    path(f"{TEAM}<int:call_pk>/publish/", views.call_publish, name="publish"),
]
