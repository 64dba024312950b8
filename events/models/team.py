import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts import addresses
from accounts.addresses import validate_address

INVITATION_LASTS = timedelta(days=7)


def new_invitation_key() -> str:
    return secrets.token_hex(16)


def invitation_ends_at() -> datetime:
    return now() + INVITATION_LASTS


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def active_managers(self) -> "TeamMemberQuerySet":
        """Return the managers with an account that is neither closed nor about to be erased."""
        return self.filter(role=TeamMember.Role.MANAGER, person__is_active=True, person__erase_at=None)


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
    # Managers must set up a second factor some days after this. A change of the role restarts nothing.
    appointed_at = models.DateTimeField(_("appointed at"), default=now, editable=False)

    objects = TeamMemberQuerySet.as_manager()

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

    @property
    def is_active_manager(self) -> bool:
        """As active_managers(). Reads the person."""
        return self.role == self.Role.MANAGER and self.person.is_active and self.person.erase_at is None


class TeamInvitationQuerySet(models.QuerySet["TeamInvitation"]):
    def pending(self) -> "TeamInvitationQuerySet":
        """Return the invitations that are neither accepted nor revoked. They may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)


class TeamInvitation(models.Model):
    """The offer of a role in a team to the reader of an address. They get the role when they accept it."""

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="team_invitations", verbose_name=_("programme")
    )
    # In its canonical form. The name is for a person who has none yet.
    email = models.EmailField(_("email address"), validators=[validate_address])
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=TeamMember.Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("invited by"),
    )
    # A part of the link. A new one ends the link in an earlier mail.
    key = models.CharField(max_length=32, default=new_invitation_key, editable=False)
    sent_at = models.DateTimeField(_("sent at"), default=now)
    expires_at = models.DateTimeField(_("expires at"), default=invitation_ends_at)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="team_invitations",
        verbose_name=_("accepted by"),
    )

    objects = TeamInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_pending_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["manager", "coordinator", "reception", "viewer"]), name="invited_role_known"
            ),
            models.CheckConstraint(condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_has_one_end"),
        ]
        indexes = [models.Index(fields=["email"], name="team_invitation_email")]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_role_display()}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()

    @property
    def hinted_email(self) -> str:
        """The address in a form that only its owner recognises: “v…@example.org”."""
        local, _at, domain = addresses.written(self.email).rpartition("@")
        return f"{local[:1]}…@{domain}"
