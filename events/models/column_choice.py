from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.event import Event


class ColumnChoice(models.Model):
    """The columns that one member of the team sees in the table of registrations of an event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="column_choices", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("team member")
    )
    columns = models.JSONField(_("columns"), default=list)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_column_choice_per_person_and_event")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.event_id}"
