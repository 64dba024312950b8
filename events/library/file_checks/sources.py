"""The PDFs that people outside the team open, and where the team replaces them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from events.models import CheckedFile, Document, ResourceFile, Slides
from events.questions.file_validation import PDF
from events.questions.shared_pdfs import SharedFile

DOCUMENTS = Document.objects.exclude(audience=Document.Audience.TEAM).exclude(file="")
MODELS: tuple[QuerySet, ...] = (ResourceFile.objects.all(), DOCUMENTS, Slides.objects.all())


@dataclass(frozen=True)
class WithheldFile:
    """A file with a finding. url: where the team replaces it."""

    name: str
    programme: str
    problem: str
    url: str


def shared_pdfs() -> list[QuerySet]:
    """Return the rows with shared PDFs, one queryset for each model."""
    return [rows.filter(content_type=PDF).order_by("pk") for rows in MODELS]


def withheld_files(programmes: Collection[int]) -> list[WithheldFile]:
    """Return the files of these programmes that are not served, by programme and name. Four queries."""
    problems = dict(CheckedFile.objects.exclude(problem="").values_list("path", "problem"))
    if not problems:
        return []
    resources, documents, slides = (rows.filter(file__in=problems) for rows in shared_pdfs())
    resources = resources.filter(resource__programme__in=programmes).select_related("resource__programme")
    documents = documents.filter(event__programme__in=programmes).select_related("event__programme")
    slides = slides.filter(contributor__session__event__programme__in=programmes)
    slides = slides.select_related("contributor__session__event__programme")

    def found(row: SharedFile, title: str, programme: str, url: str) -> WithheldFile:
        return WithheldFile(f"{title}: {row.name}", programme, problems[row.file.name or ""], url)

    files = []
    for row in resources:
        programme = row.resource.programme
        url = reverse("library:edit", args=[programme.slug, row.resource_id])
        files.append(found(row, row.resource.title, programme.name, url))
    for row in documents:
        url = reverse("planning:documents", args=[row.event.slug])
        files.append(found(row, row.event.title, row.event.programme.name, url))
    for row in slides:
        event = row.contributor.session.event
        files.append(found(row, event.title, event.programme.name, reverse("engagements:slides", args=[event.slug])))
    return sorted(files, key=lambda file: (file.programme, file.name))
