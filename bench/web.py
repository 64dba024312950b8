"""Requests a second through the real web server, over connections that stay open."""

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

PORT = 8811
SECONDS = 3.0


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


def rate(path: str, *, headers: dict[str, str] | None = None, status: int = 200) -> float:
    """Return how many times a second path is answered, each with that status."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for _ in range(20):
        connection.request("GET", path, headers=headers or {})
        connection.getresponse().read()
    count, begin = 0, time.perf_counter()
    while (passed := time.perf_counter() - begin) < SECONDS:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        response.read()
        assert response.status == status, (path, response.status)
        count += 1
    connection.close()
    return count / passed
