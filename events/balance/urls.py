from django.urls import path

from events.balance import views

app_name = "balance"

urlpatterns = [
    path("organise/events/<slug:slug>/balance/", views.balance, name="balance"),
    path("organise/events/<slug:slug>/balance/targets/", views.targets, name="targets"),
]
