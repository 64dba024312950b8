from django.urls import path

from events.invitation_codes import views

app_name = "invitation_codes"

urlpatterns = [path("organise/events/<slug:slug>/codes/", views.codes, name="list")]
