from django.urls import path

from events.mail_log import views

app_name = "mail_log"

urlpatterns = [
    path("organise/events/<slug:slug>/deliveries/", views.event_log, name="event"),
    path("organise/programmes/<slug:slug>/deliveries/", views.programme_log, name="programme"),
    path("organise/programmes/<slug:slug>/deliveries/<int:pk>/", views.message, name="message"),
    path("organise/programmes/<slug:slug>/deliveries/<int:pk>/html/", views.message_html, name="message_html"),
    path("organise/programmes/<slug:slug>/deliveries/<int:pk>/resend/", views.message_resend, name="resend"),
]
