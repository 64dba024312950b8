"""The outbox: each mail is stored as a row before it is sent."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        """Return the messages that may be sent now and are not claimed by a worker."""
        current = now()
        not_expired = Q(expires_at=None) | Q(expires_at__gt=current)
        return self.filter(not_expired, status=Message.Status.QUEUED, due_at__lte=current)

    def expired(self) -> "MessageQuerySet":
        """Return the queued messages whose expiry time is past."""
        return self.filter(status=Message.Status.QUEUED, expires_at__lte=now())

    def in_turn(self) -> "MessageQuerySet":
        """Exclude messages that would overtake an older one about the same topic, to the same address or person.

        A CANCEL must not arrive before its REQUEST, even if the REQUEST is delayed."""
        older = Message.objects.filter(
            ~Q(topic=""),  # messages without a topic have no order
            status__in=[Message.Status.QUEUED, Message.Status.SENDING],
            topic=OuterRef("topic"),
            pk__lt=OuterRef("pk"),
        )
        # Two subqueries, because each uses an index of its own.
        to_same_address = older.filter(to_email=OuterRef("to_email"))
        to_same_person = older.filter(recipient=OuterRef("recipient"))
        return self.filter(~Exists(to_same_address), ~Exists(to_same_person))


class Message(Searchable):
    """One mail to one person. It is created in the transaction of the change that it reports."""

    class Status(models.TextChoices):
        HELD = "held", _("held until the event is published")
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("no longer needed")

    dedupe_key = models.CharField(_("dedupe key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    # The subject matter ("event:12"). The app that queues the message defines it: notifications does not know events.
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("recipient"),
    )
    to_email = models.EmailField(_("to"))
    to_name = models.CharField(_("name"), max_length=200, blank=True)
    from_email = models.CharField(_("from"), max_length=254, blank=True)
    reply_to = models.EmailField(_("reply to"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    # The Message-ID of the mail that a person answers with this one. "" for an automatic mail.
    in_reply_to = models.CharField(_("in reply to"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    # The mail text that was used: a stored version, or the default text (null). The mark is set in both cases.
    wording = models.ForeignKey(
        "notifications.Wording",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("mail text"),
    )
    words_mark = models.CharField(_("mark of the text"), max_length=12, blank=True)
    ics = models.TextField(_("calendar part"), blank=True)
    ics_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    # The kind and scope by which people can refuse it ("news:programme:3"). Empty for an essential message.
    optional = models.CharField(_("optional"), max_length=80, blank=True)
    # A message never changes. To resend it means to queue a copy.
    resent_from = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="resends", verbose_name=_("resent from")
    )
    resent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resent by"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"), default=now)
    # The message is not sent after this time: a reminder is useless after the event.
    expires_at = models.DateTimeField(_("not after"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=32, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    search_text = JoinedField(sources=["to_name", "to_email", "subject"])

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(status="queued"), name="message_due"),
            models.Index(fields=["claimed_at"], condition=Q(status="sending"), name="message_claimed"),
            models.Index(fields=["topic", "-created_at"], name="message_topic"),
            # Not a partial index: SQLite uses those only if the query has their condition without parameters.
            models.Index(fields=["to_email", "topic", "id"], name="message_turn"),
            models.Index(fields=["recipient", "topic", "id"], name="message_turn_of_person"),
            models.Index(
                fields=["expires_at"], condition=Q(status="queued", expires_at__isnull=False), name="message_expires"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["held", "queued", "sending", "sent", "failed", "dropped"]),
                name="message_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False) | (~Q(status="sent") & Q(sent_at__isnull=True)),
                name="message_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(claimed_at__isnull=False), name="message_sending_is_claimed"
            ),
            models.CheckConstraint(condition=Q(ics_method__in=["", "REQUEST", "CANCEL"]), name="message_method_known"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to_email}"


class Delivery(models.Model):
    """One attempt to send a message, and the answer of the mail server."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("accepted")
        RETRY = "retry", _("will be tried again")
        FAILED = "failed", _("refused")
        DROPPED = "dropped", _("no longer needed")
        # Reported by another server afterwards.
        BOUNCED = "bounced", _("returned")
        DELAYED = "delayed", _("delayed on its way")

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries", verbose_name=_("message"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    smtp_code = models.PositiveSmallIntegerField(_("code"), null=True, blank=True)
    server_said = models.TextField(_("answer of the server"), blank=True)
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["sent", "retry", "failed", "dropped", "bounced", "delayed"]),
                name="delivery_outcome_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.smtp_code or ''}".strip()
