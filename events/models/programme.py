from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def of_team_member(self, user: models.Model) -> "ProgrammeQuerySet":
        """Return the programmes on whose team user is."""
        return self.filter(team__person=user)


class Programme(models.Model):
    """A cooperation project that organises events."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    description = models.TextField(_("description (Markdown)"), blank=True)
    starts_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    ends_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    contact_email = models.EmailField(_("contact"), blank=True)
    # For mails to people who have not chosen a language. "" means English.
    language = models.CharField(_("language of mails"), max_length=5, choices=settings.MAIL_LANGUAGES, blank=True)
    is_sample = models.BooleanField(_("sample data"), default=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    countries = models.ManyToManyField(
        "events.Country", related_name="programmes", blank=True, verbose_name=_("countries")
    )
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="events.TeamMember", related_name="programmes")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_year__isnull=True) | Q(ends_year__isnull=True) | Q(ends_year__gte=F("starts_year")),
                name="programme_years_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:detail", args=[self.slug])

    @property
    def years(self) -> str:
        """The years as far as they are known: "2011–2016", "from 2011" or "until 2016"."""
        if self.starts_year and self.ends_year:
            return (
                str(self.starts_year) if self.starts_year == self.ends_year else f"{self.starts_year}–{self.ends_year}"
            )
        if self.starts_year:
            return str(_("from %(year)s") % {"year": self.starts_year})
        return str(_("until %(year)s") % {"year": self.ends_year}) if self.ends_year else ""

    @property
    def has_ended(self) -> bool:
        return self.ends_year is not None and self.ends_year < now().year


class Phase(models.Model):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phases", verbose_name=_("programme"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name"), max_length=200)
    years = models.CharField(
        _("years"), max_length=40, blank=True, help_text=_("Empty if the sources do not give them")
    )
    focus = models.TextField(_("focus"), blank=True)
    countries = models.ManyToManyField(
        "events.Country", related_name="phases", blank=True, verbose_name=_("target countries")
    )

    class Meta:
        ordering = ["position"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [models.UniqueConstraint(fields=["programme", "position"], name="one_phase_per_position")]

    def __str__(self) -> str:
        return self.name


class AreaOfAction(models.Model):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="areas", verbose_name=_("programme"))
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("area of action")
        verbose_name_plural = _("areas of action")
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="one_area_per_address")]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    class Role(models.TextChoices):
        FUNDER = "funder", _("Funder")
        IMPLEMENTER = "implementer", _("Implementer")
        PARTNER = "partner", _("Partner")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="partners", verbose_name=_("programme"))
    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.PARTNER)
    country = models.ForeignKey("events.Country", models.SET_NULL, null=True, blank=True, verbose_name=_("country"))

    class Meta:
        ordering = ["role", "name"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="one_partner_per_name"),
            models.CheckConstraint(
                condition=Q(role__in=["funder", "implementer", "partner"]), name="partner_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
