"""Where organisers choose what an event asks, in which order and of whom, and see it as participants will."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import proposed_language
from events.models import Event, EventQuestion
from events.permissions import Action, TeamRequest, event_for
from events.questions import conditions, queries, services
from events.questions.editing import LibraryForm, QuestionForm
from events.questions.forms import AnswersForm
from events.registration.errors import RegistrationError
from events.registration.forms import RegistrationForm


@event_for(Action.EDIT_EVENTS)
@require_GET
def question_list(request: TeamRequest, event: Event) -> HttpResponse:
    context = {
        "event": event,
        "may": request.may,
        "rows": queries.rows(event),
        "library": LibraryForm(library=queries.library(event)),
    }
    return render(request, "questions/question_list.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_create(request: TeamRequest, event: Event) -> HttpResponse:
    form = QuestionForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_question(event, form.new_question(), **form.service_fields())
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("The question is asked from now on."))
            return redirect("questions:list", event.slug)
    return render(request, "questions/question_form.html", {"event": event, "may": request.may, "form": form})


@event_for(Action.EDIT_EVENTS)
@require_POST
def question_add(request: TeamRequest, event: Event) -> HttpResponse:
    form = LibraryForm(request.POST, library=queries.library(event))
    if form.is_valid():
        services.add_question(event, get_object_or_404(queries.library(event), pk=form.cleaned_data["question"]))
        messages.success(request, _("The question is asked from now on."))
    else:
        messages.error(request, _("Choose a question of the library."))
    return redirect("questions:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_edit(request: TeamRequest, event: Event, question: int) -> HttpResponse:
    asked = get_object_or_404(queries.of_event(event), pk=question)
    form = QuestionForm(request.POST or None, event=event, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_question(asked, **form.changed_fields())
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("questions:list", event.slug)
    context = {"event": event, "may": request.may, "form": form, "asked": asked}
    return render(request, "questions/question_form.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_remove(request: TeamRequest, event: Event, question: int) -> HttpResponse:
    asked = get_object_or_404(queries.of_event(event), pk=question)
    if request.method == "GET":
        return render(request, "questions/question_remove.html", {"event": event, "asked": asked})
    try:
        services.remove(asked)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The question is asked no more. Its answers are kept."))
    return redirect("questions:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def question_move(request: TeamRequest, event: Event, question: int) -> HttpResponse:
    asked = get_object_or_404(EventQuestion.objects.filter(event=event).asked(), pk=question)
    try:
        services.move(asked, -1 if request.POST.get("to") == "up" else 1)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return redirect(f"{reverse('questions:list', args=[event.slug])}#question-{asked.pk}")


@event_for(Action.EDIT_EVENTS)
@require_POST
def question_order(request: TeamRequest, event: Event) -> HttpResponse:
    order = [int(key) for key in request.POST.get("order", "").split(",") if key.isascii() and key.isdigit()]
    try:
        services.reorder(event, order)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return redirect("questions:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def preview(request: TeamRequest, event: Event) -> HttpResponse:
    """The form as a participant sees it. It can be tried; nothing of it is saved."""
    data = request.POST or None
    language = proposed_language(request, "", event.language, event.programme.language)
    form = RegistrationForm(data, event=event, language=language)
    answers = AnswersForm(
        data,
        request.FILES or None,
        questions=queries.asked_questions(event),
        about=conditions.typed(event, request.POST),
        follows_person=True,
        chooses_mode=event.mode == Event.Mode.HYBRID,
    )
    later = AnswersForm(
        data,
        request.FILES or None,
        questions=queries.asked_questions(event, stage=EventQuestion.Stage.CONFIRMED),
        about=conditions.typed(event, request.POST),
        follows_person=True,
        is_partial=True,
    )
    is_good = data is not None and all([form.is_valid(), answers.is_valid(), later.is_valid()])
    context = {"event": event, "may": request.may, "form": form, "answers": answers, "later": later}
    context["is_good"] = is_good
    return render(request, "questions/preview.html", context)
