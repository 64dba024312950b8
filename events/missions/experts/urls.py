from django.urls import path

from events.missions.experts import views

app_name = "mission_experts"

urlpatterns = [
    path("organise/events/<slug:slug>/mission/experts/", views.expert_list, name="list"),
    path("organise/events/<slug:slug>/mission/experts/propose/", views.propose, name="propose"),
    path("organise/events/<slug:slug>/mission/experts/others/", views.tell_others, name="others"),
    path("organise/events/<slug:slug>/mission/experts/<int:pk>/", views.assignment_detail, name="detail"),
    path("organise/events/<slug:slug>/mission/experts/<int:pk>/step/", views.step, name="step"),
    path("organise/events/<slug:slug>/mission/experts/<int:pk>/decide/", views.decide, name="decide"),
]
