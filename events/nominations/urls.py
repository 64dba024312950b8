from django.urls import path

from events.nominations import grid_views, nominee_views, views

app_name = "nominations"

urlpatterns = [
    path("organise/events/<slug:slug>/delegations/", grid_views.grid, name="grid"),
    path("organise/events/<slug:slug>/delegations/focal-points/", grid_views.focal_points, name="focal_points"),
    path("organise/events/<slug:slug>/delegations/release/", grid_views.release, name="release"),
    path("nominate/<str:token>/", views.focal_point, name="focal_point"),
    path("nominate/<str:token>/summary/", views.summary, name="summary"),
    path("nominated/<str:token>/", nominee_views.nominee, name="nominee"),
]
