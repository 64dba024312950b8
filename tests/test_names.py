"""Names of classes are unique in events, so that a search for a name finds one thing."""

import ast
from collections import defaultdict
from pathlib import Path

EVENTS = Path(__file__).parent.parent / "events"


def test_no_two_classes_of_events_share_a_name():
    places = defaultdict(list)
    for path in EVENTS.rglob("*.py"):
        if "migrations" in path.parts or "commands" in path.parts:  # Django prescribes the names of classes there
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(str(path.relative_to(EVENTS)))

    assert len(places) > 300
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
