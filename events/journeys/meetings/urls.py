from django.urls import path

from events.journeys.meetings import host_views, print_views, views

app_name = "meetings"

urlpatterns = [
    path("hosts/<link_token:token>/", host_views.host, name="host"),
    path("hosts/<link_token:token>/day/", host_views.host_day, name="host_day"),
    path("organise/events/<slug:slug>/meetings/", views.itinerary, name="itinerary"),
    path("organise/events/<slug:slug>/meetings/sessions/<int:pk>/", views.make, name="make"),
    path("organise/events/<slug:slug>/meetings/days/<str:day>/", print_views.day_sheet, name="day"),
    path("organise/events/<slug:slug>/meetings/<int:pk>/", views.sheet, name="sheet"),
    path("organise/events/<slug:slug>/meetings/<int:pk>/edit/", views.edit, name="edit"),
    path("organise/events/<slug:slug>/meetings/<int:pk>/host/", print_views.host_sheet, name="host_sheet"),
]
