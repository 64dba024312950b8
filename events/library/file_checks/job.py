"""The daily check of PDFs. See settings.DAILY_TASKS."""

from django.db.models import Exists, OuterRef

from events.library.file_checks.sources import shared_pdfs
from events.models import CheckedFile
from events.questions.shared_pdfs import check

MOST_FILES = 200  # of one run: each of them is read whole, up to 50 MB


def check_files() -> dict[str, int]:
    """Search shared PDFs that were never searched. Return how many files were read, and how many have a finding.

    Safe to run twice. Results of files that no row names any more are deleted."""
    checked, known = 0, set[str]()
    is_checked = Exists(CheckedFile.objects.filter(path=OuterRef("file")))
    for rows in shared_pdfs():
        for row in rows.exclude(is_checked).iterator():
            if checked == MOST_FILES:
                break
            checked += check(row.file.name or "", row.file) is not None
        known.update(rows.values_list("file", flat=True))
    gone = set(CheckedFile.objects.values_list("path", flat=True)) - known
    CheckedFile.objects.filter(path__in=gone).delete()
    return {"files": checked, "withheld_files": CheckedFile.objects.exclude(problem="").count()}
