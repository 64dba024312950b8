import secrets

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


def new_draft_key() -> str:
    return secrets.token_hex(16)


class FormDraft(models.Model):
    """What a person typed into a form, encrypted, while they sign in again. It is deleted when the form is shown again."""

    # The session of the browser holds only this key.
    key = models.CharField(max_length=32, unique=True, default=new_draft_key, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="form_drafts", verbose_name=_("person")
    )
    event = models.ForeignKey("events.Event", models.CASCADE, related_name="+", verbose_name=_("event"))
    sealed = models.TextField(_("encrypted values"))
    created_at = models.DateTimeField(_("created at"), default=now)

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        indexes = [models.Index(fields=["created_at"], name="form_draft_created")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.event_id}"
