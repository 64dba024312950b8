"""What the workers do for travel details."""

from celery import shared_task

from events.travel import retention


@shared_task
def forget_due() -> int:
    """Delete the travel details that are kept no longer; safe to run twice."""
    return retention.delete_expired()
