from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TravelDetails(models.Model):
    """Encrypted passport and journey details of a confirmed participant.

    They are deleted `Event.travel_keep_days` days after the event."""

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="travel", verbose_name=_("registration")
    )
    sealed = models.TextField(_("encrypted details"), editable=False)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("travel details")
        verbose_name_plural = _("travel details")
        constraints = [models.CheckConstraint(condition=~Q(sealed=""), name="travel_details_are_sealed")]

    def __str__(self) -> str:
        return str(self.registration)


class KeyChange(models.Model):
    """A change, after confirmation, of data that letters, tickets and badges use.

    It is open until an organiser marks it as seen. The old and new values are not stored here, because they would not
    be encrypted."""

    class What(models.TextChoices):
        NAME = "name", _("Name")
        CERTIFICATE_NAME = "certificate_name", _("Name on the certificate")
        PASSPORT_NAME = "passport_name", _("Name in the passport")
        PASSPORT_NUMBER = "passport_number", _("Passport number")
        NATIONALITY = "nationality", _("Nationality")

    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="key_changes", verbose_name=_("registration")
    )
    what = models.CharField(_("what"), max_length=20, choices=What)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("change to review")
        verbose_name_plural = _("changes to review")
        indexes = [models.Index(fields=["registration"], condition=Q(seen_at__isnull=True), name="key_change_unseen")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["name", "certificate_name", "passport_name", "passport_number", "nationality"]),
                name="key_change_known",
            ),
            models.UniqueConstraint(
                fields=["registration", "what"], condition=Q(seen_at__isnull=True), name="one_unseen_change_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.get_what_display()}"


class TravelLook(models.Model):
    """An entry of the access log: a team member has viewed or exported the travel details of a person.

    There is one entry for each member, way of access and day (in the time zone of the event), so reloading a page adds
    no entry. The data that was seen is not stored."""

    class How(models.TextChoices):
        PAGE = "page", _("viewed on the page")
        FILE = "file", _("downloaded in a file")
        EMERGENCY = "emergency", _("viewed as an emergency contact")

    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="travel_looks", verbose_name=_("registration")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    how = models.CharField(_("how"), max_length=9, choices=How)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("first accessed at"), auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("access to travel details")
        verbose_name_plural = _("accesses to travel details")
        constraints = [
            models.UniqueConstraint(fields=["registration", "by", "how", "on"], name="one_look_a_day"),
            models.CheckConstraint(condition=Q(how__in=["page", "file", "emergency"]), name="travel_look_known"),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.by}, {self.on}"
