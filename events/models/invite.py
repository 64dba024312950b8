import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_reply_tag() -> str:
    return secrets.token_hex(12)


class Invite(models.Model):
    """The iTIP messages of one event, or of one session, to one person's calendar, and its reply.

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
    # The session that a person contributes to; None for the invite to the whole event.
    session = models.ForeignKey(
        "events.Session",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invites",
        verbose_name=_("session"),
    )
    # None for a contributor without a registration, and for a session.
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
    # The UID of this person's entry, if another person at their mailbox had an invite to the same event or session first.
    # One calendar receives both, and keeps one entry for each UID. "" for the UID of the event or session.
    own_uid = models.CharField(max_length=120, blank=True, editable=False)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.REQUIRED)
    # METHOD and SEQUENCE of the last iTIP message sent; "" and None before the first one.
    method = models.CharField(_("last sent"), max_length=10, blank=True, editable=False)
    sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # What `sequence` has more than that of the event or session. A personal feed adds it too.
    sequence_shift = models.PositiveIntegerField(default=0, editable=False)
    # revised_at of the event when the last message was sent. It shows whether the calendar is up to date.
    revision = models.DateTimeField(null=True, blank=True, editable=False)
    # The lines DTSTART, DTEND and RRULE of the last message: a CANCEL repeats them, even if the event has no date now.
    sent_times = models.TextField(blank=True, editable=False)
    sent_at = models.DateTimeField(_("last sent at"), null=True, blank=True, editable=False)
    partstat = models.CharField(_("calendar reply"), max_length=12, choices=Partstat, default=Partstat.NEEDS_ACTION)
    answered_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    # SEQUENCE and DTSTAMP of the last accepted reply: an older reply that arrives late changes nothing.
    answer_sequence = models.PositiveIntegerField(null=True, blank=True, editable=False)
    answer_dtstamp = models.DateTimeField(null=True, blank=True, editable=False)

    # The UID of the entry of the event that an entry of a session names. Not stored; "" for that of the event.
    event_uid = ""

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invite")
        verbose_name_plural = _("invites")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=Q(session=None), name="one_invite_per_person_and_event"
            ),
            models.UniqueConstraint(fields=["session", "person"], name="one_invite_per_person_and_session"),
            models.UniqueConstraint(fields=["own_uid"], condition=~Q(own_uid=""), name="own_uid_is_of_one_invite"),
            models.CheckConstraint(
                condition=Q(session=None) | Q(registration=None), name="invite_of_a_session_has_no_registration"
            ),
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
    def uid(self) -> str:
        """The UID of the entry: its own, or that of the session or of the event. Reads them."""
        return self.own_uid or (self.session.uid if self.session else self.event.uid)

    @property
    def is_held(self) -> bool:
        """Whether the last message put the event into the person's calendar."""
        return self.method == "REQUEST"
