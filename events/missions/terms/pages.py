"""The terms of reference as a document: what the template shows of one version."""

from dataclasses import dataclass
from datetime import date

from events.calendars.date_formats import date_range
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
    """One version for a page. rows: the deliverables with their due days; None while the dates are not known.

    A version that was sent keeps the days for which it was sent. new_when: the present days of the mission, if they are
    others; "" if they are the same."""

    terms: TermsOfReference
    when: str
    new_when: str
    before: list[ShownSection]
    rows: list[tuple[DeliverableRow, date | None]]
    after: list[ShownSection]
    replaces: TermsOfReference | None
    differences: list[compare.TermsDifference]


def document(mission: Mission, terms: TermsOfReference, versions: list[TermsOfReference]) -> TermsDocument:
    """Return a version as a document, with what it has changed since the one before among the readable versions."""
    earlier = queries.before(versions, terms)
    event = mission.event
    days, when, new_when = event.days, when_text(event), ""
    if terms.first_day and terms.last_day and (terms.first_day, terms.last_day) != days:
        days, when, new_when = (terms.first_day, terms.last_day), date_range(terms.first_day, terms.last_day), when
    return TermsDocument(
        terms,
        when,
        new_when,
        [_shown(section, terms) for section in BEFORE],
        [(row, row.due_on(days)) for row in read_rows(terms.deliverables)],
        [_shown(section, terms) for section in AFTER],
        earlier,
        compare.differences(earlier, terms) if earlier else [],
    )


def _shown(section: TermsSection, terms: TermsOfReference) -> ShownSection:
    return ShownSection(section.name, str(section.label), section.is_list, section.lines(terms))
