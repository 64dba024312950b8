from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Target(models.Model):
    """The share of confirmed people that an event aims at. Organisers see it beside the actual share."""

    class Measure(models.TextChoices):
        WOMEN = "women", _("Women, among people who state their gender")
        FIRST_TIME = "first_time", _("First event in this programme")
        GOVERNMENT = "government", _("Government")
        EMPLOYERS = "employers", _("Employers")
        WORKERS = "workers", _("Workers")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="targets", verbose_name=_("event"))
    measure = models.CharField(_("measure"), max_length=12, choices=Measure)
    percent = models.PositiveSmallIntegerField(_("per cent"))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["event", "measure"], name="one_target_per_measure"),
            models.CheckConstraint(
                condition=Q(measure__in=["women", "first_time", "government", "employers", "workers"]),
                name="target_measure_known",
            ),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="target_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}: {self.percent} %"
