from celery import shared_task

from events.registration import services


@shared_task
def lapse_offers() -> int:
    """Pass on the places that nobody took in time."""
    return services.lapse_offers()
