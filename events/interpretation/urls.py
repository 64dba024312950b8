from django.urls import path

from events.interpretation import views

app_name = "interpretation"

urlpatterns = [
    path("organise/events/<slug:slug>/interpretation/", views.plan, name="plan"),
    path("organise/events/<slug:slug>/interpretation/<int:pk>/", views.assign, name="assign"),
    path("organise/events/<slug:slug>/interpretation/booths.xlsx", views.export, name="export"),
]
