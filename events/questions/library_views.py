"""Where organisers look after what their programme asks, whichever event asks it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from events.models import Programme, Question
from events.permissions import Action, TeamRequest, programme_for
from events.questions import library, queries
from events.questions.editing import QuestionTextForm
from events.registration.errors import RegistrationError


@programme_for(Action.EDIT_EVENTS)
@require_GET
def question_list(request: TeamRequest, programme: Programme) -> HttpResponse:
    found = queries.kept(programme)
    context = {
        "programme": programme,
        "offered": [one for one in found if one.question.archived_at is None],
        "archived": [one for one in found if one.question.archived_at],
    }
    return render(request, "questions/library.html", context)


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_create(request: TeamRequest, programme: Programme) -> HttpResponse:
    form = QuestionTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        library.add_to_library(programme, form.new_question(), **form.service_fields())
        messages.success(request, _("The question is in the library. Events ask it once you add it to them."))
        return redirect("questions:library", programme.slug)
    return render(request, "questions/library_form.html", {"programme": programme, "form": form})


@programme_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_edit(request: TeamRequest, programme: Programme, kept: int) -> HttpResponse:
    question = _one(programme, kept)
    form = QuestionTextForm(request.POST or None, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            library.change_in_library(question, **form.changed_fields())
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved, for every event that asks it."))
            return redirect("questions:library", programme.slug)
    one = next((found for found in queries.kept(programme) if found.question == question), None)
    return render(request, "questions/library_form.html", {"programme": programme, "form": form, "kept": one})


@programme_for(Action.EDIT_EVENTS)
@require_POST
def question_archive(request: TeamRequest, programme: Programme, kept: int) -> HttpResponse:
    library.archive(_one(programme, kept))
    messages.success(request, _("Archived. Events that ask it go on; its answers are kept."))
    return redirect("questions:library", programme.slug)


@programme_for(Action.EDIT_EVENTS)
@require_POST
def question_bring_back(request: TeamRequest, programme: Programme, kept: int) -> HttpResponse:
    library.unarchive(_one(programme, kept))
    messages.success(request, _("Brought back: events can ask it again."))
    return redirect("questions:library", programme.slug)


def _one(programme: Programme, key: int) -> Question:
    return get_object_or_404(Question.objects.filter(programme=programme), pk=key)
