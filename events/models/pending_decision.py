from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from events.models.registration import Registration


class PendingDecision(models.Model):
    """A decision of the team on registrations whose emails wait until due_at. Until then the decision can be undone.

    `record` is what `events.registration.undo_records` reads again: keys, statuses and times, no names."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="pending_decisions", verbose_name=_("event"))
    status = models.CharField(_("status after the decision"), max_length=12, choices=Registration.Status)
    count = models.PositiveIntegerField(_("number of people"))
    record = models.JSONField(_("the state before and after"), default=dict, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    due_at = models.DateTimeField(_("due at"), db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("pending decision")
        verbose_name_plural = _("pending decisions")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("at")), name="pending_decision_due_after_it"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "invited",
                        "nominated",
                        "pending",
                        "waitlisted",
                        "confirmed",
                        "declined",
                        "withdrawn",
                    ]
                ),
                name="pending_decision_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.status} · {self.due_at}"
