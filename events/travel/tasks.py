"""What the workers do for travel details."""

from celery import shared_task

from events.travel import retention, services


@shared_task
def remind_due() -> int:
    """Remind those who have not completed their details, as the deadline comes near; safe to run twice."""
    return services.remind_of_deadlines()


@shared_task
def forget_due() -> int:
    """Delete the travel details that are kept no longer; safe to run twice."""
    return retention.delete_expired()
