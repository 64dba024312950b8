from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.addresses import validate_address
from accounts.models.search import JoinedField, Searchable
from events.models.constituency import Constituencies
from events.models.public_text import NEXT_TEXT_IS_THERE, PublicText


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def of_team_member(self, user: models.Model) -> "ProgrammeQuerySet":
        """Return the programmes on whose team user is."""
        return self.filter(team__person=user)


class Programme(PublicText):
    """A cooperation project that organises events."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    summary = models.TextField(_("summary"), blank=True, max_length=2_000)
    starts_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    ends_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    contact_email = models.EmailField(_("contact"), blank=True, validators=[validate_address])
    # The sites that may show the programme in a frame: origins such as "https://example.org", one on each line.
    frame_sites = models.TextField(_("sites that may embed the programme"), blank=True, max_length=2_000)
    # For mails to people who have not chosen a language. "" means English.
    language = models.CharField(_("language of mails"), max_length=5, choices=settings.MAIL_LANGUAGES, blank=True)
    # The constituencies that it uses, in order: key, name and group. Empty for Plenary's (see events.models.constituency).
    own_constituencies = models.JSONField(_("constituencies"), default=list, blank=True)
    # What the law requires the programme to keep about participants after they erase their data. "" means nothing.
    retention_ground = models.CharField(
        _("legal ground to keep who took part"),
        max_length=300,
        blank=True,
        help_text=_("Such as: rules of the donor on audits. Empty if nobody must be kept after an erasure."),
    )
    retention_years = models.PositiveSmallIntegerField(
        _("years after the event for which it must be kept"), null=True, blank=True
    )
    # How long personal data is kept, where the table of retention lets the programme decide. Empty for the usual period.
    answers_keep_days = models.PositiveSmallIntegerField(
        _("days after the event until answers are deleted"), null=True, blank=True
    )
    travel_keep_days = models.PositiveSmallIntegerField(
        _("days after a new event until travel details are deleted"), null=True, blank=True
    )
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
            ),
            models.CheckConstraint(
                condition=Q(retention_ground="", retention_years__isnull=True)
                | ~Q(retention_ground="") & Q(retention_years__gte=1, retention_years__lte=30),
                name="programme_ground_has_years",
            ),
            models.CheckConstraint(
                condition=Q(answers_keep_days__isnull=True) | Q(answers_keep_days__gte=1),
                name="programme_answers_kept_a_day",
            ),
            models.CheckConstraint(
                condition=Q(travel_keep_days__isnull=True) | Q(travel_keep_days__gte=1, travel_keep_days__lte=365),
                name="programme_travel_kept_a_year",
            ),
            models.CheckConstraint(condition=NEXT_TEXT_IS_THERE, name="programme_next_text_is_there"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:detail", args=[self.slug])

    @property
    def constituencies(self) -> Constituencies:
        return Constituencies(self.own_constituencies)

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
    focus = models.TextField(_("focus"), blank=True, max_length=5_000)
    sources = models.JSONField(_("sources"), default=list, blank=True)
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


class AreaOfAction(PublicText, Searchable):
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="areas", verbose_name=_("programme"))
    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=10_000)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    search_text = JoinedField(sources=["name"])

    class Meta:
        ordering = ["name"]
        verbose_name = _("area of action")
        verbose_name_plural = _("areas of action")
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="one_area_per_address"),
            models.CheckConstraint(condition=NEXT_TEXT_IS_THERE, name="area_next_text_is_there"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("public:area", args=[self.programme.slug, self.slug])


class PartnerQuerySet(models.QuerySet["Partner"]):
    def with_logos(self) -> "PartnerQuerySet":
        """Return the partners with their logos, without the pictures."""
        return self.prefetch_related(Prefetch("logo", PartnerLogo.objects.defer("png")))


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
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = PartnerQuerySet.as_manager()

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


class PartnerLogo(models.Model):
    """The logo of a partner: a small PNG that was drawn anew from the uploaded picture, so that it contains no metadata.

    It is in the database, beside the partner, because pages of partners must not read it."""

    partner = models.OneToOneField(Partner, models.CASCADE, related_name="logo", verbose_name=_("partner"))
    png = models.BinaryField(editable=False)
    # A part of the address: browsers keep the picture until it changes.
    digest = models.CharField(max_length=16, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        verbose_name = _("logo of a partner")
        verbose_name_plural = _("logos of partners")

    def __str__(self) -> str:
        return str(self.partner_id)

    def get_absolute_url(self) -> str:
        return reverse("public:partner_logo", args=[self.partner_id, self.digest])
