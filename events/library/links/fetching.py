"""Ask a public web server whether a link works. Nothing inside the own network is ever asked.

The name of the server is resolved here, every address of it is checked, and the connection goes to the checked address:
a name that resolves to another address a moment later makes no difference. Redirects are followed in the same way."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10  # seconds, for the connection and for each part of an answer
LONGEST = 20  # seconds, for all parts of an answer: a server can send one byte at a time, without end
MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
# Servers that answer HEAD with one of these may answer GET.
TRY_GET = {400, 403, 404, 405, 406, 501, 503}
# The page is there, but not for programs: this says nothing about readers.
REFUSED_TO_PROGRAMS = {401, 403, 407, 429, 451, 999}
REDIRECTS = {301, 302, 303, 307, 308}


class LinkProblemError(Exception):
    """Raised when a link does not work. The text is a short reason: a status such as "404", or "No answer"."""


@dataclass(frozen=True)
class ServerAnswer:
    status: int
    location: str


type Ask = Callable[[str, str], ServerAnswer]  # method, address


def problem_of(url: str, ask: Ask | None = None) -> str:
    """Return why a link does not work; "" if it works. ask: sends one request; for tests."""
    try:
        status = _follow(url, ask or ask_server)
    except LinkProblemError as error:
        return str(error)
    return "" if status < 400 or status in REFUSED_TO_PROGRAMS else str(status)


def _follow(url: str, ask: Ask) -> int:
    """Return the status at the end of the redirects. Raise LinkProblemError."""
    for _hop in range(MOST_REDIRECTS + 1):
        answer = ask("HEAD", url)
        if answer.status in TRY_GET:
            answer = ask("GET", url)
        if answer.status not in REDIRECTS or not answer.location:
            return answer.status
        try:
            url = urljoin(url, answer.location)
        except ValueError as error:
            raise LinkProblemError("Redirect to no web address") from error
    raise LinkProblemError("Too many redirects")


def ask_server(method: str, url: str) -> ServerAnswer:
    """Send one request, and return the status and the address of a redirect. The content is not read.

    Raise LinkProblemError for an address that is not public, and if the server does not answer."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:
        raise LinkProblemError("Not a web address") from error
    if parts.scheme not in PORTS or not host or port not in {None, PORTS[parts.scheme]}:
        raise LinkProblemError("Not a web address")
    connection = _connection(parts.scheme, host, public_address(host, PORTS[parts.scheme]))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    is_late = threading.Event()
    watch = threading.Timer(LONGEST, _stop, [connection, is_late])
    watch.start()
    try:
        connection.request(method, path + query, headers=_headers())
        with connection.getresponse() as answer:
            if is_late.is_set():  # the headers were cut off
                raise LinkProblemError("No answer")
            return ServerAnswer(answer.status, answer.headers.get("Location", "")[:2000])
    except ssl.SSLError as error:
        raise LinkProblemError("Certificate not valid") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise LinkProblemError("No answer") from error
    finally:
        watch.cancel()
        connection.close()


def _stop(connection: http.client.HTTPConnection, is_late: threading.Event) -> None:
    """End a connection whose answer takes too long. The thread that reads it finds its end."""
    is_late.set()
    with suppress(OSError, AttributeError):  # it has ended, or not begun
        connection.sock.shutdown(socket.SHUT_RDWR)


def public_address(host: str, port: int) -> str:
    """Return an address of a host of the public internet. Raise LinkProblemError if any of its addresses is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise LinkProblemError("Server not found") from error
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not addresses or not all(map(is_public, addresses)):
        raise LinkProblemError("Not a public address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an IP address is of the public internet, also if it is an IPv4 address that is written in IPv6."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None and not inner.is_global:
            return False
        # The gateway from IPv6 to IPv4, and the former networks of sites (fec0::/10), which count as global.
        if ip in ipaddress.ip_network("64:ff9b::/96") or ip.is_site_local:
            return False
    # Addresses that IPv6 reserves count as global, such as ::127.0.0.1.
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _headers() -> dict[str, str]:
    return {"User-Agent": f"Plenary link check (+{settings.BASE_URL})", "Accept": "*/*", "Connection": "close"}


def _connection(scheme: str, host: str, address: str) -> http.client.HTTPConnection:
    if scheme == "http":
        return _CheckedConnection(host, address)
    return _CheckedSecureConnection(host, address)


class _CheckedConnection(http.client.HTTPConnection):
    """A connection to the checked address. It sends the name of the host."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(host, timeout=TIMEOUT)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT)


class _CheckedSecureConnection(http.client.HTTPSConnection):
    def __init__(self, host: str, address: str) -> None:
        self.checked_context = ssl.create_default_context()
        super().__init__(host, timeout=TIMEOUT, context=self.checked_context)
        self.address = address

    def connect(self) -> None:
        plain: Any = socket.create_connection((self.address, self.port), TIMEOUT)
        self.sock = self.checked_context.wrap_socket(plain, server_hostname=self.host)
