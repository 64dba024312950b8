"""Rules for templates: the attributes of htmx, the time zone of dates, and the contact of an event."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.look

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
# A moment as a date. Django's active zone is UTC, so without another zone the day is that of UTC.
DATE_OF_A_MOMENT = re.compile(r"[\w.]+[_.]at\|date:\"(?!c\")")
# Pages of a programme, which has no place: their days are days in UTC.
WITHOUT_EVENT = {"call_edit.html", "request_list.html"}
# The pages that people without an account open by the links in their mails, and what they include.
BEHIND_LINKS = {
    "assignments",
    "follow_ups",
    "journeys",
    "links",
    "meetings",
    "mission_reports",
    "missions",
    "nominations",
}
BEHIND_LINKS |= {"engagements", "components", "security_lists", "study_visits", "travel"}
# What is no text, in this order: words that gettext has, and the class of a page; expressions; scripts, pictures and tags.
NO_TEXT = [
    re.compile(r"{%\s*(blocktranslate|comment)\b.*?{%\s*end\1\s*%}|{% block body_class %}.*?{% endblock %}", re.DOTALL),
    re.compile(r"{[%#{].*?[%#}]}", re.DOTALL),
    re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL),
]
SENDING_WHILE_TYPING = re.compile(r'<[^<>]*hx-trigger="[^"]*\b(?:change|input)\b[^"]*"[^<>]*>')


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_response_to_the_last_input_is_shown(path):
    """Without hx-sync, htmx drops the last of three quick requests. It also drops the response for an element that an
    earlier response has replaced, so that elements are changed in place."""
    parts = SENDING_WHILE_TYPING.findall(path.read_text())

    assert [part for part in parts if "hx-sync=" not in part] == []
    assert [part for part in parts if 'hx-swap="outerHTML"' in part] == []


def test_no_template_writes_the_word_before_the_title_of_a_page_with_errors():
    """config.page_middleware writes it on every page with a summary of errors. Twice is once too many."""
    assert [path.name for path in TEMPLATES if '{% translate "Error:" %}' in path.read_text()] == []


def test_pages_of_an_event_name_the_address_that_replies_about_it_go_to():
    """An event can have a contact of its own: see Event.contact_address."""
    assert [path.name for path in TEMPLATES if "event.programme.contact_email" in path.read_text()] == []


def test_dates_on_pages_of_an_event_are_days_at_its_place():
    """An answer on Monday morning in Tokyo is not one of Sunday."""
    folders = (
        "agenda",
        "engagements",
        "journeys",
        "missions",
        "study_visits",
        "registration",
        "participants",
        "travel",
    )
    paths = [path for path in TEMPLATES if path.parent.name in folders or path.name.startswith(("event_", "agenda_"))]

    assert len(paths) > 100
    found = {path.name: DATE_OF_A_MOMENT.findall(path.read_text()) for path in paths if path.name not in WITHOUT_EVENT}
    assert {name: moments for name, moments in found.items() if moments} == {}


def test_hours_without_a_place_name_their_zone():
    text = "".join(path.read_text() for path in TEMPLATES)
    hours = re.findall(r"[\w.]+[_.]at\|date:\"[^\"]*H:i\" *}}(.{4})", text)

    assert hours
    assert set(hours) == {" UTC"}


def test_all_text_of_pages_behind_links_goes_through_gettext():
    untranslated = {}
    for path in TEMPLATES:
        if path.parent.name in BEHIND_LINKS:
            text = path.read_text()
            for pattern in NO_TEXT:
                text = pattern.sub(" ", text)
            if words := re.findall(r"[A-Za-z]{2,}", text):
                untranslated[path.name] = words

    assert untranslated == {}
