from django.urls import path

from events.engagements import public_views, team_views, upload_views, views

app_name = "engagements"

urlpatterns = [
    path("contributions/<link_token:token>/", views.own, name="own"),
    path("contributions/<link_token:token>/picture.jpg", views.own_picture, name="own_picture"),
    path("contributions/<link_token:token>/slides/<uuid:key>/", views.own_slides, name="own_slides"),
    path("contributions/<link_token:token>/tasks/<int:pk>/uploads/", upload_views.upload_create, name="upload_create"),
    path("contributions/<link_token:token>/uploads/<uuid:key>/", upload_views.upload, name="upload"),
    path("slides/<uuid:key>/", public_views.public_slides, name="public_slides"),
    path("organise/events/<slug:slug>/contributors/<int:pk>/invite/", team_views.invite, name="invite"),
    path("organise/events/<slug:slug>/contributors/<int:pk>/settle/", team_views.settle, name="settle"),
    path("organise/events/<slug:slug>/contributors/links/<int:pk>/", team_views.link, name="link"),
    path("organise/events/<slug:slug>/contributors/slides/", team_views.slides_list, name="slides"),
    path("organise/events/<slug:slug>/contributors/slides/<uuid:key>/", team_views.team_slides, name="team_slides"),
    path(
        "organise/events/<slug:slug>/contributors/slides/<uuid:key>/publish/", team_views.slides_publish, name="publish"
    ),
]
