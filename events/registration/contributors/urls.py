from django.urls import path

from events.registration.contributors import views

app_name = "contributors"

urlpatterns = [
    path("events/<slug:slug>/contributors/", views.contributors, name="list"),
    path("events/<slug:slug>/contributors/add/", views.contributor_add, name="add"),
    path("events/<slug:slug>/contributors/<int:pk>/", views.contributor_edit, name="edit"),
    path("events/<slug:slug>/contributors/<int:pk>/remove/", views.contributor_remove, name="remove"),
]
