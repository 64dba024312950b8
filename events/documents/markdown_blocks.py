"""Markdown as blocks of plain text, for documents: no links, pictures or raw HTML."""

from typing import Any

MOST_CHARACTERS = 6_000
ALIGNMENTS = {"text-align:center": "center", "text-align:right": "end"}


def blocks_of(text: str) -> list[dict[str, Any]]:
    """Return the blocks of a Markdown text: `kind` is paragraph, item, heading or table.

    `runs` have text, bold and italic. A table has `rows` of cells with such runs, the first row being its head, and the
    `alignments` of its columns: start, center or end. All rows of a table have the same number of cells."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (slow to import)

    blocks: list[dict[str, Any]] = []
    kind = "paragraph"
    table: dict[str, Any] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(text[:MOST_CHARACTERS]):
        if token.type == "list_item_open":
            kind = "item"
        elif token.type == "list_item_close":
            kind = "paragraph"
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "heading_close":
            kind = "paragraph"
        elif token.type == "table_open":
            table = {"kind": "table", "alignments": [], "rows": []}
            blocks.append(table)
        elif token.type == "table_close":
            table = None
        elif token.type == "tr_open" and table:
            table["rows"].append([])
        elif token.type == "th_open" and table:
            table["alignments"].append(ALIGNMENTS.get(str(token.attrs.get("style", "")), "start"))
        elif token.type == "inline":
            runs = _runs(token.children or [])
            if table:
                table["rows"][-1].append(runs)
            elif runs:
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
