"""The answer of an institution that it has no comments on a document of its mission: one button, and a confirmation."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.links.confirmation import Question, ask_first
from events.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def answer(
    request: HttpRequest, heading: "StrOrPromise", what_follows: "StrOrPromise", store: Callable[[], object]
) -> HttpResponse:
    """Ask first; then call store, which may raise DomainError, and return to the page with a message.

    what_follows: a sentence that says what the answer means."""
    question = Question(heading, (what_follows,), _("Yes, we have no comments"), is_loss=False)
    if page := ask_first(request, question):
        return page
    try:
        store()
    except DomainError as error:
        messages.error(request, error.advice)
    else:
        messages.success(request, _("Thank you. The team knows that you have no comments."))
    return redirect(request.path)
