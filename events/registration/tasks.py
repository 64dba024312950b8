from celery import shared_task

from events.registration import services, updates


@shared_task
def lapse_offers() -> int:
    """Pass on the places that nobody took in time."""
    return services.lapse_offers()


@shared_task
def tell_due() -> int:
    """Tell people what has changed at their events, once no other change follows."""
    return updates.tell_due()
