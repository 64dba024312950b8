from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    def open(self) -> "DeliverableQuerySet":
        """Return the deliverables that are not received yet."""
        return self.filter(received_at=None)


class Deliverable(models.Model):
    """Something that must be sent for an event by a date, such as slides or a mission report.

    It is owed by a person, or by the institution of a request, which has no account."""

    class Kind(models.TextChoices):
        SLIDES = "slides", _("Slides")
        REPORT = "report", _("Mission report")
        COMMENTS = "comments", _("Comments on the report")
        OTHER = "other", _("Something else")

    class Anchor(models.TextChoices):
        START = "start", _("the first day")
        END = "end", _("the last day")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="deliverables", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliverables",
        verbose_name=_("from whom"),
    )
    request = models.ForeignKey(
        "events.MissionRequest",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="deliverables",
        verbose_name=_("from the institution of"),
    )
    kind = models.CharField(_("what"), max_length=8, choices=Kind, default=Kind.REPORT)
    title = models.CharField(_("title"), max_length=200)
    due_at = models.DateTimeField(_("due at"))
    # The rule of the due date: this many days after (negative: before) a day of the event. Empty for a date without a rule.
    anchor = models.CharField(_("counted from"), max_length=5, choices=Anchor, blank=True, editable=False)
    offset = models.SmallIntegerField(_("days from there"), null=True, blank=True, editable=False)
    # Typed by hand: such a date does not follow the event.
    is_typed = models.BooleanField(_("typed by hand"), default=False, editable=False)
    # The days of the event when the due date was set; None if it had none, or in old rows.
    first_day = models.DateField(null=True, blank=True, editable=False)
    last_day = models.DateField(null=True, blank=True, editable=False)
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
            models.UniqueConstraint(
                fields=["event", "request", "title"], name="one_deliverable_per_institution_and_title"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, request__isnull=True) | Q(person__isnull=True, request__isnull=False),
                name="deliverable_has_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["slides", "report", "comments", "other"]), name="deliverable_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(anchor="", offset__isnull=True) | Q(anchor__in=["start", "end"], offset__isnull=False),
                name="deliverable_rule_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner_name(self) -> str:
        """The name of the person, or of the institution."""
        return self.request.institution if self.request else self.person.full_name if self.person else ""

    @property
    def owner_email(self) -> str:
        return self.request.contact_email if self.request else self.person.email if self.person else ""

    @property
    def is_perhaps_outdated(self) -> bool:
        """Whether the event has other days now than when the due date was set. Nobody guesses the new date."""
        if self.received_at is not None or (self.first_day is None and self.last_day is None):
            return False
        return (self.first_day, self.last_day) != self.event.days
