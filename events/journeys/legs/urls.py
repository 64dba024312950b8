from django.urls import path

from events.journeys.legs import views

app_name = "legs"

urlpatterns = [
    path("organise/events/<slug:slug>/legs/", views.list_legs, name="list"),
    path("organise/events/<slug:slug>/legs/add/", views.create, name="create"),
    path("organise/events/<slug:slug>/legs/send/", views.send, name="send"),
    path("organise/events/<slug:slug>/legs/pocket/", views.pockets, name="pockets"),
    path("organise/events/<slug:slug>/legs/<int:pk>/", views.edit, name="edit"),
    path("organise/events/<slug:slug>/legs/<int:pk>/move/", views.move, name="move"),
    path("organise/events/<slug:slug>/legs/<int:pk>/step/", views.step, name="step"),
]
