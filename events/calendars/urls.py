from django.urls import path

from events.calendars import views

app_name = "calendars"

urlpatterns = [
    path("calendar/subscribe/", views.subscribe, name="subscribe"),
    path("calendar/personal/issue/", views.token_issue, name="token_issue"),
    path("calendar/personal/revoke/", views.token_revoke, name="token_revoke"),
    path("calendar/events.ics", views.feed, name="feed"),
    path("calendar/personal/<link_token:token>.ics", views.personal, name="personal"),
    path("events/<slug:slug>/event.ics", views.event_file, name="event"),
]
