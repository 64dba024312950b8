from django.urls import path

from events.travel import team_views, views

app_name = "travel"

urlpatterns = [
    path("events/<slug:slug>/details/", views.details, name="details"),
    path("organise/events/<slug:slug>/travel/", team_views.traveller_list, name="travel"),
    path("organise/events/<slug:slug>/travel/export/", team_views.travel_export, name="export"),
    path("organise/events/<slug:slug>/travel/remind/", team_views.details_remind, name="remind"),
    path("organise/events/<slug:slug>/travel/funding/", team_views.funding_edit, name="funding"),
    path("organise/events/<slug:slug>/travel/<int:pk>/", team_views.traveller_detail, name="traveller"),
    path("organise/events/<slug:slug>/travel/<int:pk>/seen/", team_views.key_changes_seen, name="seen"),
]
