"""A reader who has only a keyboard: each control is reached with Tab, and within a group of radio buttons with an arrow key."""

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_TABS = 120  # from one control to the next; a page of the workspace has about forty links before its content

# Whether the reader sees where the focus is: at the control, or at its label if the control itself is hidden.
SHOWS_FOCUS = """element => [element, element.closest("label")].filter(Boolean).some(each => {
  const style = getComputedStyle(each);
  const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  return each.checkVisibility({opacityProperty: true}) && (hasOutline || style.boxShadow !== "none");
})"""
IS_FOCUSED = "element => element === document.activeElement"
IS_IN_GROUP = "element => document.activeElement.type === 'radio' && document.activeElement.name === element.name"


def reach(page: Page, target: Locator) -> None:
    """Press Tab until target has the focus, and look whether the focus is seen. Fail if Tab does not lead there."""
    _tab_until(page, target, IS_FOCUSED)
    assert target.evaluate(SHOWS_FOCUS), f"nobody sees the focus at {target}"


def press(page: Page, target: Locator) -> None:
    """Press a button, follow a link, or open a menu."""
    reach(page, target)
    page.keyboard.press("Enter")


def write(page: Page, target: Locator, text: str) -> None:
    """Replace what is in a field. text: for a date, "2027-03-08"; the browser's language must be "en-US"."""
    reach(page, target)
    if target.get_attribute("type") == "date":
        year, month, day = text.split("-")
        page.keyboard.type(month + day + year)
    else:
        page.keyboard.press("Control+a")
        page.keyboard.type(text)


def choose(page: Page, target: Locator) -> None:
    """Choose a radio button: Tab leads to its group, the arrow keys within it."""
    _tab_until(page, target, IS_IN_GROUP)
    for _step in range(MOST_TABS):
        if target.evaluate(IS_FOCUSED):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert target.evaluate(SHOWS_FOCUS), f"nobody sees the focus at {target}"
    expect(target).to_be_checked()


def select(page: Page, target: Locator, label: str) -> None:
    """Choose the option of a list whose label begins with these letters."""
    reach(page, target)
    page.keyboard.type(label)


def _tab_until(page: Page, target: Locator, is_there: str) -> None:
    expect(target).to_be_visible()
    for _step in range(MOST_TABS):
        if target.evaluate(is_there):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {target} on {page.url}")
