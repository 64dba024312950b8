"""The Atom feed and the sitemap. XML can contain no control characters, so that the texts are cleaned."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from accounts.fields import one_line, several_lines
from events.calendars.dates import when_text
from events.calendars.entry_text import title
from events.library.pictures.sitemap import AlbumSitemap
from events.library.resources.feeds import ResourceSitemap
from events.models import AreaOfAction, Country, Event, NewsItem, PolicyDeclaration, Programme


class LatestEvents(Feed):
    """The latest published events, as an Atom feed (RFC 4287)."""

    feed_type = Atom1Feed
    title = _("Events")
    subtitle = _("The latest new and changed events")

    def link(self) -> str:
        return reverse("events:list")

    def items(self) -> QuerySet[Event]:
        return Event.objects.listed().exclude(published_at=None).order_by("-published_at", "-pk")[:50]

    def item_title(self, item: Event) -> str:
        return one_line(title(item.title, item.status))

    def item_description(self, item: Event) -> str:
        # Of a mission, everybody reads only what its team has chosen, on its page.
        summary = "" if item.kind == Event.Kind.EXPERT_MISSION else item.summary
        return several_lines(f"{when_text(item)}. {summary}")

    def item_pubdate(self, item: Event) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Event) -> datetime:
        return item.revised_at

    def item_guid(self, item: Event) -> str:
        return f"urn:uuid:{item.uid.removeprefix('event-').partition('@')[0]}"


class EventSitemap(Sitemap):
    def items(self) -> QuerySet[Event]:
        return Event.objects.listed().only("slug", "revised_at").order_by("pk")

    def lastmod(self, item: Event) -> datetime:
        return item.revised_at


class ProgrammeSitemap(Sitemap):
    def items(self) -> QuerySet[Programme]:
        return Programme.objects.order_by("pk")


class CountrySitemap(Sitemap):
    def items(self) -> QuerySet[Country]:
        return Country.objects.order_by("pk")


class AreaSitemap(Sitemap):
    def items(self) -> QuerySet[AreaOfAction]:
        return AreaOfAction.objects.select_related("programme").only("slug", "programme__slug").order_by("pk")


class DeclarationSitemap(Sitemap):
    def items(self) -> QuerySet[PolicyDeclaration]:
        rows = PolicyDeclaration.objects.published().select_related("programme")
        return rows.only("slug", "programme__slug").order_by("pk")


class NewsSitemap(Sitemap):
    def items(self) -> QuerySet[NewsItem]:
        rows = NewsItem.objects.published().select_related("programme")
        return rows.only("slug", "changed_at", "programme__slug").order_by("pk")

    def lastmod(self, item: NewsItem) -> datetime:
        return item.changed_at


class PageSitemap(Sitemap):
    def items(self) -> list[str]:
        return [
            "public:home",
            "public:programmes",
            "public:countries",
            "events:list",
            "public:calendar",
            "calendars:subscribe",
            "library:list",
            "library:pictures",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {
    "pages": PageSitemap,
    "programmes": ProgrammeSitemap,
    "areas": AreaSitemap,
    "declarations": DeclarationSitemap,
    "news": NewsSitemap,
    "countries": CountrySitemap,
    "events": EventSitemap,
    "resources": ResourceSitemap,
    "albums": AlbumSitemap,
}
