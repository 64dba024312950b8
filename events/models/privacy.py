"""The privacy notices, in versions, and the consents that people gave while they were valid."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class NoticeVersion(models.Model):
    """One version of the privacy notice of the installation (without a programme) or of a programme.

    A version never changes: a new text is a new version."""

    programme = models.ForeignKey(
        "events.Programme",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="privacy_notices",
        verbose_name=_("programme"),
    )
    number = models.PositiveIntegerField(_("version"), editable=False)
    text = models.TextField(_("text (Markdown)"), max_length=40_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("valid from"), default=now, editable=False)

    class Meta:
        ordering = ["-number", "-pk"]
        verbose_name = _("version of a privacy notice")
        verbose_name_plural = _("versions of privacy notices")
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_notice_per_programme_and_version"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(programme__isnull=True), name="one_notice_per_version"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="notice_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.programme or ''} {self.number}".strip()


class Consent(models.Model):
    """The agreement of a person to one purpose, with the privacy notice that they could read then."""

    class Purpose(models.TextChoices):
        QUESTION = "question", _("a text in the form of an event")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents", verbose_name=_("person")
    )
    registration = models.ForeignKey(
        "events.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("registration"),
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    text = models.ForeignKey(
        "events.ConsentText", models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("text")
    )
    # None stands for the default text, whose version is in `notice_mark`.
    notice = models.ForeignKey(
        NoticeVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("privacy notice")
    )
    notice_mark = models.CharField(_("mark of the notice"), max_length=12)
    at = models.DateTimeField(_("given at"), default=now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["registration", "text"], name="consent_registration_text")]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=["question"]), name="consent_purpose_known"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=models.F("at")),
                name="consent_ends_after_its_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.get_purpose_display()}"
