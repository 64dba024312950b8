from django.urls import path

from notifications.preferences import views

app_name = "preferences"

urlpatterns = [
    path("me/mails/", views.mine, name="mine"),
    path("mails/<str:token>/", views.optional, name="optional"),
]
