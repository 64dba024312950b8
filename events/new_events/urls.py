from django.urls import path

from events.new_events import views

app_name = "new_events"

urlpatterns = [path("me/new-events/", views.mine, name="mine")]
