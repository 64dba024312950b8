"""Check that generated files in the repository are up to date: `python -m config.stale requirements` or `assets`."""

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
    """Return the problems of the requirements files: each dependency in pyproject.toml must be pinned.

    No package index is read: a new release of a dependency does not make a file stale."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    expected = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]],
        "requirements-clients.txt": project["dependency-groups"]["clients"],
    }
    problems = []
    for name, dependencies in expected.items():
        text = (ROOT / name).read_text()
        pinned = {_normalised(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==", text, re.MULTILINE)}
        required = {_normalised(re.split(r"[\[<>=~! ;]", dependency)[0]) for dependency in dependencies}
        problems += [f"{name} lacks {missing}: run `make lock`" for missing in sorted(required - pinned)]
        if "--hash" not in text or "://" in text.replace("https://docs", ""):
            problems.append(f"{name} must have hashes and no address: run `make lock`")
    return problems


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def assets() -> list[str]:
    """Build the assets into another folder, and return the differences from static/."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("assets", "templates"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("node_modules"))
        _install_node_modules(copy / "assets")
        subprocess.run(["node", "build.mjs"], cwd=copy / "assets", check=True, capture_output=True)  # noqa: S607
        return _differences(copy / "static", ROOT / "static")


def _install_node_modules(folder: Path) -> None:
    """Link the installed modules if they match the lock file, so that the check works offline. Else install them."""
    installed, lock = ROOT / "assets" / "node_modules", ROOT / "assets" / "package-lock.json"
    stamp = installed / ".package-lock.json"
    if stamp.is_file() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        (folder / "node_modules").symlink_to(installed)
        return
    npm = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--prefer-offline"]
    subprocess.run(npm, cwd=folder, check=True)  # noqa: S603 (a fixed command)


def _differences(built: Path, committed: Path) -> list[str]:
    built_names, committed_names = _files(built), _files(committed)
    problems = [
        f"static/{name} is stale: run `make assets`"
        for name in sorted(built_names)
        if name not in committed_names or not filecmp.cmp(committed / name, built / name, shallow=False)
    ]
    return problems + [
        f"static/{name} is not built any more: delete it" for name in sorted(committed_names - built_names)
    ]


def _files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


if __name__ == "__main__":
    problems = {"requirements": requirements, "assets": assets}[sys.argv[1]]()
    print("\n".join(problems), file=sys.stderr)
    sys.exit(bool(problems))
