"""The inbox: each mail that comes back is a row before anybody acts on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def waiting(self) -> "InboundMailQuerySet":
        """What nobody has acted on, oldest first."""
        return self.filter(state=InboundMail.State.WAITING).order_by("pk")

    def for_people(self) -> "InboundMailQuerySet":
        """What no program can settle, and nobody has dealt with."""
        return self.filter(state=InboundMail.State.QUARANTINED)


class InboundMail(models.Model):
    """One mail that came back: an answer from a calendar, a bounce, or words."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Calendar answer")
        COUNTER = "counter", _("Another time proposed")
        BOUNCE = "bounce", _("Bounce")
        AUTO_REPLY = "auto_reply", _("Automatic answer")
        OTHER = "other", _("Mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        QUARANTINED = "set_aside", _("set aside")

    class Via(models.TextChoices):
        IMAP = "imap", _("mailbox")
        WEBHOOK = "webhook", _("webhook")

    class Reason(models.TextChoices):
        """Why it was set aside, or why it changed nothing."""

        TOO_LARGE = "too_large", _("It is too large to be read.")
        TOO_COMPLEX = "too_complex", _("It has too many parts, or parts within parts.")
        UNREADABLE = "unreadable", _("Its calendar part cannot be read.")
        TNEF = "tnef", _("It is in a format of Outlook's own (winmail.dat).")
        ENCRYPTED = "encrypted", _("It is encrypted, or signed in a way that hides what it says.")
        WORDS = "words", _("Somebody has written words, not a calendar answer.")
        AUTOMATIC = "automatic", _("A machine answered: somebody is away, for instance.")
        NO_INVITE = "no_invite", _("It came to an address that belongs to no invitation.")
        SEVERAL_INVITES = "several_invites", _("It came to the addresses of several invitations.")
        OTHER_EVENT = "other_event", _("It answers an invitation to something else.")
        OTHER_PERSON = "other_person", _("Neither its attendee nor its sender is the person who was invited.")
        NOT_AN_ANSWER = "not_an_answer", _("Its calendar part is not an answer.")
        NO_ANSWER_IN_IT = "no_answer_in_it", _("Its calendar part does not say yes, maybe or no.")
        COUNTER = "counter", _("They propose another time or place.")
        DELEGATED = "delegated", _("They pass the invitation on to somebody else.")
        CONTRIBUTOR_DECLINED = "contributor_declined", _("Somebody who contributes to the event declines.")
        STALE = "stale", _("It answers an earlier version of the invitation.")
        REPEATED = "repeated", _("The same answer, or a later one, came before.")
        NOT_HELD = "not_held", _("The invitation was taken back before.")
        BOUNCED = "bounced", _("The address does not take mail.")
        REFUSED = "refused", _("The mail was refused; the address may be right.")
        DELAYED = "delayed", _("The mail is delayed; the other server keeps trying.")
        UNKNOWN_BOUNCE = "unknown_bounce", _("It gives back a mail that is not known here.")
        DELIVERED = "delivered", _("It says that a mail has arrived.")

    # SHA-256 of the mail as it came: the same mail, read twice, is one row.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    via = models.CharField(_("came by"), max_length=10, choices=Via, default=Via.IMAP)
    received_at = models.DateTimeField(_("received at"), default=now)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    # Every address of ours that it may have come to, separated by spaces: headers differ from server to server.
    recipients = models.TextField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    excerpt = models.TextField(_("text"), blank=True)
    # None once it was kept long enough, and where it was too large.
    raw = models.BinaryField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    # What it is about, as Message.topic; "" while that is not known.
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    # Which of our mails it gives back.
    bounced = models.ForeignKey(
        "notifications.Message",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bounces",
        verbose_name=_("mail that came back"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mails that came in")
        indexes = [
            models.Index(fields=["id"], condition=Q(state="waiting"), name="inbound_waiting"),
            models.Index(fields=["topic", "state", "-received_at"], name="inbound_topic"),
            models.Index(fields=["received_at"], condition=Q(raw__isnull=False), name="inbound_kept"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["reply", "counter", "bounce", "auto_reply", "other"]), name="inbound_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | Q(state__in=["done", "set_aside"], settled_at__isnull=False),
                name="inbound_settled_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="set_aside") | ~Q(reason=""), name="inbound_set_aside_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.subject}"


class BouncedAddress(models.Model):
    """An address that takes no mail, as its server has said. Nothing more is sent there until somebody clears it; mails
    to sign in do not ask."""

    address = models.EmailField(_("address"))
    at = models.DateTimeField(_("at"), default=now)
    status = models.CharField(_("status"), max_length=12, blank=True)  # RFC 3463: "5.1.1"
    server_said = models.TextField(_("the server said"), blank=True)
    message = models.ForeignKey(
        "notifications.Message", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("address that bounced")
        verbose_name_plural = _("addresses that bounced")
        constraints = [
            models.UniqueConstraint(Lower("address"), name="one_row_per_bounced_address"),
        ]

    def __str__(self) -> str:
        return self.address
