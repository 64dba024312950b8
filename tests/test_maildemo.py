"""The mail page of the demonstration answers requests to this machine only."""

import http.client
import threading
from http.server import ThreadingHTTPServer

import pytest

from config.maildemo import MailPage, is_local
from tests.smtp import POLL_SECONDS

pytestmark = pytest.mark.look


@pytest.fixture
def page(tmp_path):
    (tmp_path / "000001.eml").write_text("Subject: Code\nTo: ann@example.org\n\n123456\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("DemoPage", (MailPage,), {"folder": tmp_path}))
    threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def get(port, path, host):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest("GET", path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    response = connection.getresponse()
    found = response.status, response.read().decode(), dict(response.headers)
    connection.close()
    return found


@pytest.mark.parametrize("path", ["/", "/1", "/000001", "/000001/eml", "/000001/html"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8025", "127.0.0.1.evil.example", "localhost.evil.example", "", None, "[::"]
)
def test_another_host_gets_nothing(page, path, host):
    status, text, _headers = get(page, path, host)

    assert status == 421
    assert "123456" not in text
    assert "ann@example.org" not in text


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "localhost:{}", "LOCALHOST:{}", "[::1]:{}", "127.0.0.1"])
def test_this_machine_is_answered(page, host):
    status, text, headers = get(page, "/", host.format(page))

    assert status == 200
    assert "Code" in text
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["0x7f.1", "127.0.0.2", "localhost.", "user@evil.example", "127.0.0.1@evil.example"])
def test_other_spellings_are_not_this_machine(host):
    assert not is_local(host)
