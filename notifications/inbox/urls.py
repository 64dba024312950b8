from django.urls import path

from notifications.inbox import webhook

app_name = "inbox"

urlpatterns = [
    # Mailgun brings mails as they came to addresses that end like this one.
    path("inbound/<slug:provider>/mime/", webhook.receive_mime, name="bring"),
]
