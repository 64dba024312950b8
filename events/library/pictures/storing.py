"""Store the drawn files of a picture, and delete them.

The contents are stored before the transaction that names them, and deleted after the one that deletes their rows."""

from django.db import transaction

from events.library.pictures.drawing import Drawing
from events.models import Picture, PictureFile
from events.models.answer import private_storage
from events.questions.files import delete_on_commit, store_content


def prepare_files(drawing: Drawing) -> list[PictureFile]:
    """Store the contents of a drawing. Return their rows, not saved and without a picture."""
    rows: list[PictureFile] = []
    try:
        for drawn in drawing.files:
            row = PictureFile(format=drawn.format, width=drawn.width, height=drawn.height, size=len(drawn.content))
            row.file = store_content(row, "", drawn.content)
            rows.append(row)
    except Exception:
        discard(rows)
        raise
    return rows


def discard(rows: list[PictureFile]) -> None:
    """Delete the contents of rows that were not saved."""
    for row in rows:
        private_storage().delete(row.file.name or "")


@transaction.atomic
def store_files(picture: Picture, drawing: Drawing) -> Picture:
    """Store the files of a picture in place of those that it has."""
    rows = prepare_files(drawing)
    try:
        delete_files([picture])
        for row in rows:
            row.picture = picture
        PictureFile.objects.bulk_create(rows)
    except Exception:
        discard(rows)
        raise
    return picture


@transaction.atomic
def delete_files(pictures: list[Picture]) -> None:
    """Delete the files of pictures: the rows now, so that nobody gets them, and the contents after the transaction."""
    rows = PictureFile.objects.filter(picture__in=pictures)
    paths = list(rows.values_list("file", flat=True))
    rows.delete()
    delete_on_commit(paths)
