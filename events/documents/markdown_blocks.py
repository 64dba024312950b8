"""Markdown as blocks of plain text, for documents: no links, pictures or raw HTML."""

from typing import Any

MOST_CHARACTERS = 6_000


def blocks_of(text: str) -> list[dict[str, Any]]:
    """Return the blocks of a Markdown text: `kind` is paragraph, item or heading; `runs` have text, bold and italic."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (slow to import)

    blocks: list[dict[str, Any]] = []
    kind = "paragraph"
    for token in MarkdownIt("commonmark").parse(text[:MOST_CHARACTERS]):
        if token.type == "list_item_open":
            kind = "item"
        elif token.type == "list_item_close":
            kind = "paragraph"
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "heading_close":
            kind = "paragraph"
        elif token.type == "inline" and (runs := _runs(token.children or [])):
            blocks.append({"kind": kind, "runs": runs})
    return blocks


def _runs(tokens: list[Any]) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = []
    bold = italic = False
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            bold = token.type == "strong_open"
        elif token.type in {"em_open", "em_close"}:
            italic = token.type == "em_open"
        elif token.type in {"text", "code_inline"} and token.content:
            runs.append({"text": token.content, "bold": bold, "italic": italic})
        elif token.type in {"softbreak", "hardbreak"}:
            runs.append({"text": " ", "bold": False, "italic": False})
    return runs
