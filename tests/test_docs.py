"""The documents name only files, folders and code that exist."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

pytestmark = pytest.mark.look

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)")
FOLDERS = ("accounts", "assets", "bench", "config", "docs", "events", "notifications", "static", "templates", "tests")
MAX_TERMS, MAX_WORDS = 40, 700


def paths_in(text):
    """Yield each piece of code that is the path of a file or folder of the project."""
    for code in CODE.findall(text):
        if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w./-]*", code):
            yield code


def names_in(text):
    """Yield each piece of code that is the dotted name of a module or of something in a module.

    `registration.states` is short for `events.registration.states`."""
    packages = {path.name for path in (ROOT / "events").iterdir() if (path / "__init__.py").exists()}
    for code in CODE.findall(text):
        if not re.fullmatch(r"[a-z_]+(\.\w+)+", code) or code.endswith((".org", ".py", ".md", ".toml", ".html")):
            continue
        first = code.partition(".")[0]
        if first in {"accounts", "config", "events", "notifications"}:
            yield code
        elif first in packages:
            yield f"events.{code}"


def exists(dotted):
    """Say whether a dotted name is a module, or an attribute path in a module."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_names_only_what_exists(page):
    text = page.read_text()

    missing_links = [link for link in LINK.findall(text) if "://" not in link and not (page.parent / link).exists()]
    missing_paths = [path for path in paths_in(text) if not (ROOT / path).exists()]
    missing_names = [name for name in names_in(text) if not exists(name)]

    assert (missing_links, missing_paths, missing_names) == ([], [], [])


def test_flows_list_files_that_exist_and_their_siblings():
    """Check the short file names that follow a folder in a flow, for example `overrides.py` after `notifications/wording/`."""
    missing = []
    for page in (ROOT / "docs/flows").glob("*.md"):
        folders = [Path(path) for path in paths_in(page.read_text())]
        parents = {path if (ROOT / path).is_dir() else path.parent for path in folders}
        for code in CODE.findall(page.read_text()):
            if re.fullmatch(r"\w+\.py", code) and not any((ROOT / parent / code).exists() for parent in parents):
                missing.append((page.name, code))

    assert missing == []


def test_glossary_has_at_most_forty_terms_each_with_its_class():
    lines = (ROOT / "docs/glossary.md").read_text().splitlines()
    terms = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")][2:]

    assert 0 < len(terms) <= MAX_TERMS
    assert [term for term, *_rest in terms if not term] == []
    assert [name for *_term, name in terms if not exists(name.strip("`"))] == []


def test_architecture_is_short():
    assert len((ROOT / "docs/architecture.md").read_text().split()) <= MAX_WORDS


def test_decisions_are_all_listed():
    folder = ROOT / "docs/decisions"
    listed = set(LINK.findall((folder / "README.md").read_text()))

    assert listed == {page.name for page in folder.glob("0*.md")}


# A recipe also names what it adds.
@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parent.name != "recipes"], ids=lambda page: str(page.relative_to(ROOT))
)
def test_page_names_only_identifiers_that_the_code_contains(page):
    """Check words in code style that look like identifiers: they occur in the code, the settings or the tests."""
    names = set(re.findall(r"`([a-z]+(?:_[a-z0-9]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+)`", page.read_text()))

    assert sorted(name for name in names if name not in words_of_the_code()) == []


@cache
def words_of_the_code():
    """Return every identifier in the Python files of the project and in the settings of its tools."""
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    texts = [path.read_text() for path in [*files, ROOT / "pyproject.toml", ROOT / "Makefile"]]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def test_readme_says_that_uploaded_files_need_a_backup_and_that_replies_are_read():
    readme = " ".join((ROOT / "README.md").read_text().split())

    assert "**8. Back up** the database, and the private files" in readme
    assert "Calendar replies and bounces arrive there. Plenary reads them if you set `IMAP_HOST`" in readme
