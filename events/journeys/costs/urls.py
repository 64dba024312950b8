from django.urls import path

from events.journeys.costs import views

app_name = "costs"

urlpatterns = [
    path("organise/events/<slug:slug>/costs/", views.sheet, name="sheet"),
    path("organise/events/<slug:slug>/costs/status/", views.step, name="step"),
    path("organise/events/<slug:slug>/costs/costs.xlsx", views.export, name="export"),
    path("organise/events/<slug:slug>/costs/lines/new/", views.line_add, name="line_add"),
    path("organise/events/<slug:slug>/costs/lines/<int:pk>/", views.line_edit, name="line_edit"),
    path("organise/events/<slug:slug>/costs/people/<int:pk>/", views.days, name="days"),
]
