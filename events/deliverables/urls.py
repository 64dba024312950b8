from django.urls import path

from events.deliverables import views

app_name = "deliverables"

urlpatterns = [
    path("organise/events/<slug:slug>/deliverables/", views.deliverables, name="list"),
]
