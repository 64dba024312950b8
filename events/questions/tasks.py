from celery import shared_task

from events.questions import answers, files


@shared_task
def delete_expired_answers() -> int:
    """Delete answers whose retention period has ended. Safe to run twice."""
    return answers.delete_expired_answers()


@shared_task
def delete_unused_files() -> int:
    """Delete uploaded files that belong to no answer. Safe to run twice."""
    return files.delete_unused_files()
