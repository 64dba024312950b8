"""Tasks about accounts. Each is safe to run twice."""

from celery import shared_task

from accounts.protection import changes, notices


@shared_task
def resend_notices() -> int:
    """Send the mails about changes of accounts that the mail server did not take."""
    return notices.resend_notices()


@shared_task
def delete_expired_changes() -> int:
    """Delete the changes of accounts that can no longer be undone."""
    return changes.delete_expired_changes()
