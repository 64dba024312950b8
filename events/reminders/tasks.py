"""What the workers do for reminders."""

from celery import shared_task

from events.reminders import services


@shared_task
def remind_due() -> int:
    """Put the reminders that are due into the outbox; any number of workers may run this at once."""
    return services.remind_due()
