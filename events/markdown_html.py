"""Markdown of public pages as safe HTML: CommonMark, tables, addresses of the web as links, and our own pictures."""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import nh3
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = nh3.ALLOWED_TAGS - {"img", "h1"}  # the page has its own title
CLASSES = {"td": {"is-number"}, "th": {"is-number"}}
# Only the letters of ASCII: Thai, Khmer or Chinese words follow an address without a space.
ADDRESS = re.compile(r"(?<![A-Za-z0-9@/.])(?:https?://|www\.)[!-~]+", re.IGNORECASE)
NO_ADDRESS = re.compile(r"[<>\"`{}|\\^]")  # ends an address (RFC 3986)
AFTER_ADDRESS = ".,:;!?'*_~"  # the sentence goes on
CLOSING = {")": "(", "]": "["}
LOWEST = 6  # level of a heading


def to_html(text: str, pictures: Mapping[int, Any]) -> SafeString:
    """Return Markdown as safe HTML. pictures: what the text may show, by the keys in its addresses ("picture:12")."""
    parser = MarkdownIt("commonmark").enable("table")
    for name, rule in RULES.items():
        parser.add_render_rule(name, rule)
    # What the cleaning would remove is a mark until the HTML is clean. A text cannot contain it: nobody can guess it.
    mark = secrets.token_hex(16)
    captions: list[str] = []
    tokens = parser.parse(text)
    _level_headings(tokens)
    env = {"mark": mark, "captions": captions}
    html = nh3.clean(parser.renderer.render(tokens, parser.options, env), tags=TAGS, allowed_classes=CLASSES)
    box = format_html('<div class="table-wrap" tabindex="0" role="region" aria-label="{}">', _("Table"))
    html = html.replace(f"{mark}:table;", box).replace(f"{mark}:end;", "</div>")
    html = re.sub(
        f"{mark}:([0-9]{{1,18}}):([0-9]+);", lambda at: _picture(pictures, int(at[1]), captions[int(at[2])]), html
    )
    return mark_safe(html)  # noqa: S308 (cleaned)


def _level_headings(tokens: Sequence[Token]) -> None:
    """Let the headings begin below the title of the page, and skip no level."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    last = 1
    for token in tokens:
        if token.type == "heading_open":
            last = min(levels.index(token.tag) + 2, last + 1, LOWEST)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{last}"


def _picture_mark(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    """Render a picture: a mark for one of ours, and nothing for another one. Keep its caption.

    A picture on another site would tell that site who reads the page."""
    scheme, _colon, key = str(tokens[place].attrs.get("src", "")).partition(":")
    is_ours = scheme == "picture" and key.isascii() and key.isdigit()
    env["captions"].append(tokens[place].content)
    return f"{env['mark']}:{key}:{len(env['captions']) - 1};" if is_ours else ""


def _picture(pictures: Mapping[int, Any], key: int, caption: str) -> str:
    if key not in pictures:
        return ""
    return render_to_string("components/text_picture.html", {"shown": pictures[key], "caption": caption})


def _text(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """Render a text: the addresses in it are links, except in the text of a link."""
    depth = sum(token.nesting for token in tokens[:place] if token.type in {"link_open", "link_close"})
    content = tokens[place].content
    return format_html("{}", content) if depth else _linked(content)


def _linked(text: str) -> str:
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        address = _trimmed(found[0])
        if len(address.rpartition("//")[2].removeprefix("www.")) < 4:  # no name of a server
            continue
        href = address if "//" in address else f"https://{address}"
        parts += [format_html("{}", text[end : found.start()]), format_html('<a href="{}">{}</a>', href, address)]
        end = found.start() + len(address)
    return "".join([*parts, format_html("{}", text[end:])])


def _trimmed(address: str) -> str:
    """Return an address without what belongs to the sentence around it."""
    address = NO_ADDRESS.split(address)[0]
    while address:
        last = address[-1]
        if last not in AFTER_ADDRESS and address.count(last) <= address.count(CLOSING.get(last, last)):
            break
        address = address[:-1]
    return address


def _table(_renderer: Any, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    """Render a table in a box that scrolls: a mark, because the cleaning removes its attributes."""
    is_start = tokens[place].nesting > 0
    return f"{env['mark']}:table;<table>\n" if is_start else f"</table>{env['mark']}:end;\n"


def _cell(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """Render a cell. The style of a column is a class: the pages allow no styles."""
    style = tokens[place].attrs.pop("style", "")
    if "right" in str(style):
        tokens[place].attrSet("class", "is-number")
    rendered: str = renderer.renderToken(tokens, place, options, env)
    return rendered


RULES: dict[str, Callable[..., str]] = {
    "image": _picture_mark,
    "text": _text,
    "table_open": _table,
    "table_close": _table,
    "th_open": _cell,
    "td_open": _cell,
}
