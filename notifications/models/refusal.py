from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class Refusal(models.Model):
    """Somebody does not want mails of a kind that they can do without: a person, or an address without an account.

    scope is where ("programme:3"), in the words of whoever writes such mails; empty for everywhere."""

    class What(models.TextChoices):
        NEWS = "news", _("news of the programme")
        DIGEST = "digest", _("the daily digest")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="refusals",
        verbose_name=_("person"),
    )
    email = models.EmailField(_("address"), blank=True, help_text=_("In small letters"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    scope = models.CharField(_("where"), max_length=60, blank=True)
    at = models.DateTimeField(_("at"), default=now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("refusal of mails")
        verbose_name_plural = _("refusals of mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) & ~Q(email="") | Q(person__isnull=False, email=""), name="refusal_is_somebodys"
            ),
            models.CheckConstraint(condition=Q(what__in=["news", "digest"]), name="refusal_what_known"),
            models.UniqueConstraint(
                fields=["person", "what", "scope"], condition=Q(person__isnull=False), name="one_refusal_per_person"
            ),
            models.UniqueConstraint(
                fields=["email", "what", "scope"], condition=Q(person=None), name="one_refusal_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.email}: {self.what} {self.scope}".strip()
