from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.history_entry import HistoryEntry


class ProgrammeChange(HistoryEntry):
    """A change that a manager made to a programme as a whole: its team or its settings.

    A change to one event is an EventChange."""

    class What(models.TextChoices):
        CREATED = "created", _("Programme created")
        INVITED = "invited", _("Invited to the team")
        RESENT = "resent", _("Invitation sent again")
        REVOKED = "revoked", _("Invitation revoked")
        JOINED = "joined", _("Invitation accepted")
        ROLE = "role", _("Role changed")
        LEFT = "left", _("Role ended")
        SETTINGS = "settings", _("Settings changed")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="changes", verbose_name=_("programme")
    )
    what = models.CharField(_("what"), max_length=10, choices=What)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change of a programme")
        verbose_name_plural = _("changes of programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["created", "invited", "resent", "revoked", "joined", "role", "left", "settings"]),
                name="programme_change_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.what}"
