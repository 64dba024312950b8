from django.http import FileResponse, Http404

from events.models import PictureFile

SECONDS = 300  # short: a picture that is taken down must not stay in caches


def picture_response(file: PictureFile, *, is_public: bool = True) -> FileResponse:
    """Return the response with one size of a picture. Nothing in it can run: it was drawn by us."""
    try:
        opened = file.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=file.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}" if is_public else "private, no-store"
    return response
