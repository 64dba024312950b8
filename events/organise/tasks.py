from celery import shared_task

from events.organise import digest


@shared_task
def send_due() -> int:
    """Queue the morning mail of organisers for whom it is time; any number of workers may run this at once."""
    return digest.send_due()
