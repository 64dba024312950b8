from django.urls import path

from events.registration.duplicates import views

app_name = "duplicates"

urlpatterns = [
    path("events/<slug:slug>/duplicates/", views.duplicates, name="list"),
    path("events/<slug:slug>/duplicates/<int:pk>/<int:other>/", views.pair, name="pair"),
]
