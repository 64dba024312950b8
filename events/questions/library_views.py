"""The organisers' pages of a programme's library of questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.models import Programme, Question
from events.permissions import Action, TeamRequest, programme_for
from events.questions import library
from events.questions.library_forms import LibraryQuestionForm
from events.questions.library_queries import library_entries
from events.registration.errors import RegistrationError


@programme_for(Action.EDIT_EVENTS)
@require_GET
def question_list(request: TeamRequest, programme: Programme) -> HttpResponse:
    entries = library_entries(programme)
    context = {
        "programme": programme,
        "offered": [entry for entry in entries if entry.question.archived_at is None],
        "archived": [entry for entry in entries if entry.question.archived_at],
    }
    return render(request, "questions/library.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = LibraryQuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        library.add_to_library(programme, form.new_question(), **form.service_fields())
        messages.success(request, _("The question is in the library. Events can now add it to their forms."))
        return redirect("questions:library", programme.slug)
    return render(request, "questions/library_form.html", {"programme": programme, "form": form})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_edit(request: TeamRequest, programme: Programme, library_question_id: int) -> HttpResponse:
    question = _question_or_404(programme, library_question_id)
    form = LibraryQuestionForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            library.update_library_question(question, **form.changed_fields())
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved for all events that ask this question."))
            return redirect("questions:library", programme.slug)
    entry = next((entry for entry in library_entries(programme) if entry.question == question), None)
    return render(request, "questions/library_form.html", {"programme": programme, "form": form, "entry": entry})


@programme_for(Action.EDIT_EVENTS)
@require_POST
def question_archive(request: TeamRequest, programme: Programme, library_question_id: int) -> HttpResponse:
    library.archive_question(_question_or_404(programme, library_question_id))
    messages.success(request, _("Archived. Events that ask this question still ask it. Its answers are kept."))
    return redirect("questions:library", programme.slug)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def question_restore(request: TeamRequest, programme: Programme, library_question_id: int) -> HttpResponse:
    library.restore_question(_question_or_404(programme, library_question_id))
    messages.success(request, _("Restored. Events can add this question again."))
    return redirect("questions:library", programme.slug)


def _question_or_404(programme: Programme, key: int) -> Question:
    return get_object_or_404(Question.objects.filter(programme=programme), pk=key)
