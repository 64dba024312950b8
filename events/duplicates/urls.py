from django.urls import path

from events.duplicates import views

app_name = "duplicates"

urlpatterns = [
    path("organise/events/<slug:slug>/duplicates/", views.duplicates, name="list"),
    path("organise/events/<slug:slug>/duplicates/<int:pk>/<int:other>/", views.pair, name="pair"),
]
