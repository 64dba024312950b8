from django.contrib.sitemaps.views import sitemap
from django.urls import path

from events.programmes import components_views, views
from events.programmes.feeds import SITEMAPS

app_name = "programmes"

urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/<slug:slug>/", views.programme, name="detail"),
    path("countries/<str:iso2>/", views.country, name="country"),
    path("staff/components/", components_views.components, name="components"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
