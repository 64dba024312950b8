import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_reply_tag() -> str:
    return secrets.token_hex(12)


class Invite(models.Model):
    """What one person's calendar has been sent of one event, and what it answered.

    The row stays when their place goes: whoever comes back is sent a higher SEQUENCE from the same ORGANIZER, else
    calendars take no notice (RFC 5546, 2.1.4)."""

    class Role(models.TextChoices):
        """What they are at the event (RFC 5545, 3.2.16)."""

        CHAIR = "CHAIR", _("Chair")
        REQUIRED = "REQ-PARTICIPANT", _("Participant")
        OPTIONAL = "OPT-PARTICIPANT", _("Takes part online")
        NON_PARTICIPANT = "NON-PARTICIPANT", _("Is kept informed")

    class Partstat(models.TextChoices):
        NEEDS_ACTION = "NEEDS-ACTION", _("No answer yet")
        ACCEPTED = "ACCEPTED", _("Accepted")
        TENTATIVE = "TENTATIVE", _("Maybe")
        DECLINED = "DECLINED", _("Declined")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="invites", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invites", verbose_name=_("person")
    )
    # None for who contributes without a place.
    registration = models.OneToOneField(
        "events.Registration",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invite",
        verbose_name=_("registration"),
    )
    # Tells whose answer came back; only mails to this person have it. That of the registration, if it began with one.
    reply_tag = models.CharField(max_length=24, unique=True, default=new_reply_tag, editable=False)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.REQUIRED)
    # The last iTIP message sent, and its SEQUENCE; "" and None before the first.
    method = models.CharField(_("last sent"), max_length=10, blank=True, editable=False)
    sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # The event's revised_at in what was sent last: whether the calendar shows the event as it is now.
    revision = models.DateTimeField(null=True, blank=True, editable=False)
    partstat = models.CharField(_("calendar answer"), max_length=12, choices=Partstat, default=Partstat.NEEDS_ACTION)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    # Of the last answer that was taken, so that an older one that arrives late changes nothing.
    answer_sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    answer_dtstamp = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invite")
        verbose_name_plural = _("invites")
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_invite_per_person_and_event"),
            models.CheckConstraint(
                condition=Q(role__in=["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"]),
                name="invite_role_known",
            ),
            models.CheckConstraint(
                condition=Q(partstat__in=["NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED"]),
                name="invite_partstat_known",
            ),
            models.CheckConstraint(
                condition=Q(method="", sequence__isnull=True)
                | Q(method__in=["REQUEST", "CANCEL"], sequence__isnull=False),
                name="invite_sent_has_a_sequence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.event_id}"

    @property
    def is_held(self) -> bool:
        """Whether the person's calendar shows the event, as far as we know."""
        return self.method == "REQUEST"
