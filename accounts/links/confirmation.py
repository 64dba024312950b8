"""Ask before a change that cannot be taken back: the reader of a mail is one tap away from every button of the page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FIELD = "confirmed"


@dataclass(frozen=True)
class Question:
    """What the page asks. loses: sentences that say what happens. name: of a person whom it is about, "" for nobody else.

    is_loss: whether the button is shown as a dangerous one."""

    heading: "StrOrPromise"
    loses: tuple["StrOrPromise", ...]
    button: "StrOrPromise"
    name: str = ""
    is_loss: bool = True


def ask_first(request: HttpRequest, question: Question | None) -> HttpResponse | None:
    """Return the page that asks whether the posted change is meant, or None if the person has confirmed it.

    Without a question, there is nothing to ask. The page posts the same values again, with FIELD. It changes nothing."""
    if question is None or request.POST.get(FIELD) == "1":
        return None
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {FIELD, "csrfmiddlewaretoken"}
        for value in values
    ]
    return render(request, "links/confirm.html", {"question": question, "kept": kept})
