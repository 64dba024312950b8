from django.urls import path

from events.contributors import views

app_name = "contributors"

urlpatterns = [
    path("organise/events/<slug:slug>/contributors/", views.contributors, name="list"),
    path("organise/events/<slug:slug>/contributors/add/", views.contributor_add, name="add"),
    path("organise/events/<slug:slug>/contributors/find/", views.expert_suggestions, name="suggestions"),
    path("organise/events/<slug:slug>/contributors/<int:pk>/", views.contributor_edit, name="edit"),
    path("organise/events/<slug:slug>/contributors/<int:pk>/remove/", views.contributor_remove, name="remove"),
]
