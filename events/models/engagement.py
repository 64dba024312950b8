"""The work of an expert for one event: their personal link, what they need there, and their slides."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.answer import private_storage
from events.models.expert import Expert
from events.models.session import Contributor

SLIDES_FOLDER, PARTS_FOLDER = "slides", "slide-parts"  # in the private storage
MOST_SLIDE_BYTES = 20 * 1024 * 1024


def new_engagement_key() -> str:
    return secrets.token_hex(16)


def new_mail_tag() -> str:
    return secrets.token_hex(12)


class Engagement(models.Model):
    """One expert in one event: the invitation by personal link, and what the person needs there."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="engagements", verbose_name=_("event"))
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="engagements", verbose_name=_("expert"))
    # A part of the personal link. A new key ends the link.
    key = models.CharField(max_length=32, default=new_engagement_key, editable=False)
    # A part of the address to which the mails with the link ask to reply. Empty until such a mail is sent.
    mail_tag = models.CharField(max_length=24, blank=True, editable=False)
    mailed_at = models.DateTimeField(_("link mailed at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("link ended at"), null=True, blank=True)
    equipment = models.CharField(_("equipment"), max_length=500, blank=True)
    needs = models.CharField(_("diet, access and other needs"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("engagement of an expert")
        verbose_name_plural = _("engagements of experts")
        constraints = [
            models.UniqueConstraint(fields=["event", "expert"], name="one_engagement_per_event_and_expert"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | Q(mailed_at__isnull=False), name="only_mailed_link_is_revoked"
            ),
            models.UniqueConstraint(fields=["mail_tag"], condition=~Q(mail_tag=""), name="one_engagement_per_mail_tag"),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} · {self.event_id}"


def slides_path(slides: "Slides", filename: str) -> str:
    """Return a path that contains no personal data. `Slides.name` holds the original file name."""
    return f"{SLIDES_FOLDER}/{slides.key}"


class Slides(models.Model):
    """The slides of a contributor for their session. A new file replaces the old one, and needs a new publication."""

    contributor = models.OneToOneField(
        Contributor, models.CASCADE, related_name="slides", verbose_name=_("contributor")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=slides_path, max_length=200)
    name = models.CharField(_("name"), max_length=150)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    uploaded_at = models.DateTimeField(_("uploaded at"), default=now)
    is_mailed = models.BooleanField(_("received by email"), default=False)
    # Since when the contributor agrees to the publication; None without consent.
    may_publish_since = models.DateTimeField(_("agreed to publish at"), null=True, blank=True)
    # Since when the contributor agrees that the library shows them too, with their name; None without consent.
    in_library_since = models.DateTimeField(_("agreed to the library at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("slides")
        verbose_name_plural = _("slides")
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(may_publish_since__isnull=False),
                name="only_agreed_slides_are_published",
            ),
            models.CheckConstraint(
                condition=Q(in_library_since__isnull=True) | Q(may_publish_since__isnull=False),
                name="only_agreed_slides_are_in_library",
            ),
            models.CheckConstraint(condition=Q(size__lte=MOST_SLIDE_BYTES), name="slides_are_not_too_large"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def type_name(self) -> str:
        """The type of the file for readers, such as "PDF" or "PPTX". The name ends with the ending of its type."""
        return self.name.rpartition(".")[2].upper()


class SlideUpload(models.Model):
    """An upload of slides that is not complete. Its parts are in the private storage: see `part_path`.

    A contributor has one at a time. A part is stored completely, or not at all."""

    contributor = models.OneToOneField(
        Contributor, models.CASCADE, related_name="slide_upload", verbose_name=_("contributor")
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=150)
    size = models.PositiveIntegerField(_("size in bytes"))
    received = models.PositiveIntegerField(_("bytes received"), default=0)
    parts = models.PositiveSmallIntegerField(_("parts received"), default=0)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last part at"), auto_now=True)

    class Meta:
        verbose_name = _("unfinished upload of slides")
        verbose_name_plural = _("unfinished uploads of slides")
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MOST_SLIDE_BYTES), name="upload_has_a_permitted_size"
            ),
            models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_received_no_more_than_its_size"),
        ]

    def __str__(self) -> str:
        return self.name

    def part_path(self, number: int) -> str:
        """Return the path of a part in the private storage. Parts are numbered from 0."""
        return f"{PARTS_FOLDER}/{self.key}-{number:03}"

    @property
    def part_paths(self) -> list[str]:
        return [self.part_path(number) for number in range(self.parts)]
