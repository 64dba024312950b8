"""Find resources of the library, also drafts."""

from django.urls import reverse

from events.models import Resource
from events.organise.search.hits import Hit, Search
from events.permissions import Action


def find_resources_of_team(search: Search) -> list[Hit]:
    """Return the resources of the programmes whose events the reader may edit. A hit leads to editing it."""
    found = Resource.objects.filter(search.matches("search_text"), programme__in=search.programmes[Action.EDIT_EVENTS])
    rows = Resource.objects.select_related("programme").defer("search_text", "title_text").newest()
    return [_hit(search, resource) for resource in search.first(rows, found)]


def _hit(search: Search, resource: Resource) -> Hit:
    return Hit(
        reverse("library:edit", args=[resource.programme.slug, resource.pk]),
        search.mark(resource.title),
        search.details([", ".join(resource.creators), resource.year, resource.kind_text]),
    )
