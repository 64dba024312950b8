from django.urls import path

from events.registration.balance import views

app_name = "balance"

urlpatterns = [
    path("events/<slug:slug>/balance/", views.balance, name="balance"),
    path("events/<slug:slug>/balance/targets/", views.targets, name="targets"),
]
