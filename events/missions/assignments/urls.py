from django.urls import path

from events.missions.assignments import views

app_name = "assignments"

urlpatterns = [path("assignments/<link_token:token>/", views.own, name="own")]
