"""Every page of the workspace has one frame: the same left edge and width, breadcrumbs, one current mark, no sideways
scrolling. No page has a serious finding of axe, light or dark."""

import os
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from events.models import Event
from tests.browser.helpers import sign_in
from tests.test_permissions import EXPECTED, path_of, world
from tests.test_workspace_weight import SHEET

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning"),
]
MEASURE = """() => {
  const main = document.querySelector("main");
  const inner = parseFloat(getComputedStyle(main).paddingInlineStart);
  const first = [...main.children].find((child) => child.checkVisibility() && child.getBoundingClientRect().height);
  const box = main.getBoundingClientRect();
  const marks = [...document.querySelectorAll(".side [aria-current]")];
  return {
    left: Math.round(box.left),
    width: Math.round(box.width),
    content: Math.round(first.getBoundingClientRect().left - box.left - inner),
    wider: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    crumbs: document.querySelectorAll(".head-crumbs").length,
    marks: marks.map((link) => link.textContent.trim()),
    titles: document.querySelectorAll("h1").length,
  };
}"""
# The states and statuses that their cell or themselves cut.
CUT = """() => [...document.querySelectorAll("main .state, main .status")].filter((state) => {
  if (!state.checkVisibility() || state.closest(".sr-only")) return false;
  const cell = state.closest("td, th, li, dd") ?? state.parentElement;
  const [inner, outer] = [state.getBoundingClientRect(), cell.getBoundingClientRect()];
  return state.scrollWidth > state.clientWidth + 1 || inner.right > outer.right + 1 || inner.left < outer.left - 1;
}).map((state) => state.textContent.trim())"""
AXE = Path(__file__).parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = """async ([options, impacts]) => (await axe.run(document, {resultTypes: ["violations"], ...options})).violations
    .filter((found) => impacts.includes(found.impact))
    .map((found) => found.id + ": " + found.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(", "))"""
SERIOUS = ("serious", "critical")
# A dark page differs from a light one in its colours only.
SCHEMES = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
NARROW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages_of_a_manager(status: Event.Status) -> tuple[User, dict[str, str]]:
    """Return a manager, and the addresses of the pages of the workspace that they may open, for an event with everything."""
    people, arguments = world(status)
    manager = people["manager"]
    manager.is_superuser = True  # for the page of a new programme
    manager.save(update_fields=["is_superuser"])
    client = Client()
    client.force_login(manager)
    addresses = {}
    for name in sorted(EXPECTED):
        address = path_of(name, arguments)
        if address.startswith("/organise/"):
            answer = client.get(address)
            if answer.streaming:
                answer.close()
            elif answer.status_code == 200 and SHEET in answer.text:
                addresses[name] = address
    return manager, addresses


def problems_of(page: Page) -> list[str]:
    seen = page.evaluate(MEASURE)
    expected = {"content": 0, "wider": 0, "crumbs": 1, "titles": 1}
    found = [f"{key} is {seen[key]}" for key, value in expected.items() if seen[key] != value]
    if (seen["left"], seen["width"]) != (228, 1212):
        found.append(f"the content is at {seen['left']}, {seen['width']} wide")
    found += [f"“{text}” is cut" for text in page.evaluate(CUT)]
    if len(seen["marks"]) != 1:
        found.append(f"marks: {seen['marks']}")
    page.set_viewport_size({"width": 390, "height": 844})
    if wider := page.evaluate(NARROW):
        found.append(f"{wider} px wider than a phone")
    found += [f"“{text}” is cut on a phone" for text in page.evaluate(CUT)]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def findings_of(page: Page, axe: str, impacts: tuple[str, ...] = SERIOUS) -> list[str]:
    page.add_style_tag(content="* { transition: none !important }")  # else colours are between light and dark
    page.evaluate(axe)
    found = []
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {finding}" for finding in page.evaluate(FINDINGS, [options, impacts])]
    page.emulate_media(color_scheme="light")
    return found


@pytest.fixture
def axe() -> str:
    if not AXE.exists():
        missing = "the checks of accessibility need axe-core: run npm ci in tests/clients"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return AXE.read_text()


# Other pages of a draft are those of a published event.
@pytest.mark.parametrize(("status", "prefix"), [(Event.Status.PUBLISHED, ""), (Event.Status.DRAFT, "planning:")])
def test_every_page_has_the_same_frame_and_no_serious_finding(browser, live_server, axe, status, prefix):
    manager, addresses = pages_of_a_manager(status)
    addresses = {name: address for name, address in addresses.items() if name.startswith(prefix)}
    # The content security policy refuses other scripts than ours.
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    sign_in(context, live_server, manager)
    page = context.new_page()

    problems = []
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        problems += [f"{name}: {problem}" for problem in [*problems_of(page), *findings_of(page, axe)]]
    context.close()

    assert len(addresses) > (6 if prefix else 70)
    assert not problems, "\n".join(problems)
