from django.contrib.sitemaps.views import sitemap
from django.urls import path, register_converter

from events.calendars.methods import read_only
from events.public import components_views, views
from events.public.brochure.views import brochure
from events.public.calendar_page.views import calendar_page
from events.public.countries import views as countries
from events.public.embeds import views as embeds
from events.public.feeds import SITEMAPS
from events.public.news import views as news
from events.public.programmes import views as programmes


class CountryCode:
    """A code of ISO 3166-1 alpha-2, in lower case in URLs."""

    regex = "[A-Za-z]{2}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value.lower()


register_converter(CountryCode, "iso2")

app_name = "public"

PROGRAMME = "programmes/<slug:slug>/"

urlpatterns = [
    path("", views.home, name="home"),
    path("calendar/", calendar_page, name="calendar"),
    path("programmes/", programmes.programme_list, name="programmes"),
    path(PROGRAMME, programmes.programme_detail, name="detail"),
    path(f"{PROGRAMME}brochure.pdf", brochure, name="brochure"),
    path(f"{PROGRAMME}areas/<slug:area_slug>/", programmes.area, name="area"),
    path(f"{PROGRAMME}declarations/<slug:declaration_slug>/", programmes.declaration, name="declaration"),
    path(f"{PROGRAMME}news/", news.news_list, name="news_list"),
    path(f"{PROGRAMME}news/atom.xml", read_only(news.ProgrammeNews()), name="news_feed"),
    path(f"{PROGRAMME}news/<slug:news_slug>/", news.news_item, name="news_item"),
    path(f"embed/{PROGRAMME}", embeds.programme_embed, name="embed"),
    path("oembed", embeds.oembed, name="oembed"),
    path("partners/<int:pk>/<slug:digest>.png", programmes.partner_logo, name="partner_logo"),
    path("countries/", countries.country_list, name="countries"),
    path("countries/<iso2:iso2>/", countries.country_detail, name="country"),
    path("staff/components/", components_views.components, name="components"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", read_only(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
]
