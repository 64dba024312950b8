from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class CheckedFile(models.Model):
    """The result of searching a stored PDF for what a shared PDF must not contain. See events.questions.shared_pdfs."""

    # Of the private storage. It has no file name.
    path = models.CharField(_("path"), max_length=200, unique=True)
    # In words for the team, in the language of the installation. "" without a finding.
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("checked at"), default=now)

    class Meta:
        verbose_name = _("checked file")
        verbose_name_plural = _("checked files")

    def __str__(self) -> str:
        return self.path
