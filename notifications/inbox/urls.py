from django.urls import path

from notifications.inbox import webhook

app_name = "inbox"

urlpatterns = [
    # Mailgun posts the raw mail only to addresses that end in /mime/.
    path("inbound/<slug:provider>/mime/", webhook.receive_mime, name="bring"),
]
