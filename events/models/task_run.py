"""The runs of daily tasks."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class TaskRunQuerySet(models.QuerySet["TaskRun"]):
    def finished(self) -> "TaskRunQuerySet":
        return self.filter(finished_at__isnull=False)


class TaskRun(models.Model):
    """One run of a daily task. `due_at` is the moment of the timetable for which it ran.

    A run by hand has the moment of its start as `due_at`. A run without `finished_at` is in progress, or its process
    was stopped."""

    name = models.CharField(_("task"), max_length=40)
    due_at = models.DateTimeField(_("due at"))
    started_at = models.DateTimeField(_("started at"), default=now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    # What the task counts. For the deletion of expired data: the rows that each line of the table deleted.
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = TaskRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        verbose_name = _("run of a daily task")
        verbose_name_plural = _("runs of daily tasks")
        indexes = [models.Index(fields=["name", "-started_at"], name="task_run_name_started")]
        constraints = [
            models.UniqueConstraint(fields=["name", "due_at"], name="one_run_per_task_and_time"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=models.F("started_at")),
                name="task_run_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def has_failed(self) -> bool:
        return bool(self.error)

    def count_of(self, key: str) -> Any:
        """Return what the run counted under key, or None."""
        return self.counts.get(key)
