from django.http import HttpResponse

from events.models import ExpertPicture


def picture_response(picture: ExpertPicture) -> HttpResponse:
    """Return the response with a picture. Nothing in it can run: it was drawn by us."""
    response = HttpResponse(bytes(picture.jpeg), content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
