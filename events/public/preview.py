"""Preview: a member of the team reads a public page with its drafts, at the address of the page with `?preview`."""

from django.http import Http404, HttpRequest

from events.models import Programme
from events.models.public_text import PublicText, Published
from events.permissions import Action, may

PARAMETER = "preview"


def is_preview(request: HttpRequest, programme: Programme) -> bool:
    """Return whether the page shows drafts: the reader asks for them, and may write the pages of programme."""
    return PARAMETER in request.GET and may(request.user, Action.EDIT_WEBSITE, programme)


def text_for(row: PublicText, *, has_drafts: bool) -> str:
    """Return the text of row, with drafts in its latest version."""
    return row.draft_text if has_drafts else row.shown_text


def require_published(row: Published, *, has_drafts: bool) -> None:
    """Raise Http404 for what is not published, except in a preview."""
    if not (row.is_published or has_drafts):
        raise Http404
