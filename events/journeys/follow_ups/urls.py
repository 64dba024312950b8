from django.urls import path

from events.journeys.follow_ups import owner_views, views

app_name = "follow_ups"

urlpatterns = [
    path("follow-ups/<link_token:token>/", owner_views.owner, name="owner"),
    path("organise/events/<slug:slug>/follow-up/", views.follow_up_list, name="list"),
    path("organise/events/<slug:slug>/follow-up/new/", views.follow_up_create, name="create"),
    path("organise/events/<slug:slug>/follow-up/<int:pk>/", views.follow_up_detail, name="detail"),
    path("organise/events/<slug:slug>/follow-up/<int:pk>/step/", views.step, name="step"),
]
