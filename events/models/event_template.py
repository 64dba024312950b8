from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class EventTemplate(models.Model):
    """What new events of one type get in a programme, in place of Plenary's defaults. Existing events never change."""

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="event_templates", verbose_name=_("programme")
    )
    kind = models.CharField(_("event type"), max_length=20, choices=Event.Kind)
    policy = models.CharField(_("registration"), max_length=10, choices=Event.Policy)
    seats = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty for no limit"))
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept an offered place"),
        null=True,
        blank=True,
        help_text=_("Empty: a free place is given at once"),
    )
    closes_days = models.PositiveSmallIntegerField(
        _("days before the event on which registration closes"), null=True, blank=True
    )
    nominations_close_days = models.PositiveSmallIntegerField(
        _("days before the event on which nominations close"), null=True, blank=True
    )
    requires_letter = models.BooleanField(_("requires an official letter of each delegation"), default=False)
    asks_travel = models.BooleanField(_("ask confirmed people for their travel details"), default=False)
    # The outline of the agenda. Each line is a session: "0930 45 Opening".
    opening = models.TextField(_("first day"), blank=True, max_length=3_000)
    working = models.TextField(_("other days"), blank=True, max_length=3_000)
    closing = models.TextField(_("end of the last day"), blank=True, max_length=3_000)
    # Per cent by measure (see Target.Measure).
    targets = models.JSONField(_("balance targets"), default=dict, blank=True)
    questions = models.ManyToManyField(
        "events.Question", related_name="+", blank=True, verbose_name=_("questions of the library")
    )
    # The rules of the programme that events of this type do not follow.
    skipped_rules = models.ManyToManyField(
        "events.ReminderRule", related_name="+", blank=True, verbose_name=_("reminder rules that are left out")
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("template of an event type")
        verbose_name_plural = _("templates of event types")
        constraints = [
            models.UniqueConstraint(fields=["programme", "kind"], name="one_template_per_event_type"),
            models.CheckConstraint(
                condition=~Q(kind="expert_mission") | Q(policy__in=["none", "nomination"]),
                name="template_mission_is_not_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
