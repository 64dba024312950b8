import gc
import os
import shutil
import warnings

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.helpers import watch_console

# The event loop of Playwright runs in this thread. Without this, Django refuses to use the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def collect() -> None:
    """Under Playwright's loop a context may have a connection of its own to SQLite's database in memory. Django closes
    none of those; whatever runs when one is forgotten would be blamed for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=15_000)  # milliseconds. A busy machine needs more than the usual five seconds.
    chromium = shutil.which("chromium")
    if not chromium:
        missing = "the browser tests need Debian's chromium"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield browser
        browser.close()
    collect()


@pytest.fixture(autouse=True)
def _no_connections_left():
    yield
    collect()


@pytest.fixture
def phone(browser):
    """Return a page of the size of a phone. Errors in its console fail the test: refused scripts, missing files."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Asia/Tokyo", locale="en-GB")
    page = context.new_page()
    problems = watch_console(page)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def offline_phone(browser):
    """Return a page of the size of a phone whose console may have errors: files that do not load without a connection."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Asia/Tokyo", locale="en-GB")
    page = context.new_page()
    yield page
    context.close()
