"""Delete the traces of sign-ins."""

from importlib import import_module

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.utils.timezone import now

from events.models import FormDraft, KeptRecord, TeamInvitation
from events.personal_data.batches import cutoff, delete_rows
from events.self_service import form_drafts


def delete_sessions() -> int:
    """Delete expired login sessions and old records of sign-ins."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    before = cutoff("sessions")
    old = UserSession.objects.filter(last_seen_at__lt=before)
    confirmations = EmailConfirmation.objects.filter(created__lt=before)
    return delete_rows(old) + delete_rows(confirmations)


def delete_form_drafts() -> int:
    """Delete what people typed into a form before a sign-in that they did not finish."""
    return delete_rows(FormDraft.objects.filter(created_at__lt=now() - form_drafts.LIFETIME))


def delete_staff_log() -> int:
    """Delete old entries of the log of the administration."""
    return delete_rows(LogEntry.objects.filter(action_time__lt=cutoff("staff_log")))


def delete_team_invitations() -> int:
    """Delete invitations to teams some time after they were sent, whatever became of them. The history keeps the result."""
    return delete_rows(TeamInvitation.objects.filter(sent_at__lt=cutoff("team_invitations")))


def delete_kept_records() -> int:
    """Delete the records that the law required until now."""
    return delete_rows(KeptRecord.objects.filter(until_on__lt=now().date()))
