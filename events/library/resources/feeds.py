"""The Atom feed and the sitemap of resources. XML can contain no control characters, so that the texts are cleaned."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from accounts.fields import one_line, several_lines
from events.models import Resource
from events.models.resource import display_name


class LatestResources(Feed):
    """The resources that were published last, as an Atom feed (RFC 4287)."""

    feed_type = Atom1Feed
    title = _("Resources")
    subtitle = _("The latest publications, presentations, reports, videos and links")

    def link(self) -> str:
        return reverse("library:list")

    def items(self) -> QuerySet[Resource]:
        return Resource.objects.published().order_by("-published_at", "-pk")[:50]

    def item_title(self, item: Resource) -> str:
        return one_line(item.title)

    def item_description(self, item: Resource) -> str:
        parts = [item.kind_text, ", ".join(map(display_name, item.creators)), item.year, item.summary]
        return several_lines(". ".join(str(part) for part in parts if part))

    def item_pubdate(self, item: Resource) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Resource) -> datetime | None:
        return max(item.revised_at, item.published_at or item.revised_at)

    def item_guid(self, item: Resource) -> str:
        return f"urn:uuid:{item.uid}"


class ResourceSitemap(Sitemap):
    def items(self) -> QuerySet[Resource]:
        return Resource.objects.published().only("slug", "revised_at").order_by("pk")

    def lastmod(self, item: Resource) -> datetime:
        return item.revised_at
