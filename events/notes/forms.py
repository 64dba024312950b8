from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField

MAX_TAG_LENGTH = 40
MAX_NOTE_LENGTH = 5000


class TagForm(forms.Form):
    """The name of a tag. The browser suggests the tags of the programme."""

    tag = OneLineField(
        label=_("Tag"),
        max_length=MAX_TAG_LENGTH,
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
        error_messages={"required": _("Enter the name of the tag.")},
    )

    def __init__(self, *args: Any, where: str = "all", **kwargs: Any) -> None:
        # The HTML ids contain `where`: a page may have several of these forms, and a table filter that is called "tag".
        kwargs["auto_id"] = f"id_{where}_%s"
        super().__init__(*args, **kwargs)


class NoteForm(forms.Form):
    note = SeveralLinesField(
        label=_("New note"),
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only managers and coordinators see notes. The person does not see them."),
        error_messages={"required": _("Enter a note.")},
    )
