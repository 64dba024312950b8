from django.urls import path

from events.calendars.methods import read_only
from events.public import event_views
from events.public.feeds import LatestEvents

app_name = "events"

urlpatterns = [
    path("events/", event_views.event_list, name="list"),
    path("events/atom.xml", read_only(LatestEvents()), name="atom"),
    path("events/<slug:slug>/", event_views.event_detail, name="detail"),
]
