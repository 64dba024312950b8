"""The publications of the real programme, as resources. All facts are from programme.json; nothing is added to them."""

from datetime import UTC, datetime
from typing import Any

from events.demo.facts import facts, sources
from events.library.editing.services import save_resource
from events.library.resources.identifiers import clean_isbns
from events.models import Country, Document, Event, Programme, Resource

Kind = Resource.Kind
# The types of the sources that are reports. The others are publications, with their type in words.
REPORTS = {"report": "", "working paper": "Working paper"}
PUBLISHED_AT = datetime(2026, 11, 1, tzinfo=UTC)
# The title of these proceedings has the place and the days of the seminar.
PROCEEDINGS_OF = "ev04"


def load(programme: Programme) -> None:
    """Create a resource for each publication. The events of the programme must exist."""
    events = {event.slug.rpartition("-")[2]: event for event in Event.objects.filter(programme=programme)}
    pages = _events_of_pages()
    countries = list(Country.objects.all())
    for fact in facts()["publications"]:
        links = [source["url"] for source in fact["sources"] if source["url"].startswith("http")]
        known = {pages[link] for link in links if link in pages}
        if fact["kind"] == "proceedings":
            known = {PROCEEDINGS_OF}
        resource = Resource(
            programme=programme,
            event=events.get(known.pop()) if len(known) == 1 else None,
            url=links[0] if links else "",
            published_at=PUBLISHED_AT,
            **_fields(fact),
        )
        save_resource(resource, areas=[], countries=[one for one in countries if one.name in fact["title"]], by=None)
    _link_documents(programme)


def _fields(fact: dict[str, Any]) -> dict[str, Any]:
    people = [name for name in fact["authors"] if " " in name]
    return {
        "title": fact["title"],
        "kind": Kind.REPORT if fact["kind"] in REPORTS else Kind.PUBLICATION,
        "genre": REPORTS.get(fact["kind"], fact["kind"].capitalize()),
        "authors": "\n".join(people),
        "institutions": "\n".join(name for name in fact["authors"] if name not in people),
        "year": fact["year"],
        "publisher": fact.get("publisher") or "",
        "pages": fact.get("pages"),
        "isbn": clean_isbns(", ".join(fact.get("isbn", []))),
        "sources": sources(fact),
        "note": _note(fact),
    }


def _note(fact: dict[str, Any]) -> str:
    """Return the note on the sources. The page of the project is called so, not by the name of the file."""
    note = (fact.get("note") or "").replace("The seed gives", "The project page gives")
    note = note.replace("from the seed", "from the project page")
    return note if fact["verified"] else f"{note} Not verified by a stored source.".strip()


def _events_of_pages() -> dict[str, str]:
    """Return the events by the addresses of their sources. A source of several events says nothing about one of them."""
    found: dict[str, list[str]] = {}
    for event in facts()["events"]:
        for source in event.get("sources", []):
            found.setdefault(source["url"], []).append(event["id"])
    return {url: keys[0] for url, keys in found.items() if len(keys) == 1 and url.startswith("http")}


def _link_documents(programme: Programme) -> None:
    """Let the documents of events that are publications lead to them."""
    resources = list(Resource.objects.filter(programme=programme).exclude(event=None))
    for document in Document.objects.filter(event__programme=programme, url="", file=""):
        for resource in resources:
            is_named = resource.title.startswith(document.title)
            is_only = resource.kind_text == "Proceedings" and document.title.startswith("Proceedings")
            if resource.event_id == document.event_id and (is_named or is_only):
                document.resource = resource
                document.save(update_fields=["resource"])
