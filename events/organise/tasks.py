from celery import shared_task

from events.organise import digest


@shared_task
def send_due() -> int:
    """Queue the morning mails that are due. Several workers can run this task at the same time."""
    return digest.send_due()
