import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_reply_tag() -> str:
    return secrets.token_hex(12)


class Invite(models.Model):
    """The iTIP messages of one event to one person's calendar, and its reply.

    The row stays when the person loses their seat. If they come back, they get a higher SEQUENCE from the same
    ORGANIZER; otherwise calendars ignore the message (RFC 5546, 2.1.4)."""

    class Role(models.TextChoices):
        """ROLE of the ATTENDEE (RFC 5545, 3.2.16)."""

        CHAIR = "CHAIR", _("Chair")
        REQUIRED = "REQ-PARTICIPANT", _("Participant")
        OPTIONAL = "OPT-PARTICIPANT", _("Takes part online")
        NON_PARTICIPANT = "NON-PARTICIPANT", _("Is kept informed")

    class Partstat(models.TextChoices):
        """PARTSTAT of the ATTENDEE (RFC 5545, 3.2.12)."""

        NEEDS_ACTION = "NEEDS-ACTION", _("No reply yet")
        ACCEPTED = "ACCEPTED", _("Accepted")
        TENTATIVE = "TENTATIVE", _("Maybe")
        DECLINED = "DECLINED", _("Declined")

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="invites", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invites", verbose_name=_("person")
    )
    # None for a contributor without a registration.
    registration = models.OneToOneField(
        "events.Registration",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="invite",
        verbose_name=_("registration"),
    )
    # Identifies the person when a reply arrives. Only mails to this person contain it. An invite to a registration
    # starts with the tag of that registration.
    reply_tag = models.CharField(max_length=24, unique=True, default=new_reply_tag, editable=False)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.REQUIRED)
    # METHOD and SEQUENCE of the last iTIP message sent; "" and None before the first one.
    method = models.CharField(_("last sent"), max_length=10, blank=True, editable=False)
    sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # revised_at of the event when the last message was sent. It shows whether the calendar is up to date.
    revision = models.DateTimeField(null=True, blank=True, editable=False)
    partstat = models.CharField(_("calendar reply"), max_length=12, choices=Partstat, default=Partstat.NEEDS_ACTION)
    answered_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    # SEQUENCE and DTSTAMP of the last accepted reply: an older reply that arrives late changes nothing.
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
        """Whether the last message put the event into the person's calendar."""
        return self.method == "REQUEST"
