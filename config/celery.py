"""The Celery application. Redis transports the tasks, and the beat starts them each minute."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plenary")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "accounts",
        "notifications.outbox",
        "events.announcements",
        "events.calendar_replies",
        "events.daily_tasks",
        "events.journeys.meetings",
        "events.journeys.travellers",
        "events.organise",
        "events.registration",
        "events.reminders",
        "events.updates",
    ]
)
