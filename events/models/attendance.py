from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Attendance(models.Model):
    """The record that a registered person was present at the event or at one of its sessions."""

    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="attendances", verbose_name=_("registration")
    )
    # None means the event as a whole.
    session = models.ForeignKey(
        "events.Session", models.CASCADE, null=True, blank=True, related_name="attendances", verbose_name=_("session")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(session__isnull=True), name="one_attendance_at_the_event"
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(session__isnull=False),
                name="one_attendance_per_session",
            ),
        ]

    def __str__(self) -> str:
        return str(self.registration)
