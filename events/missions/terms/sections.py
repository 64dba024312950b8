"""The sections of terms of reference, declared once: the form, the page and the comparison read them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from events.models import TermsOfReference
from events.models.mission import lines_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class TermsSection:
    """name: a field of TermsOfReference. is_list: each line is an item. help: for the form.

    is_needed: without it, no version can be sent."""

    name: str
    label: "StrOrPromise"
    is_list: bool = True
    help: "StrOrPromise" = ""
    is_needed: bool = False

    def text(self, terms: TermsOfReference) -> str:
        value: str = getattr(terms, self.name)
        return value

    def lines(self, terms: TermsOfReference) -> list[str]:
        """Return the items of a list, or the paragraphs of a text."""
        return lines_of(self.text(terms))


ONE_EACH = _("One on each line.")
# Before the table of deliverables, and after it.
BEFORE = (
    TermsSection(
        "background", _("Background"), is_list=False, help=_("The situation and the problem; 120 words at most.")
    ),
    TermsSection("objective", _("Objective"), is_list=False, help=_("One sentence is best."), is_needed=True),
    TermsSection("scope", _("In scope"), help=ONE_EACH),
    TermsSection("out_of_scope", _("Out of scope"), help=ONE_EACH),
    TermsSection("tasks", _("Tasks and questions"), help=ONE_EACH, is_needed=True),
    TermsSection(
        "profile",
        _("Experts and days"),
        help=_("One expert on each line: role, experience, days of preparation, mission and report."),
        is_needed=True,
    ),
)
AFTER = (
    TermsSection(
        "counterpart", _("Counterpart and its duties"), help=_("Who it is, and what is due when. One on each line.")
    ),
    TermsSection("inputs", _("Inputs of each side"), help=ONE_EACH),
    TermsSection("languages", _("Languages of the report and its summary"), is_list=False),
    TermsSection("conduct", _("Confidentiality, ownership and visibility"), is_list=False),
    TermsSection("assumptions", _("Assumptions and risks"), help=ONE_EACH),
)
SECTIONS = BEFORE + AFTER
NAMES = tuple(section.name for section in SECTIONS)
