from django.urls import path

from events.agenda import paste_views, publish_views, views

app_name = "agenda"

urlpatterns = [
    path("organise/events/<slug:slug>/agenda/", views.editor, name="editor"),
    path("organise/events/<slug:slug>/agenda/people/", views.people, name="people"),
    path("organise/events/<slug:slug>/agenda/paste/", paste_views.paste, name="paste"),
    path("organise/events/<slug:slug>/agenda/publish/", publish_views.publish, name="publish"),
    path("events/<slug:slug>/agenda/versions/", publish_views.versions_page, name="versions"),
]
