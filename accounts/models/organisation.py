from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.search import FoldedField, Searchable


class Organisation(Searchable):
    """A ministry, union, employers' federation or agency that people represent."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("Government")
        EMPLOYERS = "employers", _("Employers' organisation")
        WORKERS = "workers", _("Workers' organisation")
        INTERNATIONAL = "international", _("International or regional body")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2 code"))
    is_sample = models.BooleanField(_("sample data"), default=False)
    search_text = FoldedField(sources=["name", "acronym"])

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(fields=["name", "country"], name="one_organisation_per_name_and_country"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["government", "employers", "workers", "international", "other"]),
                name="organisation_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
