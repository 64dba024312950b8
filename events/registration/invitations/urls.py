from django.urls import path

from events.registration.invitations import views

app_name = "invitations"

urlpatterns = [path("events/<slug:slug>/codes/", views.codes, name="codes")]
