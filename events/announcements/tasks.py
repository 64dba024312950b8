from celery import shared_task

from events.announcements import sending


@shared_task
def send_due() -> int:
    """Put announcements whose time has come into the outbox; any number of workers may run this at once."""
    return sending.send_due()
