import secrets

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

# Without characters that people confuse: 0 and O, 1, I and L.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _position in range(8))


class InvitationCode(models.Model):
    """A code that lets a number of people register for an event that is not open to all."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="invitation_codes", verbose_name=_("event"))
    code = models.CharField(_("code"), max_length=20, default=new_code)
    uses = models.PositiveIntegerField(_("number of people"), default=1)
    used = models.PositiveIntegerField(_("used"), default=0, editable=False)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("for whom"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("invitation code")
        verbose_name_plural = _("invitation codes")
        constraints = [
            models.UniqueConstraint("event", Upper("code"), name="one_invitation_code_per_event"),
            models.CheckConstraint(condition=Q(used__lte=F("uses")), name="invitation_code_not_used_up_twice"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def works(self) -> bool:
        return self.used < self.uses and (self.expires_at is None or now() < self.expires_at)
