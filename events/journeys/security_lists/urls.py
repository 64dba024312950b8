from django.urls import path

from events.journeys.security_lists import views

app_name = "security_lists"

urlpatterns = [
    path("security-lists/<link_token:token>/", views.open_list, name="open"),
    path("journeys/<link_token:token>/passports/", views.consent, name="consent"),
    path("organise/events/<slug:slug>/meetings/<int:pk>/passports/", views.team, name="team"),
]
