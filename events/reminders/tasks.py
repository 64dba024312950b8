from celery import shared_task

from events.reminders import services


@shared_task
def remind_due() -> int:
    """Put the due reminders into the outbox. Any number of workers can run this task at the same time."""
    return services.remind_due()
