"""The library of a programme: publications, presentations, reports, videos and links."""

import uuid
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.search import JoinedField, Searchable
from events.models.answer import private_storage
from events.models.licence import Licence, licence_url
from events.models.public_text import Published, PublishedQuerySet

RESOURCES_FOLDER = "resources"  # in the private storage


def display_name(name: str) -> str:
    """Return a name as people say it: "Peyron Bista, Céline" is "Céline Peyron Bista"."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else name.strip()


class ResourceQuerySet(PublishedQuerySet["Resource"]):
    def published(self) -> Self:
        """Return the resources that everybody may see now.

        The slides of a contributor are among them only while the person agrees and has not declined the session, the team
        publishes them, and their event is not a draft."""
        agreed = Q(slides__published_at__isnull=False, slides__in_library_since__isnull=False)
        of_draft = Q(slides__contributor__session__event__status="draft")  # Event is defined later
        declined = Q(slides__contributor__invitation="declined")
        return super().published().filter(Q(slides__isnull=True) | agreed & ~of_draft & ~declined)

    def newest(self) -> Self:
        """Order by year, the latest first. Resources whose year is not known are last."""
        return self.order_by(F("year").desc(nulls_last=True), "title", "pk")


class Resource(Published, Searchable):
    """One item of the library: a file or a link, with what is needed to find and to cite it.

    A resource without `published_at` is a draft. With a time in the future, it becomes public at that time."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", _("Publication")
        PRESENTATION = "presentation", _("Presentation")
        REPORT = "report", _("Report")
        VIDEO = "video", _("Video")
        LINK = "link", _("Link")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="resources", verbose_name=_("programme")
    )
    event = models.ForeignKey(
        "events.Event", models.SET_NULL, null=True, blank=True, related_name="resources", verbose_name=_("event")
    )
    session = models.ForeignKey(
        "events.Session", models.SET_NULL, null=True, blank=True, related_name="resources", verbose_name=_("session")
    )
    # The resource shows the slides of a contributor. It has no file of its own.
    slides = models.OneToOneField(
        "events.Slides", models.CASCADE, null=True, blank=True, related_name="resource", verbose_name=_("slides")
    )
    areas = models.ManyToManyField(
        "events.AreaOfAction", related_name="resources", blank=True, verbose_name=_("areas of action")
    )
    countries = models.ManyToManyField(
        "events.Country", related_name="resources", blank=True, verbose_name=_("countries")
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("type"), max_length=12, choices=Kind, default=Kind.PUBLICATION)
    genre = models.CharField(
        _("what it is"), max_length=60, blank=True, help_text=_("Such as: brief, proceedings, guide, training package")
    )
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True, max_length=5_000)
    # One name on each line, in the order of the publication.
    authors = models.TextField(_("authors"), blank=True, max_length=2_000, help_text=_("One person on each line"))
    institutions = models.TextField(
        _("institutions as authors"), blank=True, max_length=1_000, help_text=_("One institution on each line")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1500), MaxValueValidator(2100)]
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    pages = models.PositiveIntegerField(_("number of pages"), null=True, blank=True)
    # ISBN-13 without hyphens, separated by spaces: a book has one for each format.
    isbn = models.CharField(_("ISBN"), max_length=150, blank=True)
    doi = models.CharField(_("DOI"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    licence = models.CharField(_("licence"), max_length=10, blank=True, choices=Licence)
    url = models.URLField(_("link"), max_length=500, blank=True)
    revised_at = models.DateTimeField(_("changed at"), default=now, editable=False)
    created_at = models.DateTimeField(_("added at"), auto_now_add=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_sample = models.BooleanField(_("sample data"), default=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    note = models.TextField(_("note on the sources"), blank=True, max_length=2_000)

    title_text = JoinedField(sources=["title"])
    search_text = JoinedField(
        sources=["title", "authors", "institutions", "summary", "publisher", "genre", "isbn", "doi", "year"]
    )

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = [F("year").desc(nulls_last=True), "title", "pk"]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        indexes = [
            models.Index(fields=["published_at", "programme"], name="resource_published"),
            models.Index(fields=["programme", "kind"], name="resource_programme_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["publication", "presentation", "report", "video", "link"]),
                name="resource_kind_known",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="resource_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:detail", args=[self.slug])

    @property
    def author_names(self) -> list[str]:
        return [line.strip() for line in self.authors.splitlines() if line.strip()]

    @property
    def institution_names(self) -> list[str]:
        return [line.strip() for line in self.institutions.splitlines() if line.strip()]

    @property
    def creators(self) -> list[str]:
        """The people and then the institutions that wrote it."""
        return [*self.author_names, *self.institution_names]

    @property
    def isbns(self) -> list[str]:
        return self.isbn.split()

    @property
    def doi_url(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def licence_url(self) -> str:
        return licence_url(self.licence)

    @property
    def kind_text(self) -> str:
        """What the resource is, as exact as it is known."""
        return self.genre or str(self.get_kind_display())


def resource_file_path(row: "ResourceFile", filename: str) -> str:
    """Return a path that contains no file name. `ResourceFile.name` holds the original one."""
    return f"{RESOURCES_FOLDER}/{row.key}"


class ResourceFile(models.Model):
    """One version of the file of a resource. The version with the highest number is the present one."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="files", verbose_name=_("resource"))
    number = models.PositiveSmallIntegerField(_("version"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to=resource_file_path, max_length=200)
    name = models.CharField(_("name of the file"), max_length=150)
    # Detected from the content, not from the file name.
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    what_changed = models.CharField(_("what is new in this version"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        ordering = ["-number"]
        verbose_name = _("file of a resource")
        verbose_name_plural = _("files of resources")
        constraints = [models.UniqueConstraint(fields=["resource", "number"], name="one_file_per_resource_version")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("library:file", args=[self.key])

    @property
    def type_name(self) -> str:
        """The type of the file for readers, such as "PDF". The name ends with the ending of its type."""
        return self.name.rpartition(".")[2].upper()


class ResourceCover(models.Model):
    """The cover of a resource: a small picture that was drawn anew from the uploaded one, so that it has no metadata."""

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="cover", verbose_name=_("resource"))
    jpeg = models.BinaryField(editable=False)
    # A part of the address: browsers keep the picture until it changes.
    digest = models.CharField(max_length=16, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        verbose_name = _("cover of a resource")
        verbose_name_plural = _("covers of resources")

    def __str__(self) -> str:
        return str(self.resource_id)

    def get_absolute_url(self) -> str:
        return reverse("library:cover", args=[self.resource_id, self.digest])


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    def dead(self) -> "CheckedLinkQuerySet":
        """Return the links whose page is gone, and those that failed in two checks: a server may be out of order."""
        return self.filter(Q(failures__gte=2) | Q(problem__in=["404", "410"]))


class CheckedLink(models.Model):
    """The latest check of a link that the public pages have."""

    url = models.URLField(_("link"), max_length=500, unique=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    # In words that name no server of ours, such as "404" or "No answer". "" after a successful check.
    problem = models.CharField(_("problem"), max_length=100, blank=True)
    failed_since = models.DateTimeField(_("fails since"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed checks"), default=0)

    objects = CheckedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url
