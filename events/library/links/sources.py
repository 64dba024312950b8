"""The links that public pages have, and where the team changes them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from events.models import CheckedLink, Document, Event, PolicyDeclaration, Resource


@dataclass(frozen=True)
class LinkUse:
    """A link on a public page. url: where the team changes it."""

    link: CheckedLink
    name: str
    programme: str
    url: str


def public_urls() -> set[str]:
    """Return the links of all resources, and of the documents and declarations on public pages. Three queries."""
    documents = Document.objects.filter(event__in=Event.objects.listed().order_by())
    rows = (Resource.objects.published(), documents, PolicyDeclaration.objects.published())
    return {url for found in rows for url in found.order_by().exclude(url="").values_list("url", flat=True)}


def uses_of(links: Collection[CheckedLink], programmes: Collection[int]) -> list[LinkUse]:
    """Return where links are used in these programmes, by programme and name. Three queries."""
    by_url = {link.url: link for link in links}
    resources = Resource.objects.filter(url__in=by_url, programme__in=programmes).select_related("programme")
    documents = Document.objects.filter(url__in=by_url, event__programme__in=programmes)
    declarations = PolicyDeclaration.objects.filter(url__in=by_url, programme__in=programmes)
    found = [
        LinkUse(
            by_url[row.url], row.title, row.programme.name, reverse("library:edit", args=[row.programme.slug, row.pk])
        )
        for row in resources.defer("search_text", "title_text")
    ]
    found += [
        LinkUse(
            by_url[row.url],
            f"{row.event.title}: {row.title}",
            row.event.programme.name,
            reverse("planning:documents", args=[row.event.slug]),
        )
        for row in documents.select_related("event__programme").defer("event__vevent")
    ]
    found += [
        LinkUse(by_url[row.url], row.title, row.programme.name, reverse("programmes:home", args=[row.programme.slug]))
        for row in declarations.select_related("programme")
    ]
    return sorted(found, key=lambda use: (use.programme, use.name))


def count_uses(urls: Collection[str], programmes: Collection[int]) -> int:
    """Return how many resources, documents and declarations of these programmes have one of these links. Three queries."""
    return (
        Resource.objects.filter(url__in=urls, programme__in=programmes).count()
        + Document.objects.filter(url__in=urls, event__programme__in=programmes).count()
        + PolicyDeclaration.objects.filter(url__in=urls, programme__in=programmes).count()
    )
