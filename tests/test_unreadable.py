"""Values that no page can use, in the address of every page and in each parameter that a view reads."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import DataError, OperationalError
from django.test import RequestFactory
from django.urls import reverse
from django.utils.crypto import get_random_string

from config.unreadable import UnreadableMiddleware
from events.agenda.forms import MOST_ROWS, EditorChoices, RowSet
from events.planning.documents import DocumentFormSet
from events.programmes.settings_forms import AreaRows, PartnersRows, PhaseRows
from events.venues.forms import RoomFormSet
from tests.factories import make_event, make_member, make_person
from tests.test_permissions import EXPECTED, client_of, path_of, world

# oembed.com prescribes this status for a format that is not known.
PRESCRIBED = {"public:oembed": 501}
pytestmark = pytest.mark.django_db
ROOT = Path(django_settings.BASE_DIR)
READ = re.compile(r"""(?:GET|POST)(?:\.get|\.getlist)?[(\[]["'](\w+)["']""")
UNLIKELY = {
    "huge": "9" * 400,
    "negative": "-1",
    "beyond 64 bits": "99999999999999999999",
    "not UTF-8": "%FF%FE",
    "half a letter": "%ED%A0%80",
    "NUL twice encoded": "%2500",
    "braces": "{0}{{x}}%25s",
    "emoji": "%F0%9F%98%80",
    "infinity": "inf",
    "empty": "",
    "digits of Thai": "%E0%B9%91",
    "superscript": "%C2%B2",
}


def parameters():
    """Return the names of all parameters that views read, and the names of fields of forms that read the address."""
    texts = [path.read_text() for app in ("accounts", "events", "notifications") for path in (ROOT / app).rglob("*.py")]
    names = {name for text in texts for name in READ.findall(text)}
    return sorted(
        names
        | {
            "q",
            "reader",
            "look_in",
            "status",
            "country",
            "kind",
            "programme",
            "person",
            "area",
            "mode",
            "format",
            "when",
            "month",
            "view",
        }
    )


def test_parameters_are_found():
    assert {"page", "from", "country", "month", "registration"} <= set(parameters())


def test_every_page_refuses_nul_in_its_query():
    people, arguments = world()
    client = client_of(people["manager"])

    found = {name: client.get(path_of(name, arguments) + "?x=%00").status_code for name in EXPECTED}

    assert found == dict.fromkeys(EXPECTED, 400)


@pytest.mark.parametrize("name", parameters())
def test_each_parameter_refuses_nul(client, name):
    answer = client.get(reverse("events:list") + f"?{name}=a%00b")

    assert answer.status_code == 400
    assert "We could not read the request of your browser." in answer.content.decode()


@pytest.mark.parametrize("path", ["/events/%00/", "/programmes/a%00b/", "/%00", "/accounts/%00/login/", "/staff/%00"])
def test_paths_with_nul_are_refused(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("turn", range(4))
def test_no_page_breaks_on_unlikely_values(turn):
    """Each parameter has another value than its neighbours, on each page and in each turn."""
    people, arguments = world()
    client = client_of(people["manager"])
    values, names = list(UNLIKELY.values()), parameters()

    broken = {}
    for page, name in enumerate(EXPECTED):
        shift = page + turn * len(values) // 4
        query = "&".join(f"{key}={values[(number + shift) % len(values)]}" for number, key in enumerate(names))
        answer = client.get(f"{path_of(name, arguments)}?{query}")
        if answer.status_code >= 500 and answer.status_code != PRESCRIBED.get(name):
            broken[name] = answer.status_code
        if answer.streaming:
            assert b"".join(answer.streaming_content) is not None

    assert broken == {}


@pytest.mark.parametrize("parameter", ["from", "country"])
def test_delegations_refuse_nul(client, parameter):
    event = make_event(policy="nomination")
    client.force_login(make_member(event.programme))

    answer = client.get(reverse("nominations:grid", args=[event.slug]) + f"?{parameter}=%00")

    assert answer.status_code == 400
    assert "site-head" in answer.content.decode()


# The last value is deeper than a reader of JSON follows, and short enough for one request with all parameters.
@pytest.mark.parametrize("value", ["a\0b", "9" * 30, "\ud800", "-1", "1e9", "[" * 4_000])
def test_posted_values_that_no_form_checks_break_nothing(value):
    people, arguments = world()
    client = client_of(people["manager"])
    data = dict.fromkeys(parameters(), value)

    broken = {}
    for name in EXPECTED:
        try:
            status = client.post(path_of(name, arguments), data).status_code
        except UnicodeEncodeError:
            pytest.skip("The test client cannot send it.")
        if status >= 500 or status == HTTPStatus.CONTENT_TOO_LARGE:
            broken[name] = status

    assert broken == {}


@pytest.mark.look
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PROPFIND", "TRACE"])
def test_no_page_breaks_on_another_method(method):
    people, arguments = world()
    client = client_of(people["manager"])

    broken = {}
    for name in EXPECTED:
        status = client.generic(method, path_of(name, arguments), b"x", content_type="text/xml").status_code
        if status >= 500:
            broken[name] = status

    assert broken == {}


HUGE = "999999999999"
BODIES = {
    "management forms": (
        f"documents-TOTAL_FORMS={HUGE}&documents-INITIAL_FORMS={HUGE}&form-TOTAL_FORMS={HUGE}&form-INITIAL_FORMS=-1"
        f"&action=rows&rows={HUGE}"
    ),
    "a charset that is none": "name=+AAA-",
    "no letters": b"name=\xff\xfe&address=\xed\xa0\x80",
    "JSON": "[" * 50_000,
    "a part without end": '--B\r\nContent-Disposition: form-data; name="file"; filename="x',
    "broken base64": '--B\r\nContent-Disposition: form-data; name="file"; filename="../x"\r\n'
    "Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--B--\r\n",
}
FORM = "application/x-www-form-urlencoded"
TYPES = {
    "a charset that is none": f"{FORM}; charset=undefined",
    "JSON": "application/json",
    "a part without end": "multipart/form-data; boundary=B",
    "broken base64": "multipart/form-data; boundary=B",
}


@pytest.mark.look
@pytest.mark.parametrize("body", BODIES)
def test_no_page_breaks_on_an_unlikely_body(body):
    people, arguments = world()
    client = client_of(people["manager"])

    broken = {}
    for name in EXPECTED:
        status = client.generic("POST", path_of(name, arguments), BODIES[body], TYPES.get(body, FORM)).status_code
        if status >= 500:
            broken[name] = status

    assert broken == {}


@pytest.mark.parametrize(("posted", "count"), [(HUGE, 0), ("-1", 0), ("999", MOST_ROWS), ("3", 3)])
def test_the_table_of_the_agenda_builds_no_more_rows_than_an_event_can_have(posted, count):
    rows = RowSet(EditorChoices(make_event(), [], [], []), [], {"rows": posted})

    assert len(rows.forms) == count


@pytest.mark.parametrize("kind", [DocumentFormSet, RoomFormSet, PhaseRows, AreaRows, PartnersRows])
def test_a_form_of_rows_builds_no_more_rows_than_its_maximum(kind):
    rows = kind({f"{kind.get_default_prefix()}-TOTAL_FORMS": HUGE, f"{kind.get_default_prefix()}-INITIAL_FORMS": "0"})

    assert len(rows.forms) <= kind.max_num + 1


def test_cookies_with_nul_count_as_not_sent(client):
    client.cookies["sessionid"] = get_random_string(20) + "\0"
    client.cookies["tz"] = "Asia/\0Bangkok"

    assert client.get(reverse("self_service:me")).status_code == 302


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DataError("integer out of range"), 400),
        (ValueError("A string literal cannot contain NUL (0x00) characters."), 400),
        (OverflowError("Python int too large to convert to SQLite INTEGER"), 400),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"), 400),
        (OperationalError("LIKE or GLOB pattern too complex"), 400),
        (OperationalError("database is locked"), None),
        (ValueError("another"), None),
        (KeyError("a"), None),
    ],
)
def test_only_refusals_of_values_are_bad_requests(error, status):
    request = RequestFactory().get("/")

    answer = UnreadableMiddleware(lambda _request: None).process_exception(request, error)

    assert (answer and answer.status_code) == status


def test_sign_in_form_refuses_nul_next_to_its_field(client):
    page = client.post(reverse("account_login"), {"email": "a\0b@example.org"})

    assert page.status_code == 200
    assert page.context["form"].errors["email"]
    client.force_login(make_person())
    assert client.post(reverse("account_email"), {"email": "a\0@b.example", "action_remove": ""}).status_code < 500
