"""Celery tasks of registrations."""

from celery import shared_task

from events.registration import services


@shared_task
def lapse_offers() -> int:
    """End the offers that were not accepted in time and pass the seats on. Return the number of ended offers."""
    return services.lapse_offers()
