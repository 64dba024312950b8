"""A resource for search engines: schema.org as JSON-LD."""

from typing import Any

from django.conf import settings

from events.library.resources.citations import address_of
from events.models import Resource, ResourceFile
from events.models.resource import display_name

Kind = Resource.Kind
TYPES = {
    Kind.PUBLICATION: "CreativeWork",
    Kind.REPORT: "Report",
    Kind.PRESENTATION: "PresentationDigitalDocument",
    Kind.VIDEO: "VideoObject",
    Kind.LINK: "WebPage",
}


def json_ld(resource: Resource, file: ResourceFile | None, countries: list[str]) -> dict[str, Any]:
    """Return a resource as schema.org data. file: its present file. countries: the names of those that it is about."""
    people = [{"@type": "Person", "name": display_name(name)} for name in resource.author_names]
    institutions = [{"@type": "Organization", "name": name} for name in resource.institution_names]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Book" if resource.isbns else TYPES[Kind(resource.kind)],
        "name": resource.title,
        "url": address_of(resource),
        "author": [*people, *institutions],
        "datePublished": str(resource.year or ""),
        "publisher": {"@type": "Organization", "name": resource.publisher} if resource.publisher else None,
        "description": resource.summary,
        "isbn": resource.isbns,
        "sameAs": list(filter(None, [resource.doi_url, resource.url])),
        "inLanguage": resource.language,
        "license": resource.licence_url,
        "genre": resource.genre,
        "numberOfPages": resource.pages if resource.isbns else None,
        "spatialCoverage": [{"@type": "Country", "name": name} for name in countries],
        "encoding": _encoding(file) if file else None,
    }
    return {name: value for name, value in data.items() if value}


def _encoding(file: ResourceFile) -> dict[str, Any]:
    return {
        "@type": "MediaObject",
        "contentUrl": settings.BASE_URL + file.get_absolute_url(),
        "encodingFormat": file.content_type,
        "contentSize": str(file.size),
    }
