"""No log of ours contains the token of a link."""

import io
import logging
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings

from accounts.links.converters import is_link_path, link_prefixes
from accounts.links.masking import mask
from accounts.links.tokens import make_token
from events.registration import links
from tests.accounts.links.urls import names_with_converter, names_with_tokens, path_of
from tests.factories import make_event, make_person

pytestmark = pytest.mark.look

TOKEN = "WyJvd24iLDEsMl0:A5ewXAyRUQccegdPCEYLOidm2ft-wqicPZ4jwJqzau8"
SECRET = "Zm9vYmFyYmF6cXV4"  # does not look like a signed token
METHODS = ["get", "head", "post", "put", "delete", "options", "propfind", "report", "mkcol"]


@pytest.fixture
def log():
    """Return what a handler of the root logger writes, with the format of the settings."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["line"]["format"]))
    names = [None, "django", "django.server", "plenary.security", "django.template"]
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    # At DEBUG it writes the whole context of a page for each variable that is missing: megabytes for each test.
    loggers[-1].setLevel(logging.INFO)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_every_url_with_a_token_has_the_converter():
    assert names_with_tokens() == names_with_converter()
    assert len(names_with_tokens()) >= 7


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", names_with_tokens())
def test_no_request_logs_the_token_of_its_url(client, log, name, method):
    for path in (
        path_of(name, SECRET),
        path_of(name, TOKEN),
        path_of(name, SECRET) + "more/",
        path_of(name, SECRET)[:-1],
    ):
        client.generic(method.upper(), path, headers={"referer": f"http://testserver{path}"})

    assert SECRET not in log.getvalue()
    assert TOKEN not in log.getvalue()


@pytest.mark.parametrize("name", names_with_tokens())
@pytest.mark.parametrize(
    "text",
    [
        "Not Found: {}",
        '"GET {} HTTP/1.1" 404 179',
        "https://events.example.org{}",
        "<WSGIRequest: POST '{}'>",
        "login?next={}&x=1",
        "Referer: http://host{}#keep",
        "('{}', 3)",
    ],
)
def test_masks_paths_wherever_they_are(name, text):
    path = path_of(name, SECRET)

    for written in (text.format(path), text.format(quote(path, safe="")), text.format(quote(path, safe="")).lower()):
        assert SECRET.lower() not in mask(written).lower()


def test_masks_tokens_without_a_path():
    assert mask(f"KeyError: '{TOKEN}'") == "KeyError: '…'"
    assert mask(f"bad={quote(TOKEN, safe='')}&x") == "bad=…&x"


def test_masks_credentials_in_addresses():
    assert mask("https://hook:secret-word@events.example.org/inbound/") == "https://…@events.example.org/inbound/"


@pytest.mark.parametrize(
    "text", ["Registered: 3 people", "/events/seminar-2027/", "12:30 at a/b", "100 %", "/organise/registrations/"]
)
def test_other_texts_stay(text):
    assert mask(text) == text


def test_arguments_and_tracebacks_are_masked(log):
    try:
        raise LookupError(f"no row for {TOKEN} at /nominate/{SECRET}/")
    except LookupError:
        logging.getLogger("celery.task").exception("Task %s with %r", "x", {"path": f"/registrations/{SECRET}/"})
    logging.getLogger("granian.access").propagate = True
    logging.getLogger("granian.access").warning('%(path)s "%(method)s"', {"path": f"/mails/{SECRET}/", "method": "GET"})

    written = log.getvalue()
    assert SECRET not in written
    assert TOKEN not in written
    assert "LookupError" in written
    assert "/mails/…/" in written


def test_a_record_with_wrong_arguments_is_kept(log, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logging.getLogger("plenary").warning("%s and %s", "one")  # noqa: PLE1206 (the mistake is the test)
    logging.getLogger("plenary").warning("next")

    assert "next" in log.getvalue()


@pytest.mark.django_db
def test_an_error_behind_a_link_is_logged_without_its_token(client, log, monkeypatch):
    token = make_token(links.REGISTRATION, make_event().registrations.create(person=make_person(), status="pending"))
    monkeypatch.setattr("events.self_service.link_views.registration_context", lambda registration: 1 / 0)
    client.raise_request_exception = False

    response = client.get(path_of("self_service:registration", token))

    assert response.status_code == 500
    assert "ZeroDivisionError" in log.getvalue()
    assert token not in log.getvalue()


def test_the_readme_names_all_paths_with_tokens():
    text = Path(settings.BASE_DIR, "README.md").read_text()
    listed = set(re.findall(r"`/([\w/-]+/)…`", text))
    in_proxy = re.search(r"location ~ \^/\((.+)\)/ \{", text).group(1).split("|")

    assert listed == set(link_prefixes())
    assert {f"{path}/" for path in in_proxy} == set(link_prefixes())


def test_paths_that_do_not_exist_are_recognised():
    assert is_link_path(f"/registrations/{SECRET}/more/even/more")
    assert not is_link_path("/events/")
