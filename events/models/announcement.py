"""Mails that the team writes to many people of an event at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def due(self) -> "AnnouncementQuerySet":
        """Return the announcements whose time has come and whose sending has not started, the oldest first."""
        return self.filter(state=Announcement.State.SCHEDULED, send_at__lte=now()).order_by("send_at", "pk")

    def sending(self) -> "AnnouncementQuerySet":
        """Return the announcements whose mails are not all in the outbox yet."""
        return self.filter(state=Announcement.State.SENDING).order_by("begun_at", "pk")


class Announcement(models.Model):
    """A mail to registered people who match some filters, to contributors, or to focal points of an event.

    Until the announcement is sent, it holds only these conditions. The people who match them are read when it is sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        CANCELLED = "cancelled", _("cancelled")

    class Stopped(models.TextChoices):
        """Why a scheduled announcement was not sent."""

        LATE = "late", _("It could not be sent within a day of its time.")
        NO_EVENT = "no_event", _("The event was cancelled or postponed first.")
        FILTERS = "filters", _("One of its filters no longer exists.")

    BEGUN = (State.SENDING, State.SENT)
    OPEN = (State.DRAFT, State.SCHEDULED)

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="announcements", verbose_name=_("event"))
    to_registered = models.BooleanField(_("to people who are registered"), default=True)
    # The query string of the registrations table. Empty means everyone who has a seat or waits for one.
    filters = models.TextField(_("filters"), blank=True, max_length=5_000)
    to_contributors = models.BooleanField(_("to contributors"), default=False)
    to_focal_points = models.BooleanField(_("to focal points"), default=False)
    # Optional news, which people can refuse. A mail about the event itself cannot be refused.
    is_optional = models.BooleanField(_("optional"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    stopped = models.CharField(_("why it was not sent"), max_length=10, choices=Stopped, blank=True)
    send_at = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    # The person who sent or scheduled it.
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("sent by")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=now)
    begun_at = models.DateTimeField(_("started at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [
            models.Index(fields=["send_at"], condition=Q(state="scheduled"), name="announcement_due"),
            models.Index(fields=["begun_at"], condition=Q(state="sending"), name="announcement_sending"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_registered=True) | Q(to_contributors=True) | Q(to_focal_points=True),
                name="announcement_is_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", send_at=None, begun_at=None, ended_at=None)
                | Q(state="scheduled", send_at__isnull=False, begun_at=None, ended_at=None)
                | Q(state="sending", begun_at__isnull=False, ended_at=None)
                | Q(state="sent", begun_at__isnull=False, ended_at__isnull=False)
                | Q(state="cancelled", ended_at__isnull=False),
                name="announcement_state_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(stopped="") | Q(stopped__in=["late", "no_event", "filters"], state="cancelled"),
                name="announcement_stopped_is_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether its text and its recipients may still change."""
        return self.state in self.OPEN

    @property
    def is_begun(self) -> bool:
        """Whether its recipients are stored. This stays true if the announcement is cancelled later."""
        return self.begun_at is not None


class AnnouncementText(models.Model):
    """The text of an announcement in one language: Markdown with placeholders."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="texts", verbose_name=_("announcement"))
    language = models.CharField(_("language"), max_length=5)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text (Markdown)"), max_length=20_000)

    class Meta:
        ordering = ["announcement", "language"]
        verbose_name = _("text of an announcement")
        verbose_name_plural = _("texts of announcements")
        constraints = [
            models.UniqueConstraint(fields=["announcement", "language"], name="one_text_per_language"),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(body=""), name="announcement_text_is_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.language})"


class AnnouncementRecipient(models.Model):
    """One person who gets an announcement, or the reason why they do not get it.

    The rows are created once, when sending starts."""

    class State(models.TextChoices):
        DUE = "due", _("to be written")
        QUEUED = "queued", _("in the outbox")
        LEFT_OUT = "left_out", _("left out")

    class Reason(models.TextChoices):
        ENDED = "ended", _("They declined or withdrew.")
        MERGED = "merged", _("They are registered under another address.")
        NO_ADDRESS = "no_address", _("They have no address.")
        BOUNCED = "bounced", _("Mail to their address was returned.")
        REFUSED = "refused", _("They do not want news of the programme.")
        GONE = "gone", _("They no longer matched the conditions when it was sent.")
        TAKEN_BACK = "taken_back", _("The mail was withdrawn before it was sent.")

    class Role(models.TextChoices):
        """Why this person gets the mail. The mail states it."""

        REGISTERED = "registered", _("registered")
        CONTRIBUTOR = "contributor", _("contributor")
        FOCAL_POINT = "focal_point", _("focal point")

    announcement = models.ForeignKey(
        Announcement, models.CASCADE, related_name="recipients", verbose_name=_("announcement")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    registration = models.ForeignKey(
        "events.Registration", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("registration")
    )
    role = models.CharField(_("as what"), max_length=12, choices=Role)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DUE)
    reason = models.CharField(_("why not"), max_length=10, choices=Reason, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("recipient of an announcement")
        verbose_name_plural = _("recipients of announcements")
        indexes = [models.Index(fields=["announcement", "id"], condition=Q(state="due"), name="recipient_to_queue")]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="one_announcement_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=["registered", "contributor", "focal_point"]), name="recipient_role_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "queued"], reason="")
                | Q(
                    state="left_out",
                    reason__in=["ended", "merged", "no_address", "bounced", "refused", "gone", "taken_back"],
                ),
                name="recipient_left_out_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} · {self.person_id}"
