"""What the workers do for the outbox."""

from celery import shared_task
from django.conf import settings

from notifications.outbox import delivery


@shared_task
def deliver_due() -> int:
    """Send what is due; any number of workers may run this at once. Return how many mails were accepted."""
    return delivery.deliver_due(limit=settings.MAIL_BATCH)
