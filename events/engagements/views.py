"""The page of an expert, which opens from the link in their mail and needs no account."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.links.confirmation import Question, ask_first
from accounts.links.pages import behind_link
from accounts.links.tokens import Link
from accounts.security_log import SecurityEvent, record
from events.contributors.links import ENGAGEMENT
from events.engagements import services, slides
from events.engagements.forms import ConditionForm, DeclineForm, NeedsForm, OwnProfileForm, SlidesForm
from events.engagements.own_page import page_context, tasks_of
from events.errors import DomainError
from events.experts import services as directory
from events.experts.forms import PeriodFormSet
from events.experts.picture_views import picture_response
from events.models import Contributor, Engagement, ExpertPicture, Slides
from events.questions.files import download_response

type Action = Callable[[HttpRequest, Engagement], HttpResponse]


@behind_link(ENGAGEMENT)
def own(request: HttpRequest, link: Link[Engagement]) -> HttpResponse:
    """Show the page; with POST, carry out one of ACTIONS."""
    engagement = link.subject
    if request.method != "POST":
        return render(request, "engagements/own.html", page_context(request, engagement))
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    try:
        return action(request, engagement)
    except DomainError as error:
        messages.error(request, error.advice)
        return redirect(request.path)


def _saved(request: HttpRequest, text: str, part: str = "") -> HttpResponse:
    messages.success(request, text)
    return redirect(f"{request.path}#{part}" if part else request.path)


def _accept(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    services.accept(engagement, _task(request, engagement).pk)
    return _saved(request, _("Thank you. The organisers see that you accept."))


def _accept_if(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Accept with a condition."""
    task, form = _task(request, engagement), ConditionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write your condition in at most 300 characters."))
        return redirect(f"{request.path}#task-{task.pk}")
    services.accept(engagement, task.pk, condition=" ".join(form.cleaned_data["condition"].split()))
    return _saved(request, _("Thank you. The organisers read your condition, and write to you."), f"task-{task.pk}")


def _decline(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Ask first: the organisers look for somebody else then."""
    task, form = _task(request, engagement), DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please shorten the reason to 300 characters."))
        return redirect(request.path)
    question = Question(
        _("You cannot take part in this session?"),
        (_("The organisers learn it, and look for another person. They read your reason."),),
        _("Yes, I decline"),
        name=task.session.title,
    )
    if page := ask_first(request, question):
        return page
    services.decline(engagement, task.pk, reason=" ".join(form.cleaned_data["reason"].split()))
    return _saved(request, _("Thank you for telling us. The organisers see your answer."))


def _profile(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    expert = engagement.expert
    form = OwnProfileForm(request.POST, request.FILES, expert=expert)
    if not form.is_valid():
        context = page_context(request, engagement, profile_form=form)
        return render(request, "engagements/own.html", context)
    cleaned = form.cleaned_data
    directory.update_profile(expert, **form.profile())
    directory.agree_to_page(expert, is_public=cleaned["is_public"])
    if cleaned["picture"]:
        directory.set_picture(expert, cleaned["picture"], is_shown=cleaned["shows_picture"])
    elif cleaned.get("removes_picture"):
        directory.remove_picture(expert)
    else:
        directory.show_picture(expert, is_shown=cleaned["shows_picture"])
    return _saved(request, _("Saved: your profile."), "profile")


def _needs(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    form = NeedsForm(request.POST)
    if not form.is_valid():
        return render(request, "engagements/own.html", page_context(request, engagement, needs_form=form))
    services.save_needs(engagement, **form.cleaned_data)
    return _saved(request, _("Saved: what you need."), "needs")


def _days(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    periods = PeriodFormSet(request.POST, prefix="away")
    if not periods.is_valid():
        return render(request, "engagements/own.html", page_context(request, engagement, periods=periods))
    directory.set_unavailable(engagement.expert, periods.periods())
    return _saved(request, _("Saved: the days on which you cannot come."), "days")


def _slides(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    """Store slides that a browser without scripts sends in one piece."""
    task, form = _task(request, engagement), SlidesForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(form.errors["file"][0]))
        return redirect(f"{request.path}#slides-{task.pk}")
    slides.store(task, form.cleaned_data["file"])
    return _saved(request, _("Saved: your slides."), f"slides-{task.pk}")


def _slides_consent(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    task = _task(request, engagement)
    slides.agree(task, may_publish="may_publish" in request.POST, in_library="in_library" in request.POST)
    return _saved(request, _("Saved: whether your slides may be published."), f"slides-{task.pk}")


def _remove_slides(request: HttpRequest, engagement: Engagement) -> HttpResponse:
    task = _task(request, engagement)
    question = Question(
        _("Remove your slides?"), (_("The organisers and the public no longer see them."),), _("Yes, remove them")
    )
    if page := ask_first(request, question):
        return page
    slides.remove(task)
    return _saved(request, _("Your slides are removed."), f"slides-{task.pk}")


def _task(request: HttpRequest, engagement: Engagement) -> Contributor:
    """Return the task that the form names. Raise Http404 for one of somebody else."""
    return find_task(engagement, request.POST.get("task", ""))


def find_task(engagement: Engagement, key: str) -> Contributor:
    for task in tasks_of(engagement):
        if str(task.pk) == key:
            return task
    raise Http404


@behind_link(ENGAGEMENT, ("GET", "HEAD"))
def own_picture(request: HttpRequest, link: Link[Engagement]) -> HttpResponse:
    return picture_response(get_object_or_404(ExpertPicture, expert=link.subject.expert_id))


@behind_link(ENGAGEMENT, ("GET", "HEAD"))
def own_slides(request: HttpRequest, link: Link[Engagement], key: uuid.UUID) -> HttpResponseBase:
    """Send the expert their own slides."""
    tasks = [task.pk for task in tasks_of(link.subject)]
    stored = get_object_or_404(Slides, contributor__in=tasks, key=key)
    record(SecurityEvent.FILE_DOWNLOADED, request=request, subject=link.person, file_id=stored)
    return download_response(stored)


# By the value of the button.
ACTIONS: dict[str, Action] = {
    "accept": _accept,
    "accept_if": _accept_if,
    "decline": _decline,
    "profile": _profile,
    "needs": _needs,
    "days": _days,
    "slides": _slides,
    "consent": _slides_consent,
    "remove": _remove_slides,
}
