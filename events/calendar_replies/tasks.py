"""What comes back, read by the clock."""

from celery import shared_task

from events.calendar_replies import services as replies
from notifications.inbox import imap


@shared_task
def read_inbox() -> int:
    """Fetch what is in the mailbox, if one is configured, and act on all that waits; return how many were settled."""
    return imap.fetch_mail(replies.process_mail) + replies.process_waiting()
