"""Celery tasks of the outbox."""

from celery import shared_task
from django.conf import settings

from notifications.outbox import delivery


@shared_task
def deliver_due() -> int:
    """Send the due messages and return the number of accepted ones. Any number of workers can run this at once."""
    return delivery.deliver_due(limit=settings.MAIL_BATCH)
