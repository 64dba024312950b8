from django.urls import path

from events.self_service import link_views, proxy_registration, views

app_name = "self_service"

urlpatterns = [
    path("events/<slug:slug>/register/", views.registration_create, name="register"),
    path("events/<slug:slug>/answers/", views.registration_answers, name="answers"),
    path("events/<slug:slug>/withdraw/", views.registration_withdraw, name="withdraw"),
    path("events/<slug:slug>/register/others/", proxy_registration.register_others, name="register_others"),
    path("events/<slug:slug>/register/group/", proxy_registration.group, name="group"),
    path("registrations/<link_token:token>/", link_views.registration, name="registration"),
    path("registrations/<link_token:token>/documents/<uuid:document>/", link_views.own_document, name="own_document"),
    path("me/start/", views.start, name="start"),
    path("me/", views.me, name="me"),
    path("me/profile/", views.profile, name="profile"),
]
