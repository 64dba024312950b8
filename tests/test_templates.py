"""Rules for the attributes of htmx in templates."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))
SENDING_WHILE_TYPING = re.compile(r'<[^<>]*hx-trigger="[^"]*\b(?:change|input)\b[^"]*"[^<>]*>')


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_the_response_to_the_last_input_is_shown(path):
    """Without hx-sync, htmx drops the last of three quick requests. It also drops the response for an element that an
    earlier response has replaced, so that elements are changed in place."""
    parts = SENDING_WHILE_TYPING.findall(path.read_text())

    assert [part for part in parts if "hx-sync=" not in part] == []
    assert [part for part in parts if 'hx-swap="outerHTML"' in part] == []
