"""Work about the library. It belongs to no event."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.library.file_checks.sources import withheld_files
from events.library.links.sources import count_uses
from events.models import CheckedLink, Picture
from events.organise.work.declarations import Finding, Topic, WorkKind
from events.organise.work.scope import Scope
from events.permissions import Action

DEAD_LINKS = "/organise/dead-links/"
WITHHELD_FILES = "/organise/withheld-files/"
TOLD_FOR = timedelta(days=3)  # how long the list shows that pictures were taken down


def _dead_links(scope: Scope) -> Iterator[Finding]:
    urls = list(CheckedLink.objects.dead().values_list("url", flat=True))
    number = count_uses(urls, scope.programmes) if urls else 0
    if number:
        yield Finding(None, number)


def _withheld_files(scope: Scope) -> Iterator[Finding]:
    if number := len(withheld_files(scope.programmes)):
        yield Finding(None, number, is_for_today=True)


def _erased_pictures(scope: Scope) -> Iterator[Finding]:
    """Yield the albums with pictures that an erasure has taken down in the last days."""
    rows = Picture.objects.filter(
        album__programme__in=scope.programmes,
        why=Picture.Why.ERASURE,
        taken_down_at__gte=scope.moment - TOLD_FOR,
    ).order_by()
    of_albums = rows.values_list("album", "album__title", "album__programme__slug")
    for album, title, programme, number, first in of_albums.annotate(number=Count("pk"), first=Min("taken_down_at")):
        yield Finding(None, number, since=first, name=title, keys=(album,), programme=programme)


KINDS = (
    WorkKind(
        "withheld_files",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d file that readers do not get: it did not pass the check for programs",
            "%(count)d files that readers do not get: they did not pass the check for programs",
            "count",
        ),
        _("View"),
        _withheld_files,
        WITHHELD_FILES,
    ),
    WorkKind(
        "erased_pictures",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy(
            "%(count)d picture of “%(name)s” is taken down: the data of a person was deleted",
            "%(count)d pictures of “%(name)s” are taken down: the data of a person was deleted",
            "count",
        ),
        _("View"),
        _erased_pictures,
        "library:album_edit",
    ),
    WorkKind(
        "dead_links",
        Topic.EVENTS,
        Action.EDIT_EVENTS,
        ngettext_lazy("%(count)d link that no longer works", "%(count)d links that no longer work", "count"),
        _("View"),
        _dead_links,
        DEAD_LINKS,
        is_pressing=False,
    ),
)
