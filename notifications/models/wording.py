"""The texts of organisers that replace the default texts of mails."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EMPTY = Q(subject="", heading="", body="")


class Wording(models.Model):
    """A version of the text of one mail, in one language, for one scope.

    Only `is_current` ever changes, so that a sent message keeps the text that it refers to. An empty version means that
    the text of the wider scope applies again: the text of the programme, or the default text."""

    # "event:12", "programme:3", or "" for all. The app that stores it defines it: notifications does not know events.
    scope = models.CharField(_("scope"), max_length=60, blank=True)
    kind = models.CharField(_("mail"), max_length=40)
    language = models.CharField(_("language"), max_length=5)
    version = models.PositiveIntegerField(_("version"))
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    heading = models.CharField(_("heading"), max_length=200, blank=True)
    body = models.TextField(_("text (Markdown)"), blank=True, max_length=20_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    is_current = models.BooleanField(_("current"), default=True)

    class Meta:
        ordering = ["scope", "kind", "language", "-version"]
        verbose_name = _("mail text")
        verbose_name_plural = _("mail texts")
        constraints = [
            models.UniqueConstraint(fields=["scope", "kind", "language", "version"], name="one_wording_per_version"),
            models.UniqueConstraint(
                fields=["scope", "kind", "language"], condition=Q(is_current=True), name="one_current_wording"
            ),
            models.CheckConstraint(
                condition=EMPTY | (~Q(subject="") & ~Q(heading="") & ~Q(body="")), name="wording_whole_or_empty"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="wording_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}), {self.version}"

    @property
    def is_empty(self) -> bool:
        return not self.body
