"""The Celery application: Redis carries the work, beat keeps the minute."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plenary")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "notifications.outbox",
        "events.agenda.announcements",
        "events.agenda.digest",
        "notifications.inbox",
        "events.reminders",
        "events.registration",
        "events.registration.questions",
        "events.registration.travel",
        "events.registration.replies",
    ]
)
