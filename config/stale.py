"""Says whether committed files that a command makes are what it makes now: python -m config.stale requirements | assets"""

import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def requirements() -> list[str]:
    """Each dependency that pyproject.toml names must be pinned. Asks no index: a new release makes nothing stale."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]],
        "requirements-clients.txt": project["dependency-groups"]["clients"],
    }
    problems = []
    for name, dependencies in wanted.items():
        text = (ROOT / name).read_text()
        pinned = {_plain(found) for found in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", text, re.MULTILINE)}
        named = {_plain(re.split(r"[\[<>=~! ;]", dependency)[0]) for dependency in dependencies}
        problems += [f"{name} lacks {missing}: run `make lock`" for missing in sorted(named - pinned)]
        if "--hash" not in text or "://" in text.replace("https://docs", ""):
            problems.append(f"{name} must have hashes and no address: run `make lock`")
    return problems


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def assets() -> list[str]:
    """Builds the assets into another folder and compares."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("assets", "templates"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("node_modules"))
        npm = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=copy / "assets", check=True)  # noqa: S603
        subprocess.run(["node", "build.mjs"], cwd=copy / "assets", check=True, capture_output=True)  # noqa: S607
        made = sorted(path.relative_to(copy / "static") for path in (copy / "static").rglob("*") if path.is_file())
        problems = [
            f"static/{name} is stale: run `make assets`"
            for name in made
            if not (ROOT / "static" / name).is_file()
            or not filecmp.cmp(ROOT / "static" / name, copy / "static" / name, shallow=False)
        ]
        kept = {path.relative_to(ROOT / "static") for path in (ROOT / "static").rglob("*") if path.is_file()}
        return problems + [f"static/{name} is made by nothing: delete it" for name in sorted(kept - set(made))]


if __name__ == "__main__":
    found = {"requirements": requirements, "assets": assets}[sys.argv[1]]()
    print("\n".join(found), file=sys.stderr)
    sys.exit(bool(found))
