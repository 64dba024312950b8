import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.answer import private_storage
from events.models.event import Event

DOCUMENTS_FOLDER = "documents"  # in the private storage


def document_path(document: "Document", filename: str) -> str:
    """Return a path that contains no file name. `Document.name` holds the original one."""
    return f"{DOCUMENTS_FOLDER}/{document.key}"


class Document(models.Model):
    """A document of an event: a link, an uploaded file, or a resource of the library. events.planning.document_access decides who sees it."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone who sees the event")
        PARTICIPANTS = "participants", _("Confirmed participants, contributors and the team")
        TEAM = "team", _("The team only")

    event = models.ForeignKey(Event, models.CASCADE, related_name="documents", verbose_name=_("event"))
    # The session to which it belongs, for example its slides; None for the event as a whole.
    session = models.ForeignKey(
        "events.Session", models.SET_NULL, null=True, blank=True, related_name="documents", verbose_name=_("session")
    )
    audience = models.CharField(_("who sees it"), max_length=12, choices=Audience, default=Audience.EVERYONE)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("link"), blank=True, max_length=500)
    resource = models.ForeignKey(
        "events.Resource",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("resource of the library"),
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(
        _("file"), storage=private_storage, upload_to=document_path, max_length=200, blank=True, editable=False
    )
    name = models.CharField(_("name of the file"), max_length=150, blank=True, editable=False)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type"), max_length=100, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(condition=Q(url="") | Q(file=""), name="document_is_a_link_or_a_file"),
            models.CheckConstraint(
                condition=Q(audience__in=["everyone", "participants", "team"]), name="document_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """The address that shows or downloads the document; "" without one. A resource has one while it is public."""
        if self.file:
            return reverse("planning:document", args=[self.key])
        if self.resource and self.resource.is_published:
            return self.resource.get_absolute_url()
        return self.url

    @property
    def ending(self) -> str:
        """The ending of the name of the file in capitals: "PDF"; "" for a link, and for a long ending."""
        _name, dot, ending = self.name.rpartition(".")
        return ending.upper() if dot and ending.isalnum() and len(ending) <= 4 else ""
