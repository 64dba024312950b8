from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class Refusal(models.Model):
    """The refusal of one kind of optional mail by a person, or by an address without an account.

    `scope` limits the refusal ("programme:3"). The app that sends the mails defines its values. An empty scope means
    all mails of the kind."""

    class What(models.TextChoices):
        NEWS = "news", _("news of the programme")
        DIGEST = "digest", _("the daily summary")
        NEW_EVENTS = "new_events", _("new events of your choice")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="refusals",
        verbose_name=_("person"),
    )
    email = models.EmailField(_("address"), blank=True, help_text=_("In lower case"))
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
            models.CheckConstraint(condition=Q(what__in=["news", "digest", "new_events"]), name="refusal_what_known"),
            models.UniqueConstraint(
                fields=["person", "what", "scope"], condition=Q(person__isnull=False), name="one_refusal_per_person"
            ),
            models.UniqueConstraint(
                fields=["email", "what", "scope"], condition=Q(person=None), name="one_refusal_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.email}: {self.what} {self.scope}".strip()
