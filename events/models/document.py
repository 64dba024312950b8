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
    """A document of an event: a link, or an uploaded file. Whoever may see the event may see it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="documents", verbose_name=_("event"))
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("link"), blank=True, max_length=500)
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
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """The address that shows or downloads the document; "" without one."""
        return reverse("planning:document", args=[self.key]) if self.file else self.url
