from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now
from PIL import Image

from events.library.pictures.drawing import draw
from events.library.pictures.storing import store_files
from events.models import Album, Picture, Resource
from events.models.answer import private_storage
from tests.factories import make_programme, numbers


def make_resource(**fields):
    """Create a resource that was published an hour ago."""
    number = next(numbers)
    fields.setdefault("programme", fields["event"].programme if fields.get("event") else make_programme())
    fields.setdefault("slug", f"resource-{number}")
    fields.setdefault("title", f"Resource {number}")
    fields.setdefault("published_at", now() - timedelta(hours=1))
    return Resource.objects.create(**fields)


def make_album(**fields):
    """Create an album that was published an hour ago."""
    number = next(numbers)
    fields.setdefault("programme", fields["event"].programme if fields.get("event") else make_programme())
    fields.setdefault("slug", f"album-{number}")
    fields.setdefault("title", f"Album {number}")
    fields.setdefault("published_at", now() - timedelta(hours=1))
    return Album.objects.create(**fields)


def make_picture(album=None, **fields):
    """Create a published picture without files, in which nobody can be recognised."""
    fields.setdefault("title", f"Picture {next(numbers)}")
    fields.setdefault("alt", "Ten chairs in a circle.")
    fields.setdefault("credit", "Sample team")
    fields.setdefault("shows_people", False)
    fields.setdefault("published_at", now() - timedelta(hours=1))
    return Picture.objects.create(album=album or make_album(), **fields)


def picture_file(width=1800, height=1200, form="JPEG", name="picture.jpg", **options):
    """Return an upload of a picture with a gradient."""
    stream = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(stream, form, **options)
    return SimpleUploadedFile(name, stream.getvalue())


def drawn_picture(album=None, size=(60, 40), **fields):
    """Create a published picture with its files: a small one, because drawing takes time."""
    upload = picture_file(*size)
    return store_files(make_picture(album, **fields), draw(upload.file, upload.size))


def pdf(content=b"", name="review.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n" + content + b"\n%%EOF\n")


def resource_with_file(**fields):
    resource = make_resource(**fields)
    path = private_storage().save(f"resources/{uuid4()}", ContentFile(b"%PDF-1.7 %%EOF"))
    resource.files.create(number=1, file=path, name="review.pdf", content_type="application/pdf", size=14)
    return resource
