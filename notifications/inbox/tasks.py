"""Celery tasks of the inbox. The task that reads the mailbox is in events: it knows the events that replies are about."""

from celery import shared_task

from notifications.inbox import services as inbox


@shared_task
def delete_raw_mail() -> int:
    """Delete the raw content of old mails, and return their number."""
    return inbox.delete_raw_mail()
