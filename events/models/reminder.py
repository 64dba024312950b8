from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class ReminderRule(models.Model):
    """So long before an anchor, tell an audience. Rules without an event are the programme's default set."""

    class Anchor(models.TextChoices):
        EVENT_START = "event_start", _("Event starts")

    class Audience(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed participants")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="reminder_rules", verbose_name=_("programme")
    )
    event = models.ForeignKey(
        "events.Event", models.CASCADE, null=True, blank=True, related_name="reminder_rules", verbose_name=_("event")
    )
    anchor = models.CharField(_("anchor"), max_length=20, choices=Anchor, default=Anchor.EVENT_START)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.CONFIRMED)
    days_before = models.PositiveSmallIntegerField(_("days before"))

    class Meta:
        ordering = ["-days_before"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "anchor", "audience", "days_before"],
                condition=Q(event__isnull=True),
                name="one_default_rule_per_moment",
            ),
            models.UniqueConstraint(
                fields=["event", "anchor", "audience", "days_before"],
                condition=Q(event__isnull=False),
                name="one_event_rule_per_moment",
            ),
            models.CheckConstraint(condition=Q(anchor__in=["event_start"]), name="reminder_anchor_known"),
            models.CheckConstraint(condition=Q(audience__in=["confirmed"]), name="reminder_audience_known"),
        ]

    def __str__(self) -> str:
        words = ngettext("%(days)d day before: %(audience)s", "%(days)d days before: %(audience)s", self.days_before)
        return words % {"days": self.days_before, "audience": self.get_audience_display()}


class PlannedReminder(models.Model):
    """A rule applied to an event: what falls due when. Done once its messages stand in the outbox."""

    rule = models.ForeignKey(ReminderRule, models.CASCADE, related_name="planned", verbose_name=_("rule"))
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="planned_reminders", verbose_name=_("event"))
    # The event's SEQUENCE at planning: a moved event is reminded of anew.
    sequence = models.PositiveIntegerField(_("sequence"))
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    class Meta:
        ordering = ["due_at"]
        verbose_name = _("planned reminder")
        verbose_name_plural = _("planned reminders")
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="reminder_due")]
        constraints = [
            models.UniqueConstraint(fields=["rule", "event", "sequence"], name="one_reminder_per_rule_and_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.due_at:%Y-%m-%d %H:%M}"
