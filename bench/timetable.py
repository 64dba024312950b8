"""The time from a key to the new picture in the timetable of 200 sessions, in Chromium at a quarter of its speed."""

import shutil
import statistics
from collections.abc import Iterator

from bench import web

SESSIONS, SLOWDOWN, KEYS, LIMIT = 200, 4, 40, 100  # the limit is in milliseconds
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Two frames after the key, the picture with its change has been drawn.
MEASURE = """async (keys) => {
  const link = document.querySelector(".session-main"), found = [];
  link.focus();
  link.dispatchEvent(new KeyboardEvent("keydown", {key: "m", bubbles: true}));
  for (let number = 0; number < keys; number += 1) {
    const begin = performance.now();
    link.dispatchEvent(new KeyboardEvent("keydown", {key: number % 2 ? "ArrowUp" : "ArrowDown", bubbles: true, cancelable: true}));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    found.push(performance.now() - begin);
  }
  if (document.querySelector("#moving").hidden) throw new Error("The session does not move.");
  return found;
}"""


def measure() -> Iterator[tuple[str, float]]:
    """Yield the name of each figure and its milliseconds: the usual time, and the longest."""
    from django.core.management import call_command  # noqa: PLC0415 (after Django is set up)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only needed here)

    slug, cookie = _event()
    call_command("collectstatic", interactive=False, verbosity=0)
    with web.server(None), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        host = f"http://127.0.0.1:{web.PORT}"
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": host}])
        page = context.new_page()
        page.goto(f"{host}/organise/events/{slug}/agenda/")
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        times = page.evaluate(MEASURE, KEYS)
        browser.close()
    yield "median", statistics.median(times)
    yield "longest", max(times)


def _event() -> tuple[str, str]:
    """Create an event with SESSIONS sessions on two days. Return its slug, and the cookie of a manager."""
    from datetime import timedelta  # noqa: PLC0415 (only needed here)

    from bench import large_events, workspace  # noqa: PLC0415 (after Django is set up)
    from events.models import Session  # noqa: PLC0415 (after Django is set up)

    event = large_events.make_event()
    assert event.starts_at
    Session.objects.bulk_create(
        Session(
            event=event,
            title=f"Session {number}",
            room=f"Room {number % 8}",
            starts_at=event.starts_at + timedelta(minutes=5 * (number // 2)),
            ends_at=event.starts_at + timedelta(minutes=5 * (number // 2) + 20),
        )
        for number in range(SESSIONS)
    )
    return event.slug, workspace.cookie_of_manager(event.programme)
