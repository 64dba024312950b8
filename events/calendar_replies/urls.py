from django.urls import path

from events.calendar_replies import team_views, views

app_name = "calendar_replies"

urlpatterns = [
    path("organise/replies/", team_views.of_team, name="team"),
    path("organise/events/<slug:slug>/replies/", team_views.of_event, name="event"),
    path("organise/events/<slug:slug>/replies/<int:pk>/", team_views.reply, name="detail"),
    path("organise/events/<slug:slug>/replies/<int:pk>/settle/", team_views.reply_settle, name="settle"),
    path("organise/events/<slug:slug>/replies/<int:pk>/answer/", team_views.reply_answer, name="answer"),
    path("registrations/<link_token:token>/declined/", views.declined, name="declined"),
    path("me/address/", views.address_works, name="address_works"),
]
