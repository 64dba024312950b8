from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TravelDetails(models.Model):
    """What a confirmed person told for their journey and identity, sealed: nobody reads it in the database.

    It goes so many days after the event as the event says."""

    registration = models.OneToOneField(
        "events.Registration", models.CASCADE, related_name="travel", verbose_name=_("registration")
    )
    sealed = models.TextField(_("sealed details"), editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("travel details")
        verbose_name_plural = _("travel details")
        constraints = [models.CheckConstraint(condition=~Q(sealed=""), name="travel_details_are_sealed")]

    def __str__(self) -> str:
        return str(self.registration)


class KeyChange(models.Model):
    """That something changed after a place was confirmed upon which papers depend, until an organiser has seen it.

    The values themselves are not kept here: a passport's number would stand open."""

    class What(models.TextChoices):
        NAME = "name", _("Name")
        CERTIFICATE_NAME = "certificate_name", _("Name on the certificate")
        PASSPORT_NAME = "passport_name", _("Name in the passport")
        PASSPORT_NUMBER = "passport_number", _("Number of the passport")
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
        verbose_name = _("change to look at")
        verbose_name_plural = _("changes to look at")
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
    """That somebody of the team has looked at a person's passport and journey, or taken them away in a file.

    Once a day of the event's place: a page that is loaded anew is one look. What was seen is not kept here."""

    class How(models.TextChoices):
        PAGE = "page", _("on their page")
        FILE = "file", _("in a file")

    registration = models.ForeignKey(
        "events.Registration", models.CASCADE, related_name="travel_looks", verbose_name=_("registration")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    how = models.CharField(_("how"), max_length=4, choices=How)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("first at"), auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("look at travel details")
        verbose_name_plural = _("looks at travel details")
        constraints = [
            models.UniqueConstraint(fields=["registration", "by", "how", "on"], name="one_look_a_day"),
            models.CheckConstraint(condition=Q(how__in=["page", "file"]), name="travel_look_known"),
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.by}, {self.on}"
