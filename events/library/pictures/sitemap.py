from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from events.models import Album


class AlbumSitemap(Sitemap):
    def items(self) -> QuerySet[Album]:
        return Album.objects.published().only("slug", "revised_at").order_by("pk")

    def lastmod(self, item: Album) -> datetime:
        return item.revised_at
