from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    def open(self) -> "DeliverableQuerySet":
        """Return the deliverables that are not received yet."""
        return self.filter(received_at=None)


class Deliverable(models.Model):
    """Something that a person must send for an event by a date, such as slides or a mission report."""

    class Kind(models.TextChoices):
        SLIDES = "slides", _("Slides")
        REPORT = "report", _("Mission report")
        OTHER = "other", _("Something else")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="deliverables", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="deliverables", verbose_name=_("from whom")
    )
    kind = models.CharField(_("what"), max_length=8, choices=Kind, default=Kind.REPORT)
    title = models.CharField(_("title"), max_length=200)
    due_at = models.DateTimeField(_("due at"))
    received_at = models.DateTimeField(_("received at"), null=True, blank=True, editable=False)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        constraints = [
            models.UniqueConstraint(fields=["event", "person", "title"], name="one_deliverable_per_person_and_title"),
            models.CheckConstraint(condition=Q(kind__in=["slides", "report", "other"]), name="deliverable_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title
