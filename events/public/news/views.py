"""The news of a programme: the list, one note, and the Atom feed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.library.pictures.in_texts import pictures_in
from events.models import NewsItem, Programme
from events.page_store.pages import stored_page
from events.public.preview import is_preview, require_published
from events.public.programmes import seo
from events.public.programmes.queries import has_public_event, programme_by_slug, row_of_programme
from events.templatetags.plenary import markdown

ON_A_PAGE, IN_THE_FEED = 20, 50
TAG = f"tag:{settings.UID_DOMAIN},2026:"


@require_safe
@stored_page
def news_list(request: HttpRequest, slug: str) -> HttpResponse:
    programme = programme_by_slug(slug)
    news = programme.news.published().select_related("country").defer("text")
    page = Paginator(news, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "public/news/list.html", {"programme": programme, "page_obj": page})


@require_safe
@stored_page
def news_item(request: HttpRequest, slug: str, news_slug: str) -> HttpResponse:
    item = row_of_programme(NewsItem.objects.select_related("country", "event"), slug, news_slug)
    has_drafts = is_preview(request, item.programme)
    require_published(item, has_drafts=has_drafts)
    context = {
        "item": item,
        "text_pictures": pictures_in(item.text, item.programme),
        "programme": item.programme,
        "is_event_public": has_public_event(item),
        "is_preview": has_drafts,
        "json_ld": seo.news_json_ld(item),
    }
    return render(request, "public/news/detail.html", context)


class ProgrammeNews(Feed):
    """The latest news of a programme, as an Atom feed (RFC 4287)."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str) -> Programme:  # type: ignore[override]  # its arguments
        return programme_by_slug(slug)

    def title(self, programme: Programme) -> str:
        return f"{_('News')}: {programme.name}"

    def link(self, programme: Programme) -> str:
        return programme.get_absolute_url()

    def feed_guid(self, programme: Programme) -> str:
        """Return the id of the feed. It is a tag URI (RFC 4151), so that it stays the same when the address changes."""
        return f"{TAG}news/{programme.pk}"

    def item_guid(self, item: NewsItem) -> str:
        return f"{TAG}news-item/{item.pk}"

    def items(self, programme: Programme) -> QuerySet[NewsItem]:
        return programme.news.published().select_related("programme")[:IN_THE_FEED]

    def item_description(self, item: Any) -> str:
        return markdown(item.text)

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: NewsItem) -> datetime:
        return max(item.changed_at, item.published_at or item.changed_at)
