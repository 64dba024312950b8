from django.urls import path

from events.registration import others_views, own_views, views
from events.registration.questions import file_views
from events.registration.replies import views as replies_views

app_name = "registration"

urlpatterns = [
    path("events/<slug:slug>/register/", views.registration_create, name="register"),
    path("events/<slug:slug>/answers/", views.registration_answers, name="answers"),
    path("events/<slug:slug>/withdraw/", views.registration_withdraw, name="withdraw"),
    path("events/<slug:slug>/register/others/", others_views.register_others, name="others"),
    path("registrations/<str:token>/", own_views.own, name="own"),
    path("registrations/<str:token>/declined/", replies_views.declined, name="declined"),
    path("files/<uuid:key>/", file_views.answer_file, name="file"),
    path("me/", views.me, name="me"),
    path("me/address/", replies_views.address_works, name="address_works"),
    path("me/profile/", views.profile, name="profile"),
]
