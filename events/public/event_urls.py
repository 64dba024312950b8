from django.urls import path

from events.calendars.methods import read_only
from events.public.agenda import views as agenda
from events.public.event_list.views import event_list
from events.public.event_page.card import event_card
from events.public.event_page.views import event_detail
from events.public.feeds import LatestEvents

app_name = "events"

urlpatterns = [
    path("events/", event_list, name="list"),
    path("events/atom.xml", read_only(LatestEvents()), name="atom"),
    path("events/<slug:slug>/", event_detail, name="detail"),
    path("events/<slug:slug>/card-<slug:digest>.png", event_card, name="card"),
    path("events/<slug:slug>/agenda/", agenda.agenda, name="agenda"),
    path("events/<slug:slug>/agenda.xlsx", agenda.agenda_table, name="agenda_table"),
    path("events/<slug:slug>/agenda.json", agenda.agenda_json, name="agenda_json"),
    path("events/<slug:slug>/sessions/<int:pk>/", agenda.session_detail, name="session"),
    path("registrations/<link_token:token>/agenda/", agenda.own_agenda, name="own_agenda"),
]
