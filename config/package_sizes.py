"""Check the sizes of the folders of events/: `python -m config.package_sizes`.

No folder may contain more than 15 % of the product's Python code. Tests, migrations and bench do not count."""

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "config", "events", "notifications")
MAX_SHARE = 0.15
SHOWN = 5


def folder_shares() -> dict[str, float]:
    """Return the share of the product's lines of Python for each folder of events/, the largest first."""
    lines: Counter[str] = Counter()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            if "migrations" not in parts:
                folder = "/".join(parts[:2]) if app == "events" and len(parts) > 2 else app
                lines[folder] += path.read_text(encoding="utf-8").count("\n")
    total = lines.total()
    return {folder: count / total for folder, count in lines.most_common() if folder.startswith("events/")}


def main() -> int:
    shares = folder_shares()
    for folder, share in list(shares.items())[:SHOWN]:
        print(f"  {share:6.1%}  {folder}")
    too_large = [folder for folder, share in shares.items() if share > MAX_SHARE]
    for folder in too_large:
        print(f"{folder} has more than {MAX_SHARE:.0%} of the product's Python code: split it.", file=sys.stderr)
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
