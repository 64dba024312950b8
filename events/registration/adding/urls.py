from django.urls import path

from events.registration.adding import views

app_name = "adding"

urlpatterns = [
    path("events/<slug:slug>/add/", views.add, name="add"),
    path("events/<slug:slug>/add/list/", views.add_list, name="list"),
    path("events/<slug:slug>/add/copy/", views.copy, name="copy"),
]
