"""Markdown with {placeholders}: parsed once for a text, filled for each person.

Values are escaped, and inserted after the Markdown is parsed: text that a person typed is never read as Markdown."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

Value = str | Sequence[str]  # a sequence is shown as a list
Values = Mapping[str, Value]

NAME = re.compile(r"\{([a-z][a-z_]*)\}")
_HELD = re.compile("\ue000([a-z_]+)\ue001")  # a placeholder while Markdown is parsed, for which { has a meaning
_HELD_IN_ADDRESS = re.compile("%EE%80%80([a-z_]+)%EE%80%81")
_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "blockquote", "hr"}
_STYLES = {
    "<p>": '<p dir="auto" style="margin:0 0 16px">',
    "<ul>": '<ul style="margin:0 0 16px;padding:0 0 0 24px">',
    "<ol>": '<ol style="margin:0 0 16px;padding:0 0 0 24px">',
    "<h3>": '<h3 dir="auto" style="margin:0 0 8px;font-size:17px">',
    "<li>": '<li dir="auto">',
    "<blockquote>": '<blockquote style="margin:0 0 16px;padding:0 0 0 14px;border-left:3px solid #d5dbe1">',
    "<a ": '<a class="link" style="color:#1b6b70" ',
}


@dataclass(frozen=True)
class Block:
    """A paragraph, list or heading. In html and text, every second piece is the name of a placeholder.

    alone: the placeholder, if the block consists of nothing else."""

    html: tuple[str, ...]
    text: tuple[str, ...]
    names: frozenset[str]
    alone: str = ""


@dataclass(frozen=True)
class Compiled:
    blocks: tuple[Block, ...]

    def fill(self, values: Values, *, links: Iterable[str] = ()) -> tuple[str, str]:
        """Return (HTML, plain text) with values in place of the placeholders.

        A block whose placeholders are all empty is left out. links: the placeholders whose values are addresses."""
        links = frozenset(links)
        shown = [block for block in self.blocks if not block.names or any(values.get(name) for name in block.names)]
        return (
            "\n".join(_html(block, values, links) for block in shown),
            "\n\n".join(_text(block, values) for block in shown),
        )


def fill_line(line: str, values: Values) -> str:
    """Return a subject or heading with values in place of the placeholders.

    A part after a dash ( – ) whose placeholders are all empty is left out with its dash."""
    parts = []
    for part in line.split(" – "):
        names = NAME.findall(part)
        if not names or any(values.get(name) for name in names):
            parts.append(NAME.sub(lambda found: _as_text(values.get(found[1], "")), part))
    return " – ".join(parts)


def names_in(*texts: str) -> set[str]:
    """Return the names of the placeholders in texts."""
    return {name for text in texts for name in NAME.findall(text)}


@lru_cache(maxsize=512)
def compile_markdown(text: str) -> Compiled:
    """Parse text as Markdown. HTML and pictures are not allowed; a line end is kept."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (slow to import, and only mails need it)

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.disable(["image", "code", "fence", "html_block", "html_inline", "backticks", "reference"])
    held = NAME.sub("\ue000\\1\ue001", text.replace("\r", "").replace("\ue000", "").replace("\ue001", ""))
    blocks = []
    for tokens in _split(reader.parse(held)):
        html, plain = _pieces(_clean(reader.renderer.render(tokens, reader.options, {}))), _pieces(_plain(tokens))
        alone = plain[1] if len(plain) == 3 and not (plain[0] + plain[2]).strip() else ""
        blocks.append(Block(html, plain, frozenset(html[1::2]) | frozenset(plain[1::2]), alone))
    return Compiled(tuple(blocks))


def _split(tokens: "list[Token]") -> "Iterable[list[Token]]":
    """Yield the tokens of each block; all headings get the same size."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        if token.type.startswith("heading"):
            token.tag = "h3"
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _clean(html: str) -> str:
    import nh3  # noqa: PLC0415 (only mails need it)

    html = _HELD_IN_ADDRESS.sub("\ue000\\1\ue001", nh3.clean(html.strip(), tags=_TAGS, link_rel=None))
    for tag, styled in _STYLES.items():
        html = html.replace(tag, styled)
    return html


def _pieces(text: str) -> tuple[str, ...]:
    return tuple(_HELD.split(text))


def _html(block: Block, values: Values, links: frozenset[str]) -> str:
    alone = values.get(block.alone, "") if block.alone else ""
    if alone and not isinstance(alone, str):
        items = "".join(f"{_STYLES['<li>']}{escape(item)}</li>" for item in alone)
        return f"{_STYLES['<ul>']}{items}</ul>"
    pieces = list(block.html)
    for index in range(1, len(pieces), 2):
        name = pieces[index]
        value = escape(_as_text(values.get(name, "")))
        if pieces[index - 1].endswith('href="'):
            pieces[index] = value if value.startswith(("https://", "http://", "mailto:")) else ""
        elif name in links and value:
            pieces[index] = f'{_STYLES["<a "]}href="{value}">{value}</a>'
        else:
            pieces[index] = _isolated(value.replace("\n", "<br>"))
    return "".join(pieces)


def _isolated(value: str) -> str:
    """Return value so that the text around it keeps its direction: Arabic and Hebrew are written from the right."""
    is_mixed = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in value)
    return f"<bdi>{value}</bdi>" if is_mixed else value


def _text(block: Block, values: Values) -> str:
    alone = values.get(block.alone, "") if block.alone else ""
    if alone and not isinstance(alone, str):
        return "\n".join(f"* {item}" for item in alone)
    pieces = list(block.text)
    pieces[1::2] = [_as_text(values.get(name, "")) for name in pieces[1::2]]
    return "".join(pieces).strip()


def _as_text(value: Value) -> str:
    return value.strip().replace("\r", "") if isinstance(value, str) else ", ".join(value)


def _plain(tokens: "list[Token]") -> str:
    """Return a block as plain text: items with * or a number, a link as "text: address"."""
    lines: list[str] = []
    lists: list[int | None] = []  # of the open lists: the next number, or None for bullets
    mark = ""
    for token in tokens:
        if token.type == "bullet_list_open":
            lists.append(None)
        elif token.type == "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            number = lists[-1]
            mark = "  " * (len(lists) - 1) + ("* " if number is None else f"{number}. ")
            lists[-1] = None if number is None else number + 1
        elif token.type == "hr":
            lines.append("---")
        elif token.type == "inline":
            lines.append(mark + _inline(token.children or []))
            mark = " " * len(mark)
    return "\n".join(lines)


def _inline(tokens: "list[Token]") -> str:
    parts: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            links.append((len(parts), _HELD_IN_ADDRESS.sub("\ue000\\1\ue001", str(token.attrGet("href") or ""))))
        elif token.type == "link_close":
            start, address = links.pop()
            label = "".join(parts[start:])
            parts[start:] = [label if label == address else f"{label}: {address}"]
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        else:
            parts.append(token.content)
    return "".join(parts)
