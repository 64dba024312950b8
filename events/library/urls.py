from django.urls import path, register_converter
from django.urls.converters import StringConverter

from events.calendars.methods import read_only
from events.library.editing import views as editing
from events.library.file_checks import views as file_checks
from events.library.links.views import dead_links
from events.library.pictures import picture_team_views as team_pictures
from events.library.pictures import team_views as albums
from events.library.pictures import views as pictures
from events.library.resources import views as resources
from events.library.resources.feeds import LatestResources


class PictureFormat(StringConverter):
    """The endings of the files of pictures."""

    regex = "jpg|webp|avif"


class CitationFormat(StringConverter):
    """The endings of the files for reference managers."""

    regex = "bib|ris"


register_converter(CitationFormat, "citation_format")
register_converter(PictureFormat, "picture_format")

app_name = "library"

TEAM = "organise/programmes/<slug:slug>/resources/"
ALBUMS = "organise/programmes/<slug:slug>/pictures/"
ALBUM = f"{ALBUMS}<int:album>/"

urlpatterns = [
    path("resources/", resources.resource_list, name="list"),
    path("resources/atom.xml", read_only(LatestResources()), name="atom"),
    path("resources/<slug:slug>/", resources.resource_detail, name="detail"),
    path("resources/<slug:slug>/cite.<citation_format:form>", resources.cite, name="cite"),
    path("resources/files/<uuid:key>/", resources.resource_file, name="file"),
    path("resources/covers/<int:pk>/<slug:digest>.jpg", resources.resource_cover, name="cover"),
    path("pictures/", pictures.album_list, name="pictures"),
    path("pictures/<slug:slug>/", pictures.album_detail, name="album"),
    path("pictures/<slug:slug>/<int:pk>/", pictures.picture_detail, name="picture"),
    path("pictures/files/<uuid:key>.<picture_format:form>", pictures.picture_file, name="picture_file"),
    path("organise/dead-links/", dead_links, name="dead_links"),
    path("organise/withheld-files/", file_checks.withheld, name="withheld_files"),
    path(TEAM, editing.resource_rows, name="manage"),
    path(f"{TEAM}new/", editing.create, name="create"),
    path(f"{TEAM}upload/", editing.upload, name="upload"),
    path(f"{TEAM}paste/", editing.paste, name="paste"),
    path(f"{TEAM}<int:pk>/", editing.edit, name="edit"),
    path(f"{TEAM}<int:pk>/preview/", editing.preview, name="preview"),
    path(f"{TEAM}<int:pk>/publish/", editing.publish, name="publish"),
    path(f"{TEAM}<int:pk>/delete/", editing.delete, name="delete"),
    path(ALBUMS, albums.album_rows, name="albums"),
    path(f"{ALBUMS}new/", albums.album_create, name="album_create"),
    path(f"{ALBUMS}files/<uuid:key>.<picture_format:form>", albums.team_file, name="team_file"),
    path(ALBUM, albums.album_edit, name="album_edit"),
    path(f"{ALBUM}upload/", albums.album_upload, name="album_upload"),
    path(f"{ALBUM}publish/", albums.album_publish, name="album_publish"),
    path(f"{ALBUM}preview/", albums.album_preview, name="album_preview"),
    path(f"{ALBUM}delete/", albums.album_delete, name="album_delete"),
    path(f"{ALBUM}<int:pk>/", team_pictures.picture_edit, name="picture_edit"),
    path(f"{ALBUM}<int:pk>/step/", team_pictures.picture_step, name="picture_step"),
]
