from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TeamMember(models.Model):
    """The role of a person in the team of a programme. events.permissions defines what each role may do."""

    class Role(models.TextChoices):
        MANAGER = "manager", _("Manager")
        COORDINATOR = "coordinator", _("Coordinator")
        RECEPTION = "reception", _("Reception")
        VIEWER = "viewer", _("Viewer")

    programme = models.ForeignKey("events.Programme", models.CASCADE, related_name="team", verbose_name=_("programme"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_roles", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        ordering = ["programme", "role"]
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="one_role_per_person_and_programme"),
            models.CheckConstraint(
                condition=models.Q(role__in=["manager", "coordinator", "reception", "viewer"]), name="team_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"
