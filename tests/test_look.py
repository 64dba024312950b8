import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.look
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
def test_pages_have_a_strict_content_security_policy(client):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_signs_have_a_size_on_every_page():
    """A page without the style sheet of the workspace has signs, too: an SVG without a size fills the column."""
    style = (ROOT / "static/plenary.css").read_text()

    assert re.search(r"\.icon\{[^}]*width:1\.18em", style)
