"""The inbox: each incoming mail is stored as a row before it is processed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def waiting(self) -> "InboundMailQuerySet":
        """Return the mails that have not been processed, oldest first."""
        return self.filter(state=InboundMail.State.WAITING).order_by("pk")

    def for_people(self) -> "InboundMailQuerySet":
        """Return the quarantined mails: a person has to decide about them."""
        return self.filter(state=InboundMail.State.QUARANTINED)


class InboundMail(Searchable):
    """One incoming mail: a reply from a calendar, a bounce, or a text."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Calendar reply")
        COUNTER = "counter", _("Proposal of another time")
        BOUNCE = "bounce", _("Not delivered")
        AUTO_REPLY = "auto_reply", _("Automatic reply")
        OTHER = "other", _("Email")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        QUARANTINED = "set_aside", _("to review")

    class Via(models.TextChoices):
        IMAP = "imap", _("mailbox")
        WEBHOOK = "webhook", _("webhook")

    class Reason(models.TextChoices):
        """Why a mail is in quarantine, or why it changed nothing."""

        TOO_LARGE = "too_large", _("The email is too large.")
        TOO_COMPLEX = "too_complex", _("The email has too many parts or too many levels of parts.")
        UNREADABLE = "unreadable", _("The calendar part is unreadable.")
        TNEF = "tnef", _("The email is in a format that only Outlook reads (winmail.dat).")
        ENCRYPTED = "encrypted", _("The email is encrypted, or its signature hides the content.")
        WORDS = "words", _("A person has written a text, not a calendar reply.")
        AUTOMATIC = "automatic", _("This is an automatic reply, such as an out-of-office message.")
        NO_INVITE = "no_invite", _("The address does not belong to an invite.")
        SEVERAL_INVITES = "several_invites", _("The email was sent to the addresses of several invites.")
        OTHER_EVENT = "other_event", _("This is a reply to an invite for another event.")
        OTHER_PERSON = "other_person", _("Neither the attendee nor the sender is the invited person.")
        NOT_AN_ANSWER = "not_an_answer", _("The calendar part is not a reply.")
        ONE_DAY = "one_day", _("The person replies for some days only.")
        NO_ANSWER_IN_IT = "no_answer_in_it", _("The reply does not contain yes, maybe or no.")
        COUNTER = "counter", _("The person proposes another time or place.")
        DELEGATED = "delegated", _("The person passes the invite on to another person.")
        CONTRIBUTOR_DECLINED = "contributor_declined", _("A contributor declines.")
        STALE = "stale", _("This is a reply to an earlier version of the invite.")
        REPEATED = "repeated", _("The same reply, or a later one, was received before.")
        NOT_HELD = "not_held", _("The invite was already cancelled.")
        BOUNCED = "bounced", _("The address does not accept email.")
        REFUSED = "refused", _("The email was refused. The address may be correct.")
        DELAYED = "delayed", _("The email is delayed. The other server keeps trying.")
        UNKNOWN_BOUNCE = "unknown_bounce", _("The returned email is unknown here.")
        DELIVERED = "delivered", _("The email was delivered.")
        SLIDES = "slides", _("The file was stored as the slides of this person.")
        NO_SLIDES = "no_slides", _("The file was not stored as slides. The person was told why by email.")

    # SHA-256 of the raw mail: the same mail, read twice, is one row.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    message_id = models.CharField(_("Message-ID"), max_length=200, blank=True)
    via = models.CharField(_("received by"), max_length=10, choices=Via, default=Via.IMAP)
    received_at = models.DateTimeField(_("received at"), default=now)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    # All addresses that the mail may have been sent to, separated by spaces. Servers use different headers.
    recipients = models.TextField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    excerpt = models.TextField(_("text"), blank=True)
    # None if the mail was too large, or after its retention time.
    raw = models.BinaryField(null=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    # The subject matter, as in Message.topic; "" if it is unknown.
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    # Our message that this bounce returns.
    bounced = models.ForeignKey(
        "notifications.Message",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bounces",
        verbose_name=_("returned message"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    search_text = JoinedField(sources=["sender", "subject"])

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
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
    """An address that does not accept mail, according to its server.

    Nothing is sent to it until a person clears it. Sign-in codes are sent all the same."""

    address = models.EmailField(_("address"))
    at = models.DateTimeField(_("at"), default=now)
    status = models.CharField(_("status"), max_length=12, blank=True)  # RFC 3463: "5.1.1"
    server_said = models.TextField(_("answer of the server"), blank=True)
    message = models.ForeignKey(
        "notifications.Message", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("bounced address")
        verbose_name_plural = _("bounced addresses")
        constraints = [
            models.UniqueConstraint(Lower("address"), name="one_row_per_bounced_address"),
        ]

    def __str__(self) -> str:
        return self.address
