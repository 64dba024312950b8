"""Follow all links of the public demonstration: no dead link, no page without a description, no picture without a text,
no heading that skips a level, no id twice, no link or button without a name, and no page that loads more than 100 kB.

The seven parts of the page from which the programme comes each lead to a page that says more."""

import gzip
from collections import deque
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from events.demo.facts import facts
from tests.markup import problems_of_structure

pytestmark = pytest.mark.look

MOST_PAGES = 700  # a safeguard: filters and pages of lists could lead on for ever
# One representative of each filter is enough: its other values are the same page with other rows.
SAMPLED = ("/calendar/", "/events/", "/resources/", "/pictures/", "/oembed")
MOST_OF_A_LIST = 12
HOME = "/programmes/asean-ilo-japan/"


class PublicPage(HTMLParser):
    """Collect the links, the description, the pictures and the text of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.bare_pictures, self.words = [], set(), [], []
        self.description, self.title, self.inside = "", "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.inside.append(tag)
        if "id" in values:
            self.ids.add(values["id"])
        if tag == "meta" and values.get("name") == "description":
            self.description = values.get("content") or ""
        # An empty text marks a decoration, which must then be beside words in the same link.
        if tag == "img" and values.get("alt") is None:
            self.bare_pictures.append(values.get("src"))
        for name in ("href", "src"):
            if values.get(name) and not (tag == "link" and values.get("rel") == "preload"):
                self.links.append(values[name])

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if "title" in self.inside:
            self.title += data
        elif not {"script", "style"} & set(self.inside):
            self.words += data.split()


class Crawl:
    def __init__(self, start):
        self.client = Client()
        self.pages, self.problems, self.targets = {}, [], []
        self.sampled = {}
        self.queue, self.seen = deque((path, "") for path in start), set(start)
        while self.queue and len(self.seen) < MOST_PAGES:
            self._visit(*self.queue.popleft())

    def _visit(self, path, origin):
        answer = self.client.get(path)
        if answer.status_code in {301, 302}:
            self._queue_link(path, answer["Location"])
            return
        if answer.status_code != 200:
            self.problems.append(f"{origin} leads to {path}: {answer.status_code}")
        if answer.streaming:
            b"".join(answer.streaming_content)
            return
        if not answer["Content-Type"].startswith("text/html") or answer.status_code != 200:
            return
        page = self.pages[path] = PublicPage(answer.content.decode())
        self.problems += [f"{path}: {problem}" for problem in problems_of_structure(answer.content.decode())]
        if not page.description.strip():
            self.problems.append(f"{path} has no description")
        if not page.title.strip():
            self.problems.append(f"{path} has no title")
        self.problems += [f"{path} shows {src} without a text" for src in page.bare_pictures]
        for link in page.links:
            self._queue_link(path, link)

    def _queue_link(self, path, link):
        absolute = urljoin(f"{settings.BASE_URL}{path}", link)
        parts = urlsplit(absolute)
        if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != settings.BASE_URL:
            return
        target, fragment = urldefrag(absolute.removeprefix(settings.BASE_URL))
        if fragment:
            self.targets.append((path, target, fragment))
        if target in self.seen or parts.path.startswith(settings.STATIC_URL):
            return
        start = next((start for start in SAMPLED if parts.path.startswith(start) and parts.query), None)
        if start:
            kind = (parts.path, *sorted(name for name, _value in parse_qsl(parts.query)))
            self.sampled[kind] = self.sampled.get(kind, 0) + 1
            if self.sampled[kind] > 2:
                return
        self.seen.add(target)
        self.queue.append((target, path))

    def missing_targets(self):
        """Return the links to a part of a page that has no such part."""
        return {
            f"{origin} leads to {target}#{fragment}"
            for origin, target, fragment in self.targets
            if target in self.pages and fragment not in self.pages[target].ids
        }


@pytest.fixture(scope="module")
def crawl(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        return Crawl(["/"])


@pytest.mark.usefixtures("demo")
def test_public_pages_have_no_dead_link_and_no_page_without_a_description(crawl):
    assert crawl.problems == []
    assert crawl.missing_targets() == set()
    assert not crawl.queue
    assert len(crawl.pages) > 100


@pytest.mark.usefixtures("demo")
def test_crawl_finds_all_kinds_of_pages(crawl):
    for path in (
        "/programmes/", HOME, "/countries/", "/countries/vn/", "/events/", "/resources/", "/pictures/", "/calendar/",
        "/programmes/sample-season/news/", "/privacy/", "/contact/", "/about/",
    ):  # fmt: skip
        assert path in crawl.pages, path
    assert any("/areas/" in path for path in crawl.pages)
    assert any("/declarations/" in path for path in crawl.pages)


# What the original says under each of its seven menu items, and the page that says more.
MENU = {
    "Project": (HOME, ["phases", "partners", "areas"]),
    "Viet Nam": ("/countries/vn/", ["work"]),
    "In ASEAN": ("/countries/", []),
    "Events": ("/events/", []),
    "Resources": ("/resources/", []),
    "Pictures": ("/pictures/", []),
}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("item", MENU)
def test_each_item_of_the_original_leads_to_a_page_that_says_more(crawl, item):
    path, parts = MENU[item]

    page = crawl.pages[path]

    assert len(page.words) > 100
    assert [part for part in parts if part not in page.ids] == []


@pytest.mark.usefixtures("demo")
def test_project_page_has_all_facts_of_the_original(client, crawl):
    text = client.get(HOME).text

    for fact in [*facts()["phases"], *facts()["areas_of_action"]]:
        assert fact["title"].replace("'", "&#x27;") in text
    for partner in facts()["partners"]:
        assert partner["name"].replace("'", "&#x27;") in text
    for phase in facts()["phases"]:
        for source in phase["sources"]:
            assert source["title"].removeprefix("Seed: ").replace("&", "&amp;") in text


@pytest.mark.usefixtures("demo")
def test_page_of_viet_nam_has_its_events_and_the_phase_that_targets_it(client):
    text = client.get("/countries/vn/").text

    phase = next(phase for phase in facts()["phases"] if phase.get("target_country") == "VN")
    assert phase["title"] in text
    there = [event for event in facts()["events"] if event["country"] == "VN" and event.get("phase")]
    assert len(there) >= 3
    assert [event["title"] for event in there if event["title"] not in text] == []
    assert "member since 1995" in text


@pytest.mark.usefixtures("demo")
def test_brochure_of_the_original_is_a_pdf(client, crawl):
    path = f"{HOME}brochure.pdf"

    assert path in crawl.seen
    assert client.get(path).content.startswith(b"%PDF")


@pytest.mark.usefixtures("demo")
def test_every_event_of_the_programme_is_on_its_pages(client):
    titles = set()
    for number in range(1, 9):
        titles |= {event.title for event in client.get(f"{HOME}?page={number}").context["events"].past.object_list}

    assert titles == {event["title"] for event in facts()["events"]}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("/", ("programme-pages.css", "events.css")),
        ("/events/", ("events.css", "htmx.min.js")),
        ("/programmes/asean-ilo-japan/", ("programme-pages.css",)),
        ("/countries/", ("programme-pages.css",)),
        ("/countries/vn/", ("programme-pages.css",)),
        ("/programmes/sample-season/news/", ("programme-pages.css",)),
    ],
)
def test_first_load_is_below_100_kb(client, path, files):
    """HTML, style sheets, scripts and the two Latin fonts, compressed."""
    static = Path(settings.BASE_DIR) / "static"
    texts = [client.get(path).content, *((static / name).read_bytes() for name in ("plenary.css", "site.js", *files))]
    fonts = [
        (static / "fonts" / name).stat().st_size for name in ("newsreader-latin.woff2", "source-sans-3-latin.woff2")
    ]

    assert sum(len(gzip.compress(text)) for text in texts) + sum(fonts) < 100_000
