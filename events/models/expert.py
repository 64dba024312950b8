"""The directory of a programme's experts: who they are, when they cannot come, and what the team knows about them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable
from events.models.session import Contributor


class Expert(Searchable):
    """A person who contributes to the events of a programme, or may do so: one entry for each person and programme.

    An entry without `person` is of somebody whose address nobody has entered yet. Past assignments are not stored here:
    they are the rows of Contributor."""

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="experts", verbose_name=_("programme")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="expert_entries",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=150)
    local_name = models.CharField(_("name in local script"), max_length=150, blank=True)
    affiliation = models.CharField(_("organisation"), max_length=200, blank=True)
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.ForeignKey(
        "events.Country", models.PROTECT, null=True, blank=True, related_name="experts", verbose_name=_("country")
    )
    # Subjects, one on each line. See `subjects`.
    expertise = models.TextField(_("expertise"), blank=True, max_length=1_000)
    # ISO 639-1 codes with a space between them, so that every database can search for one: "en vi".
    languages = models.CharField(_("languages"), max_length=100, blank=True)
    # The pairs that an interpreter works in, in both directions: "en-vi en-km".
    language_pairs = models.CharField(_("interprets between"), max_length=200, blank=True)
    biography = models.TextField(_("biography"), blank=True, max_length=2_000)
    # Since when the person agrees to a public page of their own; None without consent.
    public_since = models.DateTimeField(_("agreed to a public page at"), null=True, blank=True)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    search_text = JoinedField(sources=["name", "local_name", "affiliation", "job_title", "expertise", "city"])

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(person__isnull=False),
                name="one_expert_entry_per_person_and_programme",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="expert_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subjects(self) -> list[str]:
        """The expertise as a list."""
        return [line for line in self.expertise.splitlines() if line]

    @property
    def language_codes(self) -> list[str]:
        return self.languages.split()

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of language codes between which the person interprets."""
        return [(one, other) for one, _dash, other in (pair.partition("-") for pair in self.language_pairs.split())]

    @property
    def place(self) -> str:
        return ", ".join(filter(None, [self.city, self.country.name if self.country else ""]))

    @property
    def is_public(self) -> bool:
        return self.public_since is not None

    def get_absolute_url(self) -> str:
        """The public page. It exists only if the person has agreed."""
        return reverse("experts:public", args=[self.programme.slug, self.pk])


class ExpertPicture(models.Model):
    """The picture of an expert: a small JPEG that was drawn anew from the uploaded one, so that it has no metadata.

    It is in the database, beside the entry, because lists must not read it."""

    expert = models.OneToOneField(Expert, models.CASCADE, related_name="picture", verbose_name=_("expert"))
    jpeg = models.BinaryField(editable=False)
    # A part of the address: browsers keep the picture until it changes.
    digest = models.CharField(max_length=16, editable=False)
    added_at = models.DateTimeField(_("added at"), default=now)
    # Since when the person agrees that everybody sees the picture; None without consent.
    shown_since = models.DateTimeField(_("agreed to show it at"), null=True, blank=True)

    class Meta:
        verbose_name = _("picture of an expert")
        verbose_name_plural = _("pictures of experts")

    def __str__(self) -> str:
        return str(self.expert_id)


class UnavailablePeriod(models.Model):
    """Days on which an expert cannot come, both included. They are days where the event takes place."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="unavailable_periods", verbose_name=_("expert"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("unavailable period")
        verbose_name_plural = _("unavailable periods")
        constraints = [
            models.UniqueConstraint(fields=["expert", "starts_on", "ends_on"], name="one_row_per_unavailable_period"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="unavailable_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class ExpertNote(models.Model):
    """What the team has noted about an expert. No page shows it to anybody else; it is part of the person's data."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="notes", verbose_name=_("expert"))
    text = models.TextField(_("note"), max_length=2_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("note about an expert")
        verbose_name_plural = _("notes about experts")

    def __str__(self) -> str:
        return self.text


class ExpertRating(models.Model):
    """How one member of the team rates one assignment that is over."""

    LOWEST, HIGHEST = 1, 5

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="ratings", verbose_name=_("assignment"))
    score = models.PositiveSmallIntegerField(_("rating"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("rating of an assignment")
        verbose_name_plural = _("ratings of assignments")
        constraints = [
            models.UniqueConstraint(fields=["contributor", "by"], name="one_rating_per_assignment_and_member"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_from_one_to_five"),
        ]

    def __str__(self) -> str:
        return str(self.score)
