"""Descriptions of answers and conditions in words, for pages and exports."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models import Event, EventQuestion, Question

Kind = Question.Kind


def describe_answer(question: Question, value: Any, countries: Mapping[str, str]) -> str:
    """Return the stored value of an answer in words. `countries` maps ISO codes to names."""
    if question.kind in Question.CHOICE_KINDS:
        labels: dict[str, str] = {choice["value"]: choice["label"] for choice in question.choices}
        selected = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(choice), str(choice)) for choice in selected)
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


def describe_conditions(
    event_question: EventQuestion, questions: Mapping[int, Question], countries: Mapping[str, str]
) -> str:
    """Return all conditions of a question in words, or "" if everyone is asked.

    `questions` maps the keys of the event's questions to their library questions, `countries` ISO codes to names."""
    parts = [describe_dependency(event_question, questions)]
    if event_question.shown_if_mode:
        modes = ", ".join(str(Event.Mode(value).label) for value in event_question.shown_if_mode)
        parts.append(_("Only for this format: %(modes)s.") % {"modes": modes})
    parts.append(describe_participants(event_question, countries))
    return " ".join(filter(None, parts))


def describe_dependency(event_question: EventQuestion, questions: Mapping[int, Question]) -> str:
    """Return in words which answers to another question are required, or "" for none."""
    dependency = questions.get(event_question.shown_if_question_id or 0)
    if dependency is None:
        return ""
    labels = dict(dependency.condition_choices)
    answers = _(" or ").join(f"“{labels.get(value, value)}”" for value in event_question.shown_if_values)
    return _("Only if you answer %(answers)s to “%(question)s”.") % {"answers": answers, "question": dependency.label}


def describe_participants(event_question: EventQuestion, countries: Mapping[str, str]) -> str:
    """Return in words which countries and constituencies are asked, or "" for all."""
    parts = []
    if event_question.shown_if_country:
        names = ", ".join(countries.get(iso2, iso2) for iso2 in event_question.shown_if_country)
        parts.append(_("Only for participants from: %(countries)s.") % {"countries": names})
    if event_question.shown_if_constituency:
        known = event_question.event.programme.constituencies
        names = ", ".join(str(known.label(value)) for value in event_question.shown_if_constituency)
        parts.append(_("Only for these constituencies: %(constituencies)s.") % {"constituencies": names})
    return " ".join(parts)
