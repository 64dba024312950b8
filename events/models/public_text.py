"""A text of a public page with the text that replaces it: now, at a set time, or when the team decides."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

# The classes of PublicText repeat it in their Meta with a name of their own.
NEXT_TEXT_IS_THERE = Q(next_text_at__isnull=True) | ~Q(next_text="")


class PublicText(models.Model):
    """A Markdown text for the public, and its next version.

    Without a time, the next version is a draft. It replaces the text at its time without another step: pages read
    `shown_text`."""

    text = models.TextField(_("text (Markdown)"), blank=True, max_length=20_000)
    next_text = models.TextField(_("next version of the text (Markdown)"), blank=True, max_length=20_000)
    next_text_at = models.DateTimeField(_("next version from"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def shown_text(self) -> str:
        """The text that the public reads now."""
        return self.next_text if self.is_next_due(now()) else self.text

    @property
    def draft_text(self) -> str:
        """The latest version, published or not."""
        return self.next_text or self.text

    @property
    def has_draft(self) -> bool:
        return bool(self.next_text) and not self.is_next_due(now())

    def is_next_due(self, moment: datetime) -> bool:
        """Return whether the next version replaces the text at moment (aware)."""
        return self.next_text_at is not None and self.next_text_at <= moment


class PublishedQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Rows with `published_at`: None for a draft, a later time for what is published by itself."""

    def published(self) -> Self:
        return self.filter(published_at__lte=now())


class Published(models.Model):
    """Mixin for what is published at a time, which may be later."""

    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.published_at <= now()

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and self.published_at > now()
