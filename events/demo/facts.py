"""The facts about the real programme, with their sources."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def facts() -> dict[str, Any]:
    return json.loads(Path(__file__).with_name("programme.json").read_text())


def sources(fact: dict[str, Any]) -> list[str]:
    """Return the sources of a fact as texts: "Title – https://…"; without a link, the title."""
    found = []
    for source in fact.get("sources", []):
        title = (source.get("title") or "").removeprefix("Seed: ")
        link = source.get("url") or ""
        found.append(" – ".join(filter(None, [title, link if link.startswith("http") else ""])))
    return found
