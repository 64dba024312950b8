from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.history_entry import HistoryEntry


class LibraryChange(HistoryEntry):
    """A change that a member of the team made to a resource, or to an album and its pictures.

    Both are None for one that was deleted: the details name it. They never name the people in a picture."""

    class What(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Details changed")
        FILE = "file", _("New version of the file")
        PUBLISHED = "published", _("Published")
        SCHEDULED = "scheduled", _("Publication planned")
        TAKEN_BACK = "taken_back", _("Taken back from the public")
        NEW_PICTURE = "new_picture", _("Picture added")
        PICTURE = "picture", _("Picture changed")
        SHOWN = "shown", _("Picture published")
        TAKEN_DOWN = "taken_down", _("Picture taken down")
        PICTURE_GONE = "picture_gone", _("Picture deleted")
        ORDER = "order", _("Order of the pictures changed")
        RESOURCE_GONE = "no_resource", _("Resource deleted")
        ALBUM_GONE = "no_album", _("Album deleted")

    programme = models.ForeignKey(
        "events.Programme", models.CASCADE, related_name="library_changes", verbose_name=_("programme")
    )
    resource = models.ForeignKey(
        "events.Resource", models.SET_NULL, null=True, related_name="changes", verbose_name=_("resource")
    )
    album = models.ForeignKey(
        "events.Album", models.SET_NULL, null=True, related_name="changes", verbose_name=_("album")
    )
    what = models.CharField(_("what"), max_length=12, choices=What)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("change of the library")
        verbose_name_plural = _("changes of the library")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    what__in=[
                        *("added", "changed", "file", "published", "scheduled", "taken_back", "new_picture", "picture"),
                        *("shown", "taken_down", "picture_gone", "order", "no_resource", "no_album"),
                    ]
                ),
                name="library_change_known",
            ),
            models.CheckConstraint(
                condition=Q(resource__isnull=True) | Q(album__isnull=True), name="library_change_of_one_row"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.what}"
