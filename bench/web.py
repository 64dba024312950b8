"""Requests per second of the real web server over open connections, and the time of each with many connections."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

PORT = 8811
SECONDS, TURN = 3.0, 0.2


@contextlib.contextmanager
def server(kept: Path | None) -> Iterator[None]:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "bench.settings", "BENCH_BYTES": str(kept or "/nonexistent")}
    options = ["--interface", "wsgi", "--port", str(PORT), "--log-level", "error", "--blocking-threads", "1", "--no-ws"]
    command = [sys.executable, "-m", "granian", *options, "config.wsgi:application"]
    process = subprocess.Popen(command, env=env)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                get("/healthz")
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def get(path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, content, {key.lower(): value for key, value in response.getheaders()}


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200

    def ask(self, connection: http.client.HTTPConnection) -> None:
        connection.request("GET", self.path, headers=self.headers)
        response = connection.getresponse()
        response.read()
        assert response.status == self.status, (self.path, response.status)


def rates(*requests: Request, seconds: float = SECONDS) -> list[float]:
    """Return the responses per second for each request, measured for so many seconds.

    The requests take turns of a fraction of a second, so that a temporary load of the machine affects all of them."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for request in requests:
        for _ in range(20):
            request.ask(connection)
    counts, passed = [0] * len(requests), [0.0] * len(requests)
    while min(passed) < seconds:
        for number, request in enumerate(requests):
            begin = time.perf_counter()
            while (turn := time.perf_counter() - begin) < TURN:
                request.ask(connection)
                counts[number] += 1
            passed[number] += turn
    connection.close()
    return [count / seconds for count, seconds in zip(counts, passed, strict=True)]


@dataclass(frozen=True)
class Load:
    """The result of many connections at once: the number of responses, of failures, and seconds in ascending order."""

    responses: int
    failures: int
    seconds: list[float]

    @property
    def p99(self) -> float:
        """The seconds in which 99 of 100 responses came."""
        return self.seconds[min(len(self.seconds) - 1, len(self.seconds) * 99 // 100)]


def load(request: Request, *, connections: int, seconds: float) -> Load:
    """Ask for the request over so many open connections for so many seconds."""
    until = time.perf_counter() + seconds
    with ThreadPoolExecutor(connections) as pool:
        found = list(pool.map(lambda _number: _ask_until(request, until), range(connections)))
    times = sorted(time for times, _failures in found for time in times)
    failures = sum(failures for _times, failures in found)
    return Load(len(times), failures, times)


def _ask_until(request: Request, until: float) -> tuple[list[float], int]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    times, failures = list[float](), 0
    while (begin := time.perf_counter()) < until:
        try:
            request.ask(connection)
        except (AssertionError, OSError, http.client.HTTPException):
            failures += 1
            connection.close()
        else:
            times.append(time.perf_counter() - begin)
    connection.close()
    return times, failures
