import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
TEMPLATES = [
    path for path in (ROOT / "templates").rglob("*.html") if "mail" not in path.parts and "email" not in path.parts
]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_contain_no_inline_script_or_style(path):
    text = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*src=)", text)


def test_pages_load_no_files_from_other_sites():
    for path in [*TEMPLATES, ROOT / "static/plenary.css", ROOT / "static/site.js"]:
        assert not re.search(r"""(src=|@import|url\()\s*["']?(https?:)?//""", path.read_text()), path


@pytest.mark.django_db
def test_first_load_of_the_event_list_is_small(client):
    """HTML, style sheet, scripts and the two Latin fonts, compressed, have less than 100 kB."""
    call_command("demo", verbosity=0)
    page = client.get("/events/").content
    texts = [
        page,
        *((ROOT / "static" / name).read_bytes() for name in ("plenary.css", "events.css", "site.js", "htmx.min.js")),
    ]
    fonts = [
        (ROOT / "static/fonts" / name).stat().st_size
        for name in ("newsreader-latin.woff2", "source-sans-3-latin.woff2")
    ]

    assert sum(len(gzip.compress(text)) for text in texts) + sum(fonts) < 100_000


@pytest.mark.django_db
def test_pages_have_a_strict_content_security_policy(client):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
