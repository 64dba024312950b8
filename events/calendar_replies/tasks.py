"""Celery tasks of calendar replies."""

from celery import shared_task

from events.calendar_replies import services
from notifications.inbox import imap


@shared_task
def read_inbox() -> int:
    """Fetch the mails of the mailbox, if one is configured, and process all waiting mails. Return their number."""
    return imap.fetch_mail(services.process_mail) + services.process_waiting()
