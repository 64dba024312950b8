from celery import shared_task

from events.daily_tasks import services


@shared_task
def run_missed() -> int:
    """Run the daily tasks that are due and have not run. Safe to run twice, and at any time.

    The beat starts it at the hour of each daily task and, to make up for a missed hour, every minute."""
    return len(services.run_missed())
