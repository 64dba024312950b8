"""Celery tasks that announce changes to events."""

from celery import shared_task

from events.updates import services


@shared_task
def notify_due() -> int:
    """Notify people of the changes whose waiting time has passed. Return the number of mails."""
    return services.notify_due()
