"""Take the screenshots of the README again: `.venv/bin/python docs/screenshots/take.py` while `make run` runs.

PORT and PLENARY_VAR as for `make run`; needs Debian's chromium."""

import os
import re
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
SITE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
MAILS = Path(os.environ.get("PLENARY_VAR") or HERE.parent.parent / "var") / "mail"
EVENT = "regional-seminar-on-social-protection-floors-sample"
WORKSPACE = f"/organise/events/{EVENT}/registrations/"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
SECONDS = 30  # for which a mail may be under way


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        take(look(browser, PHONE), f"/events/{EVENT}/", "event-phone")
        desk = look(browser, DESK)
        take(desk, "/events/", "events")
        sign_in(desk, "organizer@example.org")
        take(desk, "/organise/", "organise")
        take(desk, WORKSPACE, "registrations", down=".table-wrap")
        browser.close()


def look(browser: Browser, size: dict[str, int]) -> Page:
    return browser.new_page(viewport=size, timezone_id="Asia/Bangkok", locale="en-GB", color_scheme="light")


def take(page: Page, path: str, name: str, down: str = "") -> None:
    page.goto(SITE + path)
    page.reload()  # by now the site knows the reader's clock
    if down:
        page.locator(down).evaluate("place => scrollTo(0, place.offsetTop - 90)")
    page.screenshot(path=HERE / f"{name}.png")


def sign_in(page: Page, email: str) -> None:
    before = set(MAILS.iterdir())
    page.goto(f"{SITE}/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send me the code").click()
    for _try in range(SECONDS * 10):
        page.wait_for_timeout(100)
        if codes := [code for mail in set(MAILS.iterdir()) - before if (code := code_in(mail))]:
            break
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/me/")


def code_in(mail: Path) -> str:
    found = re.search(r"^Subject:.*?\b(\d{6})\b", mail.read_text(errors="replace"), re.MULTILINE)
    return found.group(1) if found else ""


if __name__ == "__main__":
    main()
