"""Form fields for uploads of the library."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from events.library.editing.covers import Cover, read_cover
from events.library.resources import file_rules
from events.questions.errors import FileRejectedError
from events.questions.file_validation import ValidatedFile
from events.safe_pictures import ACCEPT, PictureRejectedError


class CoverField(forms.FileField):
    """A field for a picture. Its cleaned value is the cover that is drawn from the picture, or None without one."""

    widget = forms.FileInput(attrs={"accept": ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> Cover | None:
        if not isinstance(data, UploadedFile):
            return None
        try:
            return read_cover(data, data.size or 0)
        except PictureRejectedError as error:
            raise ValidationError(str(error.advice), "refused") from error


class ResourceFileField(forms.FileField):
    """The file of a resource. It cleans to a ValidatedFile, or None."""

    widget = forms.FileInput(attrs={"accept": file_rules.ACCEPT})

    def clean(self, data: Any, initial: Any = None) -> ValidatedFile | None:
        if not isinstance(data, UploadedFile):
            return None
        try:
            return file_rules.validate_resource_file(data)
        except FileRejectedError as error:
            raise ValidationError(str(error.advice), "refused") from error


class FilesInput(forms.FileInput):
    allow_multiple_selected = True
