from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import OneLineField, SeveralLinesField

LONGEST_TAG = 40
LONGEST_NOTE = 5000


class TagForm(forms.Form):
    """A tag by its name; those that the programme has are offered."""

    tag = OneLineField(
        label=_("Tag"),
        max_length=LONGEST_TAG,
        widget=forms.TextInput(attrs={"list": "tags", "autocomplete": "off"}),
        error_messages={"required": _("Write the name of the tag.")},
    )

    def __init__(self, *args: Any, where: str = "all", **kwargs: Any) -> None:
        # Beside a filter of the table that is called "tag" as well, and one for all stands one for each.
        super().__init__(*args, auto_id=f"id_{where}_%s", **kwargs)


class NoteForm(forms.Form):
    note = SeveralLinesField(
        label=_("New note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the team alone: managers and coordinators read it, the person does not."),
        error_messages={"required": _("Write the note first.")},
    )
