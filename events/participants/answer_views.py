"""The page where organisers correct one answer of a participant."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from events.models import Event, EventQuestion, Registration
from events.participants import queries
from events.participants.fields import CorrectionReasonField
from events.permissions import Action, TeamRequest, event_for
from events.questions import fields
from events.questions.answers import save_answers
from events.questions.queries import FormQuestion, form_questions
from events.questions.uploads import UploadField, store_uploads
from events.registration.errors import RegistrationError


class AnswerCorrectionForm(forms.Form):
    """The field of one question, of any type, and the reason of the correction. An empty field deletes the answer.

    The conditions of the question do not matter: the team corrects what is stored. owner: the person who answers."""

    def __init__(self, *args: Any, question: FormQuestion, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.name = question.event_question.field_name
        field = fields.build_field(question)
        field.required, field.initial = False, fields.initial_value(question)
        if isinstance(field, UploadField):
            field.uploader = owner  # a file belongs to the person of the registration
        self.fields[self.name] = field
        self.fields["reason"] = CorrectionReasonField()

    @property
    def value(self) -> Any:
        """The value for save_answers(): None for no answer."""
        value = self.cleaned_data.get(self.name)
        return None if value in ("", [], None) else value


@event_for(Action.DECIDE_REGISTRATIONS)
@never_cache
@require_http_methods(["GET", "POST"])
def answer_correct(request: TeamRequest, event: Event, pk: int, question: int) -> HttpResponse:
    registration = get_object_or_404(queries.one_registration(event, pk), merged_into=None)
    registration.event = event
    asked = _question_or_404(event, registration, question)
    form = AnswerCorrectionForm(request.POST or None, request.FILES or None, question=asked, owner=registration.person)
    if request.method == "POST":
        store_uploads(form, registration.person)
        if form.is_valid() and _save(request, registration, form):
            return redirect("participants:detail", event.slug, pk)
    context = {"event": event, "registration": registration, "person": registration.person, "form": form}
    return render(request, "participants/answer_correct.html", context | {"may": request.may})


def _question_or_404(event: Event, registration: Registration, key: int) -> FormQuestion:
    """Return a question that event asks at any stage, with the present answer."""
    asked = get_object_or_404(EventQuestion.objects.in_use(), event=event, pk=key)
    for question in form_questions(event, registration, EventQuestion.Stage(asked.stage)):
        if question.event_question == asked:
            return question
    raise Http404


def _save(request: TeamRequest, registration: Registration, form: AnswerCorrectionForm) -> bool:
    """Save the answer. Return whether it could be saved; otherwise the form has an error."""
    values = {form.question.event_question.pk: form.value}
    try:
        count = save_answers(registration, values, by=request.user, reason=form.cleaned_data["reason"])
    except RegistrationError as error:
        form.add_error(form.name, str(error.advice))
        return False
    messages.success(request, _("Saved.") if count else _("Nothing has changed."))
    return True
