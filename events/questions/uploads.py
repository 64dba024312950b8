"""The form field of a question that is answered with a file, and of a requirement whose evidence is a file.

A browser does not send a file again when a form is shown again with errors. An uploaded file is therefore stored, unclaimed,
until the form is valid."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from events.questions import files
from events.questions.errors import FileGoneError
from events.questions.file_validation import ACCEPT_ATTRIBUTE, ValidatedFile, clean_file, limits_text


class UploadInput(forms.FileInput):
    """Lets the person choose a file, shows the current file, and holds the key of an unclaimed file."""

    template_name = "questions/upload_input.html"
    saved_file: files.StoredFile | None = None  # the file of the saved answer
    unclaimed_file: files.StoredFile | None = None  # uploaded earlier with the same form
    is_cleared = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the new upload; otherwise False to remove the file; otherwise the key of the unclaimed file, or None."""
        self.is_cleared = f"{name}-clear" in data
        # A new upload wins over the box that removes the file.
        return files.get(name) or (False if self.is_cleared else data.get(stored_key_name(name)) or None)

    def use_required_attribute(self, initial: Any) -> bool:
        return super().use_required_attribute(initial) and self.unclaimed_file is None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "saved_file": self.saved_file,
            "unclaimed_file": self.unclaimed_file,
            "stored_key_name": stored_key_name(name),
            "is_cleared": self.is_cleared,
        }
        return context


class UploadField(forms.FileField):
    """Cleans to a ValidatedFile for a new upload, or to the key of the unclaimed or saved file."""

    widget = UploadInput

    def __init__(self, *, asked: files.Asked, saved_file: files.StoredFile | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asked = asked
        self.uploader: User | None = None
        self.widget.saved_file = saved_file
        self.widget.attrs |= {"accept": ACCEPT_ATTRIBUTE}
        self.error_messages["required"] = _("Choose a file.")
        self.help_text = f"{self.help_text} {limits_text()}".strip()

    def clean(self, data: Any, initial: str | None = None) -> ValidatedFile | str | None:
        if isinstance(data, UploadedFile):
            return clean_file(data, is_shared=False)
        if isinstance(data, str):
            return self._clean_key(data, initial)
        if data is None and initial:
            return initial
        if self.required:
            raise ValidationError(self.error_messages["required"], "required")
        return None

    def store(self, validated: ValidatedFile, person: User) -> str:
        """Store the upload until the form is saved; return its key."""
        self.widget.unclaimed_file = files.store_file(validated, self.asked, person)
        return str(self.widget.unclaimed_file.key)

    def _clean_key(self, key: str, initial: str | None) -> str:
        if key == initial:  # the form was submitted twice
            return key
        if self.uploader:
            self.widget.unclaimed_file = files.find_stored_file(key, self.asked, self.uploader)
        if self.widget.unclaimed_file is None:
            raise ValidationError(str(FileGoneError.advice), "gone")
        return str(self.widget.unclaimed_file.key)


def store_uploads(form: forms.Form, person: User) -> None:
    """Store the valid uploads of a form for person, even if another field is invalid: a browser sends no file twice.

    Call this before the transaction that saves the form. Without posted data, do nothing."""
    if not form.is_bound:
        return
    form.is_valid()
    for name, value in form.cleaned_data.items():
        field = form.fields[name]
        if isinstance(field, UploadField) and isinstance(value, ValidatedFile):
            form.cleaned_data[name] = field.store(value, person)


def stored_key_name(name: str) -> str:
    """Return the name of the hidden field that holds the key of the unclaimed file of the field `name`."""
    return f"{name}-kept"
