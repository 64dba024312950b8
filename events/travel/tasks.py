from celery import shared_task

from events.travel import retention


@shared_task
def delete_expired_details() -> int:
    """Delete expired travel details. Safe to run twice."""
    return retention.delete_expired()
