"""What everybody sees of an expert: only what the person has agreed to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events.experts import queries
from events.experts.picture_views import picture_response
from events.models import Expert, ExpertPicture
from events.spoken_languages import language_names

PICTURE_SECONDS = 3600  # short: a person may withdraw their consent


@require_safe
def expert_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show the page of an expert. It does not exist without the consent of the person."""
    experts = Expert.objects.filter(programme__slug=slug, public_since__isnull=False)
    expert = get_object_or_404(experts.select_related("programme", "country", "picture").defer("picture__jpeg"), pk=pk)
    picture = getattr(expert, "picture", None)
    context = {
        "expert": expert,
        "programme": expert.programme,
        "picture": picture if picture and picture.shown_since else None,
        "languages": language_names(expert.language_codes),
        "tasks": queries.public_sessions_of(expert),
    }
    return render(request, "experts/expert_public.html", context)


@require_safe
def expert_picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Send a picture that the person has agreed to show, on a page that they have agreed to."""
    shown = ExpertPicture.objects.filter(shown_since__isnull=False, expert__public_since__isnull=False)
    response = picture_response(get_object_or_404(shown, expert=pk, digest=digest))
    response.headers["Cache-Control"] = f"public, max-age={PICTURE_SECONDS}"
    return response
