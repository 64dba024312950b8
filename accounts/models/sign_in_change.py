from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now


class SignInChangeQuerySet(models.QuerySet["SignInChange"]):
    def undoable(self, at: datetime | None = None) -> "SignInChangeQuerySet":
        """The changes that can be undone at a moment, by default now."""
        return self.filter(undone_at=None, undo_until__gt=at or now())


class SignInChange(models.Model):
    """One change of how a person signs in, with the state before it, so that the change can be undone for a while.

    `sealed` is encrypted: it contains addresses and the secrets of apps. The row is deleted when the time is over."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_in_changes")
    sealed = models.TextField()
    # A keyed digest of the address that the change has removed, or "". Nobody else gets the address while it can come back.
    removed_key = models.CharField(max_length=64, blank=True, db_index=True)
    created_at = models.DateTimeField(default=now)
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    # When the mails about the change have gone out. A task tries again until then.
    notified_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["SignInChange"]] = SignInChangeQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["undo_until"], name="sign_in_change_end")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(undo_until__gt=F("created_at")), name="sign_in_change_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.created_at:%Y-%m-%d %H:%M}"
