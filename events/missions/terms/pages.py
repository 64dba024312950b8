"""The terms of reference as a document: what the template shows of one version."""

from dataclasses import dataclass
from datetime import date

from events.calendars.dates import when_text
from events.missions.deliverable_rows import DeliverableRow, read_rows
from events.missions.terms import compare, queries
from events.missions.terms.sections import AFTER, BEFORE, TermsSection
from events.models import Mission, TermsOfReference


@dataclass(frozen=True)
class ShownSection:
    name: str
    label: str
    is_list: bool
    lines: list[str]


@dataclass(frozen=True)
class TermsDocument:
    """One version for a page. rows: the deliverables with their due days; None while the dates are not known."""

    terms: TermsOfReference
    when: str
    before: list[ShownSection]
    rows: list[tuple[DeliverableRow, date | None]]
    after: list[ShownSection]
    replaces: TermsOfReference | None
    differences: list[compare.TermsDifference]


def document(mission: Mission, terms: TermsOfReference, versions: list[TermsOfReference]) -> TermsDocument:
    """Return a version as a document, with what it has changed since the one before among the readable versions."""
    earlier = queries.before(versions, terms)
    event = mission.event
    return TermsDocument(
        terms,
        when_text(event),
        [_shown(section, terms) for section in BEFORE],
        [(row, row.due_on(event)) for row in read_rows(terms.deliverables)],
        [_shown(section, terms) for section in AFTER],
        earlier,
        compare.differences(earlier, terms) if earlier else [],
    )


def _shown(section: TermsSection, terms: TermsOfReference) -> ShownSection:
    return ShownSection(section.name, str(section.label), section.is_list, section.lines(terms))
