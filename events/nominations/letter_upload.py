"""The official letter on the page of a focal point."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Delegation, NominationLink
from events.nominations import letters
from events.questions.file_validation import ACCEPT_ATTRIBUTE, ValidatedFile, clean_file, limits_text
from events.registration.errors import RegistrationError
from events.registration.forms import parse_key


class LetterForm(forms.Form):
    """The file of an official letter. Its content is validated as that of answers."""

    letter = forms.FileField(
        label=gettext_lazy("Official letter"), error_messages={"required": gettext_lazy("Choose a file.")}
    )

    def __init__(self, *args: Any, delegation: Delegation) -> None:
        super().__init__(*args)
        self.auto_id = f"letter_{delegation.pk}_%s"
        self.fields["letter"].help_text = limits_text()
        self.fields["letter"].widget.attrs |= {"accept": ACCEPT_ATTRIBUTE}

    def clean_letter(self) -> ValidatedFile:
        uploaded: UploadedFile = self.cleaned_data["letter"]
        return clean_file(uploaded, is_shared=False)


def upload_letter(request: HttpRequest, link: NominationLink, delegations: list[Delegation]) -> LetterForm | None:
    """Save the letter of one of the delegations. Return the form with its errors if it is not saved.

    Raise Http404 for a delegation that is not theirs."""
    key = parse_key(request.POST.get("delegation", ""))
    delegation = next((one for one in delegations if one.pk == key), None)
    if delegation is None:
        raise Http404
    form = LetterForm(request.POST, request.FILES, delegation=delegation)
    if not form.is_valid():
        return form
    try:
        letters.upload(delegation, form.cleaned_data["letter"], by=link.person)
    except RegistrationError as error:
        form.add_error("letter", str(error.advice))
        return form
    messages.success(request, _("The letter is sent to the organisers, who review it."))
    return None
