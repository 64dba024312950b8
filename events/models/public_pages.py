"""What only the public pages of a programme show: declarations that it serves, news, and released figures."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.public_text import NEXT_TEXT_IS_THERE, PublicText, Published, PublishedQuerySet


class PolicyDeclaration(PublicText, Published):
    """A declaration of governments or of a regional body that the programme helps to put into practice."""

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="declarations", verbose_name=_("programme")
    )
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=300)
    adopted_by = models.CharField(_("adopted by"), max_length=300, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_text = models.CharField(
        _("date in words"), max_length=60, blank=True, help_text=_("If the day is not known: November 2015")
    )
    url = models.URLField(_("link to the full text"), max_length=500, blank=True)
    event = models.ForeignKey(
        "events.Event",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("event of the adoption"),
    )
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = PublishedQuerySet["PolicyDeclaration"].as_manager()

    class Meta:
        ordering = ["adopted_on", "pk"]
        verbose_name = _("declaration of the programme")
        verbose_name_plural = _("declarations of programmes")
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="one_declaration_per_address"),
            models.CheckConstraint(condition=NEXT_TEXT_IS_THERE, name="declaration_next_text_is_there"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("public:declaration", args=[self.programme.slug, self.slug])


class NewsItem(Published):
    """A short note of a programme for the public."""

    programme = models.ForeignKey("events.Programme", models.CASCADE, related_name="news", verbose_name=_("programme"))
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text (Markdown)"), max_length=10_000)
    event = models.ForeignKey(
        "events.Event", models.SET_NULL, null=True, blank=True, related_name="news", verbose_name=_("event")
    )
    country = models.ForeignKey(
        "events.Country", models.SET_NULL, null=True, blank=True, related_name="news", verbose_name=_("country")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    changed_at = models.DateTimeField(_("changed at"), default=now, editable=False)

    objects = PublishedQuerySet["NewsItem"].as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("news")
        verbose_name_plural = _("news")
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="one_news_per_address")]
        indexes = [models.Index(fields=["programme", "published_at"], name="news_of_programme")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("public:news_item", args=[self.programme.slug, self.slug])


class ReleasedFigures(models.Model):
    """The figures of a programme that the team has released, as they were computed at that time.

    Nobody types them. A figure that is None is not shown."""

    programme = models.OneToOneField(
        "events.Programme", models.CASCADE, related_name="figures", verbose_name=_("programme")
    )
    events = models.PositiveIntegerField(_("events"))
    countries = models.PositiveIntegerField(_("countries"))
    participants = models.PositiveIntegerField(_("participants"), null=True)
    women_percent = models.PositiveSmallIntegerField(_("share of women in percent"), null=True)
    computed_at = models.DateTimeField(_("computed at"), default=now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("released by")
    )

    class Meta:
        verbose_name = _("released figures")
        verbose_name_plural = _("released figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(women_percent__isnull=True) | Q(women_percent__lte=100), name="women_percent_at_most_100"
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} · {self.computed_at:%Y-%m-%d}"
