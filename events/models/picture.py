"""Pictures of events: albums, their pictures with the consent of the people shown, and the drawn files."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from events.models.answer import private_storage
from events.models.licence import Licence, licence_url
from events.models.public_text import Published, PublishedQuerySet

PICTURES_FOLDER = "pictures"  # in the private storage


class AlbumQuerySet(PublishedQuerySet["Album"]):
    def published(self) -> Self:
        """Return the albums that everybody may see now: those that are published and have a public picture."""
        pictures = Picture.objects.public().filter(album=OuterRef("pk")).order_by()
        return super().published().filter(Exists(pictures))


class Album(Published):
    """The pictures of an event, or of another occasion of a programme."""

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="albums", verbose_name=_("programme")
    )
    event = models.OneToOneField(
        "events.Event", models.SET_NULL, null=True, blank=True, related_name="album", verbose_name=_("event")
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=250)
    description = models.TextField(_("description"), blank=True, max_length=2_000)
    taken_on = models.DateField(_("first day"), null=True, blank=True)
    revised_at = models.DateTimeField(_("changed at"), default=now, editable=False)
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = AlbumQuerySet.as_manager()

    class Meta:
        ordering = [models.F("taken_on").desc(nulls_last=True), "title", "pk"]
        verbose_name = _("album")
        verbose_name_plural = _("albums")
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="album_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:album", args=[self.slug])


class PictureQuerySet(models.QuerySet["Picture"]):
    def public(self) -> "PictureQuerySet":
        """Return the pictures that are published and have not been taken down. Their album may be a draft."""
        return self.filter(
            Q(shown_until=None) | Q(shown_until__gt=now()), published_at__isnull=False, taken_down_at=None
        )

    def visible(self) -> "PictureQuerySet":
        """Return the pictures that everybody may see now."""
        return self.public().filter(album__published_at__lte=now())


class Picture(models.Model):
    """One picture of an album. It is public only with an alternative text, and with the consent of the people shown."""

    class Why(models.TextChoices):
        """Why a picture was taken down."""

        TEAM = "team", _("The team took it down.")
        CONSENT = "consent", _("The consent of a person shown has ended.")
        ERASURE = "erasure", _("The data of a person who is named with it was deleted.")

    album = models.ForeignKey(Album, models.CASCADE, related_name="pictures", verbose_name=_("album"))
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("caption"), max_length=200)
    alt = models.CharField(
        _("description for people who cannot see it"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, in one or two sentences"),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who took the picture"))
    licence = models.CharField(_("licence"), max_length=10, blank=True, choices=Licence)
    shows_people = models.BooleanField(_("people can be recognised"), default=True)
    # When the consent of the people shown ends. None without an end.
    shown_until = models.DateTimeField(_("consent ends at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    taken_down_at = models.DateTimeField(_("taken down at"), null=True, blank=True)
    taken_down_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    why = models.CharField(_("reason"), max_length=8, choices=Why, blank=True)
    added_at = models.DateTimeField(_("added at"), default=now)
    is_sample = models.BooleanField(_("sample data"), default=False)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        indexes = [models.Index(fields=["album", "position"], name="picture_album_position")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(alt="") & ~Q(credit=""),
                name="only_described_pictures_are_published",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at__isnull=True) | Q(published_at__isnull=True),
                name="picture_taken_down_is_not_published",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["", "team", "consent", "erasure"]), name="reason_of_taken_down_picture_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:picture", args=[self.album.slug, self.pk])

    @property
    def licence_url(self) -> str:
        return licence_url(self.licence)


class PicturedPerson(models.Model):
    """A person, or a group, that can be recognised in a picture, and their consent to its publication."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="people", verbose_name=_("picture"))
    name = models.CharField(_("name"), max_length=200, help_text=_("A person, or a group such as: all participants"))
    consented_on = models.DateField(_("agreed on"), null=True, blank=True)
    # Where the record of the consent is: on the registration form, on paper, by mail.
    consent_note = models.CharField(_("how"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(_("consent withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("person in a picture")
        verbose_name_plural = _("people in pictures")

    def __str__(self) -> str:
        return self.name

    @property
    def agrees(self) -> bool:
        return self.consented_on is not None and self.withdrawn_at is None


def picture_file_path(row: "PictureFile", filename: str) -> str:
    return f"{PICTURES_FOLDER}/{row.key}"


class PictureFile(models.Model):
    """One size of a picture in one format. It was drawn anew from the uploaded file, so that it has no metadata."""

    class Format(models.TextChoices):
        JPEG = "jpg", "JPEG"
        WEBP = "webp", "WebP"
        AVIF = "avif", "AVIF"

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="files", verbose_name=_("picture"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    width = models.PositiveSmallIntegerField(_("width in pixels"))
    height = models.PositiveSmallIntegerField(_("height in pixels"))
    file = models.FileField(_("file"), storage=private_storage, upload_to=picture_file_path, max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))

    class Meta:
        ordering = ["width", "pk"]
        verbose_name = _("file of a picture")
        verbose_name_plural = _("files of pictures")
        constraints = [
            models.UniqueConstraint(fields=["picture", "format", "width"], name="one_file_per_size_and_format"),
            models.CheckConstraint(condition=Q(format__in=["jpg", "webp", "avif"]), name="picture_format_known"),
        ]

    def __str__(self) -> str:
        return f"{self.width} {self.format}"

    def get_absolute_url(self) -> str:
        return reverse("library:picture_file", args=[self.key, self.format])

    @property
    def content_type(self) -> str:
        return "image/jpeg" if self.format == self.Format.JPEG else f"image/{self.format}"
