from django.urls import path

from events.calendars.methods import read_only
from events.public import event_views
from events.public.agenda import views as agenda
from events.public.feeds import LatestEvents

app_name = "events"

urlpatterns = [
    path("events/", event_views.event_list, name="list"),
    path("events/atom.xml", read_only(LatestEvents()), name="atom"),
    path("events/<slug:slug>/", event_views.event_detail, name="detail"),
    path("events/<slug:slug>/agenda/", agenda.agenda, name="agenda"),
    path("events/<slug:slug>/agenda.xlsx", agenda.agenda_table, name="agenda_table"),
    path("events/<slug:slug>/agenda.json", agenda.agenda_json, name="agenda_json"),
    path("events/<slug:slug>/sessions/<int:pk>/", agenda.session_detail, name="session"),
    path("registrations/<link_token:token>/agenda/", agenda.own_agenda, name="own_agenda"),
]
