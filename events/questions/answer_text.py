"""Questions and answers in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Constituency
from events.models import Event, EventQuestion, Question

Kind = Question.Kind


def answer(question: Question, value: Any, countries: Mapping[str, str]) -> str:
    """Return an answer in words; countries are names by code."""
    if question.kind in Question.WITH_CHOICES:
        labels: dict[str, str] = {choice["value"]: choice["label"] for choice in question.choices}
        return ", ".join(labels.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))
    if question.kind == Kind.YES_NO:
        return _("Yes") if value else _("No")
    if question.kind == Kind.CONSENT:
        return _("Agreed")
    if question.kind == Kind.COUNTRY:
        return str(countries.get(value, value))
    if question.kind == Kind.DATE:
        day = parse_date(value)
        return date_format(day, "j F Y") if day else str(value)
    return str(value)


def conditions(asked: EventQuestion, questions: Mapping[int, Question], countries: Mapping[str, str]) -> str:
    """Return in words of whom a question is asked; "" for everybody."""
    parts = [after_answers(asked, questions)]
    if asked.shown_if_mode:
        modes = ", ".join(str(Event.Mode(value).label) for value in asked.shown_if_mode)
        parts.append(_("Only for those who come: %(modes)s.") % {"modes": modes})
    parts.append(of_participants(asked, countries))
    return " ".join(filter(None, parts))


def after_answers(asked: EventQuestion, questions: Mapping[int, Question]) -> str:
    """Return in words upon which answers a question depends; "" for none."""
    deciding = questions.get(asked.shown_if_question_id or 0)
    if deciding is None:
        return ""
    words = dict(deciding.deciding_values)
    answers = _(" or ").join(f"“{words.get(value, value)}”" for value in asked.shown_if_values)
    return _("Only if you answer %(answers)s to “%(question)s”.") % {"answers": answers, "question": deciding.label}


def of_participants(asked: EventQuestion, countries: Mapping[str, str]) -> str:
    """Return in words of which participants a question is asked; "" for all."""
    parts = []
    if asked.shown_if_country:
        names = ", ".join(countries.get(iso2, iso2) for iso2 in asked.shown_if_country)
        parts.append(_("Only for participants from: %(countries)s.") % {"countries": names})
    if asked.shown_if_constituency:
        names = ", ".join(str(Constituency(value).label) for value in asked.shown_if_constituency)
        parts.append(_("Only for participants of: %(constituencies)s.") % {"constituencies": names})
    return " ".join(parts)
