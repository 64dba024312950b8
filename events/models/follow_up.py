"""What somebody has to do after a mission or a study visit: recommendations, actions of a delegation, steps of a meeting."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.delegation import Delegation
from events.models.journey import Meeting
from events.models.mission import ReportFinding
from events.models.token import new_link_key


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def unfinished(self) -> "FollowUpQuerySet":
        return self.filter(status__in=FollowUp.UNFINISHED)

    def overdue(self, today: date) -> "FollowUpQuerySet":
        """Return those that are not done and whose due date is over."""
        return self.unfinished().filter(due_on__lt=today)


class FollowUp(models.Model):
    """Something to do, with an owner who may have no account, a due date, a status and evidence."""

    class Kind(models.TextChoices):
        RECOMMENDATION = "recommendation", _("Recommendation")
        ACTION = "action", _("Action")
        STEP = "step", _("Next step")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        IN_PROGRESS = "in_progress", _("In progress")
        PARTLY = "partly", _("Partly done")
        DONE = "done", _("Done")
        NOT_APPLICABLE = "not_applicable", _("No longer applicable")

    class Response(models.TextChoices):
        NONE = "", _("No response yet")
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Partly accepted")
        REJECTED = "rejected", _("Rejected")

    class Priority(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    class Visibility(models.TextChoices):
        TEAM = "team", _("Team and experts")
        INSTITUTION = "institution", _("Institution")
        PUBLIC = "public", _("Everybody, after the release")

    UNFINISHED = (Status.OPEN, Status.IN_PROGRESS, Status.PARTLY)

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="follow_ups", verbose_name=_("event"))
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("what to do"), max_length=2_000)
    first_step = models.CharField(_("first step"), max_length=300, blank=True)
    finding = models.ForeignKey(
        ReportFinding, models.SET_NULL, null=True, blank=True, related_name="recommendations", verbose_name=_("finding")
    )
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="steps", verbose_name=_("meeting")
    )
    delegation = models.ForeignKey(
        Delegation, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("delegation")
    )
    priority = models.CharField(_("priority"), max_length=6, choices=Priority, default=Priority.MEDIUM)
    owner_name = models.CharField(_("owner"), max_length=150, blank=True)
    owner_institution = models.CharField(_("institution of the owner"), max_length=200, blank=True)
    owner_email = models.EmailField(_("email address of the owner"), blank=True)
    owner_language = models.CharField(_("language of the owner"), max_length=10, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    response = models.CharField(_("response"), max_length=8, choices=Response, default=Response.NONE, blank=True)
    response_reason = models.CharField(_("reason of the response"), max_length=500, blank=True)
    responded_on = models.DateField(_("responded on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=14, choices=Status, default=Status.OPEN)
    evidence = models.CharField(_("evidence, or reason"), max_length=500, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=11, choices=Visibility, default=Visibility.TEAM)
    # A part of the link of the owner. A new key ends the link.
    key = models.CharField(max_length=32, default=new_link_key, unique=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["event", "kind", "number"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(fields=["event", "kind", "number"], name="one_follow_up_per_number"),
            models.CheckConstraint(
                condition=Q(kind__in=["recommendation", "action", "step"]), name="follow_up_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "in_progress", "partly", "done", "not_applicable"]),
                name="follow_up_status_known",
            ),
            models.CheckConstraint(
                condition=Q(response__in=["", "accepted", "partly", "rejected"]), name="follow_up_response_known"
            ),
            models.CheckConstraint(
                condition=Q(response__in=["", "accepted"]) | ~Q(response_reason=""), name="refusal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "in_progress", "partly"]) | ~Q(evidence=""),
                name="closed_follow_up_has_evidence_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The short name on pages: "R3" for the third recommendation."""
        return f"{ {'recommendation': 'R', 'action': 'A', 'step': 'S'}[self.kind] }{self.number}"

    def is_overdue(self, today: date) -> bool:
        return self.status in self.UNFINISHED and self.due_on is not None and self.due_on < today


class FollowUpChange(models.Model):
    """A report of progress, by the owner through the link or by the team, or a question that was mailed."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="changes", verbose_name=_("follow-up"))
    status = models.CharField(_("status"), max_length=14, choices=FollowUp.Status)
    note = models.CharField(_("note"), max_length=1_000, blank=True)
    # The occasion of a question that was mailed: "due-14", "overdue", "3 months", "6 months"; "" for a report.
    asked_for = models.CharField(_("occasion"), max_length=20, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    by_name = models.CharField(_("name"), max_length=150, blank=True)
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["follow_up", "at", "pk"]
        verbose_name = _("change of a follow-up")
        verbose_name_plural = _("changes of follow-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "asked_for"], condition=~Q(asked_for=""), name="one_question_per_occasion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} · {self.status}"
