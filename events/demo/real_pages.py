"""The public pages of the real programme: its text, its declarations and its figures. All facts are from programme.json."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import slugify

from events.demo.facts import facts, sources
from events.models import Event, PolicyDeclaration, Programme
from events.programmes.website.figures import release_figures

SUMMARY = "A project for the promotion of social protection in ASEAN, in three phases since 2011."
# The declaration and its plan, with the event at which each was adopted.
DECLARATIONS = (
    ("ASEAN Declaration on Strengthening Social Protection", "ev11", "23rd ASEAN Summit"),
    (
        "Regional Framework and Action Plan to Implement the ASEAN Declaration on Strengthening Social Protection",
        "ev37",
        "",
    ),
)


def load(programme: Programme) -> None:
    """Complete the pages of the real programme. Its events must exist.

    No source says to which area of action an event belongs, so that the events have no areas."""
    programme.text = _text()
    programme.save(update_fields=["text"])
    for title, fact_id, adopted_by in DECLARATIONS:
        _load_declaration(programme, title, fact_id, adopted_by)
    release_figures(programme, by=None)


def _text() -> str:
    project = facts()["project"]
    names = {partner["type"]: partner["name"] for partner in facts()["partners"]}
    title, fact_id, adopted_by = DECLARATIONS[0]
    adopted = date.fromisoformat(_event_fact(fact_id)["start_date"])
    return (
        f"The {project['name_en']} has the French name *{project['name_fr']}*. "
        f"Its donor is the {names['donor']}, and the {names['implementer']} implements it.\n\n"
        f"It serves the {title}, adopted at the {adopted_by} on {date_format(adopted, 'j F Y')}."
    )


def focus_of(phase: dict[str, Any]) -> str:
    """Return the components of a phase as a Markdown list, and what the sources say differently."""
    lines = [f"- {component}" for component in phase.get("components", [])]
    if note := phase.get("note"):
        known = note.removesuffix("; not in the seed.").rstrip(".").replace("Seed says", "The project page says")
        lines.append(f"\n*{known}.*")
    return "\n".join(lines).strip()


def _load_declaration(programme: Programme, title: str, fact_id: str, adopted_by: str) -> None:
    publication = next(fact for fact in facts()["publications"] if fact["title"] == title)
    adoption = _event_fact(fact_id)
    event = Event.objects.get(programme=programme, slug__endswith=f"-{fact_id}")
    found = [*sources(publication), *sources(adoption)]
    PolicyDeclaration.objects.create(
        programme=programme,
        slug=slugify(title)[:80].strip("-"),
        title=title,
        adopted_by=adopted_by,
        adopted_on=date.fromisoformat(adoption["start_date"]) if adoption["start_date"] else None,
        adopted_text=adoption.get("date_text") or "",
        url=_link(publication),
        event=event,
        sources=list(dict.fromkeys(found)),
        published_at=event.published_at,
    )


def _event_fact(fact_id: str) -> dict[str, Any]:
    return next(fact for fact in facts()["events"] if fact["id"] == fact_id)


def _link(fact: dict[str, Any]) -> str:
    return next((source["url"] for source in fact["sources"] if source["url"].startswith("http")), "")
