"""The erasure of the data of a person, and what the law requires to be kept of it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


def new_erasure_key() -> str:
    return secrets.token_hex(16)


class Erasure(models.Model):
    """A request to erase the data of a person. It can be undone until `due_at`; the row is then deleted.

    After the erasure, the row shows that it was done, without saying whose data it was."""

    class Cause(models.TextChoices):
        PERSON = "person", _("The person asked on their page.")
        LETTER = "letter", _("The person asked the team.")
        UNUSED = "unused", _("The account was not used.")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure", verbose_name=_("person")
    )
    cause = models.CharField(_("cause"), max_length=8, choices=Cause)
    # The number or date of the letter.
    reference = models.CharField(_("reference"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    key = models.CharField(max_length=32, default=new_erasure_key, editable=False)
    requested_at = models.DateTimeField(_("requested at"), default=now)
    due_at = models.DateTimeField(_("can be undone until"))
    # The person was withdrawn from everything that lies ahead.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    # What an undo gives back: roles in teams, tasks in sessions, delegations. Emptied by the erasure.
    taken = models.JSONField(_("taken away"), default=dict, blank=True)
    finished_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["due_at"], condition=Q(finished_at__isnull=True), name="erasure_due")]
        constraints = [
            models.CheckConstraint(condition=Q(cause__in=["person", "letter", "unused"]), name="erasure_cause_known"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(withdrawn_at__isnull=False),
                name="erasure_withdraws_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.due_at:%Y-%m-%d}"

    @property
    def can_be_undone(self) -> bool:
        return self.finished_at is None and now() < self.due_at


class KeptRecord(models.Model):
    """Who took part in an event, encrypted, because the law requires the programme to keep it after an erasure."""

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="kept_record", verbose_name=_("registration")
    )
    ground = models.CharField(_("legal ground"), max_length=300)
    until_on = models.DateField(_("kept until"))
    sealed = models.TextField(_("encrypted name and organisation"), editable=False)

    class Meta:
        ordering = ["until_on", "pk"]
        verbose_name = _("record that must be kept")
        verbose_name_plural = _("records that must be kept")
        constraints = [models.CheckConstraint(condition=~Q(sealed="") & ~Q(ground=""), name="kept_record_has_a_ground")]

    def __str__(self) -> str:
        return f"{self.registration_id} · {self.until_on}"
