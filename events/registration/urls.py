from django.urls import path

from events.registration import views

app_name = "registration"

urlpatterns = [
    path("events/<slug:slug>/register/", views.registration_create, name="register"),
    path("events/<slug:slug>/answers/", views.registration_answers, name="answers"),
    path("events/<slug:slug>/withdraw/", views.registration_withdraw, name="withdraw"),
    path("me/", views.me, name="me"),
    path("me/profile/", views.profile, name="profile"),
]
