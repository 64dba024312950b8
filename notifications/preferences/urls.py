from django.urls import path

from notifications.preferences import views

app_name = "preferences"

urlpatterns = [
    path("me/mails/", views.mine, name="mine"),
    path("mails/<link_token:token>/", views.optional, name="optional"),
]
