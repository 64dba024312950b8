from django.urls import path, register_converter
from django.urls.converters import StringConverter

from events.calendars.methods import read_only
from events.library.editing import views as editing
from events.library.resources import views as resources
from events.library.resources.feeds import LatestResources





class CitationFormat(StringConverter):
    """The endings of the files for reference managers."""

    regex = "bib|ris"


register_converter(CitationFormat, "citation_format")

app_name = "library"

TEAM = "organise/programmes/<slug:slug>/resources/"

urlpatterns = [
    path("resources/", resources.resource_list, name="list"),
    path("resources/atom.xml", read_only(LatestResources()), name="atom"),
    path("resources/<slug:slug>/", resources.resource_detail, name="detail"),
    path("resources/<slug:slug>/cite.<citation_format:form>", resources.cite, name="cite"),
    path("resources/files/<uuid:key>/", resources.resource_file, name="file"),
    path("resources/covers/<int:pk>/<slug:digest>.jpg", resources.resource_cover, name="cover"),
    path(TEAM, editing.resource_rows, name="manage"),
    path(f"{TEAM}new/", editing.create, name="create"),
    path(f"{TEAM}upload/", editing.upload, name="upload"),
    path(f"{TEAM}paste/", editing.paste, name="paste"),
    path(f"{TEAM}<int:pk>/", editing.edit, name="edit"),
    path(f"{TEAM}<int:pk>/preview/", editing.preview, name="preview"),
    path(f"{TEAM}<int:pk>/publish/", editing.publish, name="publish"),
    path(f"{TEAM}<int:pk>/delete/", editing.delete, name="delete"),
]
