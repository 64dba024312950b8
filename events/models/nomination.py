import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    return secrets.token_hex(8)


class NominationLink(models.Model):
    """The signed link that a focal point uses to fill their delegations of one event.

    The mailed link contains a signature of the key. A new key makes the old link invalid."""

    event = models.ForeignKey("events.Event", models.CASCADE, related_name="nomination_links", verbose_name=_("event"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="nomination_links", verbose_name=_("focal point")
    )
    key = models.CharField(max_length=16, default=new_key, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True, editable=False)
    mails = models.PositiveSmallIntegerField(_("number of mails"), default=0, editable=False)

    class Meta:
        verbose_name = _("nomination link")
        verbose_name_plural = _("nomination links")
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="one_nomination_link_per_focal_point"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.event}"

    @property
    def ends_at(self) -> datetime:
        """The end of the link. Like other links, it opens for some days after the event, to look at the nominees."""
        return self.expires_at + timedelta(days=settings.LINK_DAYS_AFTER_EVENT)

    @property
    def works(self) -> bool:
        return self.revoked_at is None and now() < self.ends_at


class Nomination(models.Model):
    """The data of a nominee, as the focal point wrote it.

    The focal point sees only this data. The nominee's own account is private."""

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="nomination", verbose_name=_("registration")
    )
    name = models.CharField(_("name"), max_length=200)
    address = models.EmailField(_("email address"))
    position = models.CharField(_("position"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    replaces = models.ForeignKey(
        "events.Registration", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("instead of")
    )
    # What had the name of the replaced person and was changed, as names of events.study_visits.papers.replacing.NamedThing.
    changed_things = models.JSONField(_("changed after the replacement"), default=list, blank=True, editable=False)
    created_at = models.DateTimeField(_("nominated at"), default=now)
    # The place among the nominees with a seat, in the focal point's order of priority; 0 for the order of nomination.
    priority = models.PositiveSmallIntegerField(_("priority"), default=0, editable=False)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("registration")), name="nobody_replaces_themselves"
            ),
        ]

    def __str__(self) -> str:
        return self.name
