from celery import shared_task

from events.journeys.travellers import services


@shared_task
def send_tomorrow() -> int:
    """Queue the mails about the next day that are due. Several workers can run this task at the same time."""
    return services.send_tomorrow()
