import uuid

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from events.models import Contributor, Event, Slides
from events.questions.files import download_response
from events.questions.shared_pdfs import problem_of, withheld


@require_safe
def public_slides(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Send slides that the contributor has agreed to publish, and the team has published. Not after they have declined."""
    rows = Slides.objects.filter(published_at__isnull=False, may_publish_since__isnull=False)
    rows = rows.filter(contributor__in=Contributor.objects.not_declined())
    rows = rows.exclude(contributor__session__event__status=Event.Status.DRAFT)
    slides = get_object_or_404(rows, key=key)
    return withheld(request) if problem_of(slides) else download_response(slides)
