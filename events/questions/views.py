"""The organisers' pages of an event's questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import proposed_language
from events.models import Event, EventQuestion
from events.permissions import Action, TeamRequest, event_for
from events.questions import services
from events.questions.conditions import respondent_from_form
from events.questions.event_forms import EventQuestionForm, LibraryChoiceForm
from events.questions.forms import AnswersForm
from events.questions.library_queries import available_questions
from events.questions.queries import event_questions, form_questions, question_rows
from events.registration.errors import RegistrationError
from events.registration.forms import RegistrationForm, parse_keys


@event_for(Action.EDIT_EVENTS)
@require_GET
def question_list(request: TeamRequest, event: Event) -> HttpResponse:
    context = {
        "event": event,
        "may": request.may,
        "rows": question_rows(event),
        "library": LibraryChoiceForm(library=available_questions(event)),
    }
    return render(request, "questions/question_list.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_create(request: TeamRequest, event: Event) -> HttpResponse:
    form = EventQuestionForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_question(event, form.new_question(), **form.service_fields())
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("The question has been added to the form."))
            return redirect("questions:list", event.slug)
    return render(request, "questions/question_form.html", {"event": event, "may": request.may, "form": form})


@event_for(Action.EDIT_EVENTS)
@require_POST
def question_add(request: TeamRequest, event: Event) -> HttpResponse:
    """Add a question of the library to the event."""
    form = LibraryChoiceForm(request.POST, library=available_questions(event))
    if form.is_valid():
        services.add_question(event, get_object_or_404(available_questions(event), pk=form.cleaned_data["question"]))
        messages.success(request, _("The question has been added to the form."))
    else:
        messages.error(request, _("Choose a question of the library."))
    return redirect("questions:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_edit(request: TeamRequest, event: Event, event_question_id: int) -> HttpResponse:
    event_question = get_object_or_404(event_questions(event), pk=event_question_id)
    form = EventQuestionForm(request.POST or None, event=event, event_question=event_question)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_question(event_question, **form.changed_fields())
        except RegistrationError as error:
            form.add_error(None, str(error.advice))
        else:
            messages.success(request, _("Saved."))
            return redirect("questions:list", event.slug)
    context = {"event": event, "may": request.may, "form": form, "event_question": event_question}
    return render(request, "questions/question_form.html", context)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def question_remove(request: TeamRequest, event: Event, event_question_id: int) -> HttpResponse:
    event_question = get_object_or_404(event_questions(event), pk=event_question_id)
    if request.method == "GET":
        context = {"event": event, "event_question": event_question}
        return render(request, "questions/question_remove.html", context)
    try:
        services.remove_question(event_question)
    except RegistrationError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("The question has been removed from the form. Its answers are kept."))
    return redirect("questions:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_POST
def question_move(request: TeamRequest, event: Event, event_question_id: int) -> HttpResponse:
    event_question = get_object_or_404(EventQuestion.objects.filter(event=event).in_use(), pk=event_question_id)
    try:
        services.move_question(event_question, -1 if request.POST.get("to") == "up" else 1)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return redirect(f"{reverse('questions:list', args=[event.slug])}#question-{event_question.pk}")


@event_for(Action.EDIT_EVENTS)
@require_POST
def question_order(request: TeamRequest, event: Event) -> HttpResponse:
    order = parse_keys(request.POST.get("order", "").split(","))
    try:
        services.reorder_questions(event, order)
    except RegistrationError as error:
        messages.error(request, error.advice)
    return redirect("questions:list", event.slug)


@event_for(Action.EDIT_EVENTS)
@require_http_methods(["GET", "POST"])
def preview(request: TeamRequest, event: Event) -> HttpResponse:
    """Show the forms of both stages as a participant sees them. Nothing that is posted is saved."""
    data, files = request.POST or None, request.FILES or None
    respondent = respondent_from_form(event, request.POST)
    language = proposed_language(request, "", event.language, event.programme.language)
    form = RegistrationForm(data, event=event, language=language)
    answers = AnswersForm(
        data,
        files,
        questions=form_questions(event),
        respondent=respondent,
        follows_person=True,
        chooses_mode=event.mode == Event.Mode.HYBRID,
    )
    later_answers = AnswersForm(
        data,
        files,
        questions=form_questions(event, stage=EventQuestion.Stage.CONFIRMED),
        respondent=respondent,
        follows_person=True,
        is_partial=True,
    )
    # All forms are validated, so that all of them show their errors.
    are_valid = [form.is_valid(), answers.is_valid(), later_answers.is_valid()]
    context = {
        "event": event,
        "may": request.may,
        "form": form,
        "answers": answers,
        "later_answers": later_answers,
        "is_valid": data is not None and all(are_valid),
    }
    return render(request, "questions/preview.html", context)
