from django.urls import path

from events.personal_data import privacy_views as views

app_name = "privacy"

urlpatterns = [
    path("privacy/", views.site, name="site"),
    path("privacy/versions/<int:number>/", views.site_version, name="site_version"),
    path("privacy/<slug:slug>/", views.programme, name="programme"),
    path("privacy/<slug:slug>/versions/<int:number>/", views.programme_version, name="programme_version"),
    path("organise/programmes/<slug:slug>/privacy/", views.programme_edit, name="programme_edit"),
    path("about/", views.about, name="about"),
    path("contact/", views.contact, name="contact"),
]
