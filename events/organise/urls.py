from django.urls import path

from events.organise import event_views, history_views, views
from events.organise.search.views import search

app_name = "organise"

urlpatterns = [
    path("organise/", views.home, name="home"),
    path("organise/events/", event_views.events, name="events"),
    path("organise/search/", search, name="search"),
    path("organise/events/<slug:slug>/history/", history_views.history, name="history"),
]
