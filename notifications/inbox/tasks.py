"""What is done for the inbox by the clock. Reading it is a task of those who know what an answer is about."""

from celery import shared_task

from notifications.inbox import services as inbox


@shared_task
def delete_raw_mail() -> int:
    """Drop the text of mails that were kept long enough; return how many."""
    return inbox.delete_raw_mail()
