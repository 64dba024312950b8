from celery import shared_task

from events.journeys.meetings import host_notices


@shared_task
def tell_hosts() -> int:
    """Tell hosts the new times whose delay has passed. Return the number of mails."""
    return host_notices.tell_due()
