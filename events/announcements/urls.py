from django.urls import path

from events.announcements import edit_views, views

app_name = "announcements"

urlpatterns = [
    path("organise/events/<slug:slug>/announcements/", views.announcements, name="list"),
    path("organise/events/<slug:slug>/announcements/new/", edit_views.create, name="create"),
    path("organise/events/<slug:slug>/announcements/<int:pk>/", views.detail, name="detail"),
    path("organise/events/<slug:slug>/announcements/<int:pk>/edit/", edit_views.edit, name="edit"),
    path("organise/events/<slug:slug>/announcements/<int:pk>/send/", views.send, name="send"),
    path("organise/events/<slug:slug>/announcements/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("organise/events/<slug:slug>/announcements/<int:pk>/copy/", views.copy, name="copy"),
    path("organise/events/<slug:slug>/announcements/<int:pk>/discard/", views.discard, name="discard"),
]
