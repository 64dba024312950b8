"""What the workers do for answers."""

from celery import shared_task

from events.questions import files, services


@shared_task
def forget_due() -> int:
    """Delete the answers that are kept no longer; safe to run twice."""
    return services.delete_expired_answers()


@shared_task
def sweep_files() -> int:
    """Delete uploaded files that belong to no answer; safe to run twice."""
    return files.delete_unused()
