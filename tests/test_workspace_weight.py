"""The first load of each page of the workspace is small, because a slow connection is the normal case. Its parts are in order."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from events.models import Event
from tests.markup import problems_of_structure
from tests.test_permissions import EXPECTED, client_of, path_of, world
from tests.test_workspace_queries import add_rows, is_a_page

pytestmark = [pytest.mark.look, pytest.mark.django_db]
MOST_BYTES = 100_000
SHEET = "workspace.css"
# The style sheets name the fonts. Pages in Latin letters load these two.
FONTS = ("fonts/source-sans-3-latin.woff2", "fonts/newsreader-latin.woff2")


def test_first_load_of_each_page_is_below_100_kb_and_its_headings_and_names_are_complete():
    people, arguments = world()
    client = client_of(people["manager"])
    event = Event.objects.get(slug=arguments["slug"])
    for _number in range(10):
        add_rows(event)

    weights, problems = {}, {}
    for name in EXPECTED:
        path = path_of(name, arguments)
        # The parts that a script requests, and mails in a frame, have no style sheet of the workspace.
        if path.startswith("/organise/") and is_a_page(response := client.get(path)) and SHEET in response.text:
            weights[name] = weight(response.text)
            problems[name] = problems_of_structure(response.text)

    assert len(weights) > 50
    assert {name: found for name, found in problems.items() if found} == {}
    assert {name: bytes_ for name, bytes_ in weights.items() if bytes_ > MOST_BYTES} == {}


def weight(page):
    """Return the bytes of a page with its style sheets, scripts and fonts, as they are sent."""
    head = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="([^"]+)"', page)
    files = {path.removeprefix(settings.STATIC_URL).split("?")[0] for path in head} | set(FONTS)
    assert SHEET in files
    return len(gzip.compress(page.encode())) + sum(size(name) for name in files)


def size(name):
    with open(finders.find(name), "rb") as file:
        content = file.read()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))
