from celery import shared_task

from events.announcements import sending


@shared_task
def send_due() -> int:
    """Queue the mails of the announcements that are due. Several workers can run this task at the same time."""
    return sending.send_due()
