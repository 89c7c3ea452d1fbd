"""Rules of the house that no other tool knows: lengths, names, addresses of one machine, unguarded reads in views."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 500
NAMELESS = re.compile(r"^(?:\w+_)?(?:utils?|helpers?|common|misc)$")
MACHINE = re.compile(r"(?<![\w.*}])/(?:root|tmp|work|home/\w+)/[\w.]")
HOSTS = re.compile("|".join([r"pypi\.(?:org|python)", r"pythonhosted\.org", r"registry\.(?:npmjs|yarnpkg)"]))
UNGUARDED = re.compile(r"\.objects\.get\(|\bget_object_or_404\b|\bget_list_or_404\b")

# What is fetched, built, installed or written by a run, as in .gitignore.
NOT_OURS = {
    ".git",
    ".venv",
    ".hypothesis",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".cache",
    "__pycache__",
    "node_modules",
    "vendor",
    "var",
    "out",
    "dist",
}
TEXT = {".py", ".html", ".txt", ".md", ".toml", ".lock", ".json", ".js", ".css", ".csv", ".sh", ".typ", ".svg", ".yml"}
TEXT |= {"", ".yaml", ".po", ".cfg", ".ini"}


def files(folder: Path = ROOT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name not in NOT_OURS and not path.name.endswith(".egg-info"):
                yield from files(path)
        elif path.suffix in TEXT:
            yield path


def faults_of(path: Path, text: str) -> Iterator[str]:
    place = path.relative_to(ROOT)
    lines = text.splitlines()
    if path.suffix == ".py":
        if place.parts[0] == "src" and "migrations" not in place.parts and len(lines) > LONGEST:
            yield f"{place}: {len(lines)} lines; a file of more than {LONGEST} holds more than one thing"
        for name in (path.stem, *place.parent.parts):
            if NAMELESS.match(name):
                yield f"{place}: {name!r} is no name; say what it holds"
    for number, line in enumerate(lines, start=1):
        if found := MACHINE.search(line):
            yield f"{place}:{number}: {found.group(0)}… is a path of one machine"
        if found := HOSTS.search(line):
            yield f"{place}:{number}: names the package host {found.group(0)}; leave that to the installer's settings"
        if path.suffix == ".py" and path.stem.startswith("views") and UNGUARDED.search(line):
            yield f"{place}:{number}: read through access.get, which asks who may see it"


def main() -> int:
    found, faults = 0, []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += 1
        faults += faults_of(path, text)
    print("\n".join(faults))
    print(f"conventions: {found} files")
    return 1 if faults or not found else 0


if __name__ == "__main__":
    sys.exit(main())
