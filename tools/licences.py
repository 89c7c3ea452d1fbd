"""Licences of everything that is installed: what ships with the product, and the tools beside it.

Run-time dependencies (those of `[project.dependencies]` and what they need in turn) must not be GPL or AGPL, and must
say what they are. LGPL libraries are fine: they are installed beside the product and can be replaced.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
OURS = "smartprovince"
COPYLEFT = re.compile(r"\bA?GPL|Affero|(?<!Lesser )(?<!Library )General Public License", re.IGNORECASE)
LONGEST_NAME = 60


def licence(package: Distribution) -> str:
    """The SPDX expression, else the trove classifiers, else the first line of the licence field or file."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    named = [value.rpartition(" :: ")[2] for value in about.get_all("Classifier", []) if value.startswith("License ::")]
    named = [name for name in named if name != "OSI Approved"]
    if named:
        return " AND ".join(sorted(named))
    texts = [str(about.get("License") or ""), *(read(package, name) for name in about.get_all("License-File", []))]
    titles = [text.strip().splitlines()[0].strip() for text in texts if text.strip()]
    stated = next((title for title in titles if len(title) < LONGEST_NAME), "")
    return stated or in_description(str(about.get_payload() or ""))


def read(package: Distribution, name: str) -> str:
    return package.read_text(f"licenses/{name}") or package.read_text(name) or ""


def in_description(text: str) -> str:
    """What the package's page says under its heading *License*, when no field says it."""
    found = re.search(
        r"^#+[^\n]*\bLicen[cs]e\b[^\n]*\n+\s*(?:The )?([\w.+ -]{2,60})", text, re.MULTILINE | re.IGNORECASE
    )
    return f"{found.group(1).strip()} (says its description)" if found else ""


def of_browser_assets() -> dict[str, str]:
    """Name → licence of the locked packages whose files go into `static/vendor/`."""
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = ((name.rpartition("node_modules/")[2], about) for name, about in lock["packages"].items() if name)
    return {name: str(about.get("license") or "") for name, about in packages if not about.get("dev")}


def is_copyleft(name: str) -> bool:
    """GPL or AGPL without a choice: in `MIT OR GPL-2.0` we take the first."""
    return all(COPYLEFT.search(choice) for choice in re.split(r"\s+OR\s+", name))


def at_run_time(direct: Iterable[str]) -> set[str]:
    """Names of the direct dependencies and of everything they need here, extras included."""
    found: set[str] = set()
    waiting = [Requirement(line) for line in direct]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (canonical(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            package = distribution(wanted.name)
        except PackageNotFoundError:
            continue
        found.add(canonical(wanted.name))
        for line in package.requires or []:
            needed = Requirement(line)
            extras = ["", *wanted.extras]
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(needed)
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shipped = at_run_time(project["dependencies"])
    installed = {canonical(each.metadata["Name"]): each for each in distributions()}
    titles = ("run time", "browser assets", "tools")
    groups: dict[str, dict[str, list[str]]] = {title: defaultdict(list) for title in titles}
    faults = []
    for name, package in sorted(installed.items()):
        if name == OURS:
            continue
        terms = licence(package)
        groups["run time" if name in shipped else "tools"][terms or "unknown"].append(name)
        if name in shipped and not terms:
            faults.append(f"{name} {package.version}: does not say its licence")
        elif name in shipped and is_copyleft(terms):
            faults.append(f"{name} {package.version}: {terms} may not be shipped; find another library")
    assets = of_browser_assets()
    for name, terms in sorted(assets.items()):
        groups["browser assets"][terms or "unknown"].append(name)
        if not terms or is_copyleft(terms):
            faults.append(f"{name} (browser): {terms or 'does not say its licence'}")
    missing = shipped - set(installed)
    faults += [f"{name}: not installed, so its licence was not seen" for name in sorted(missing)]
    for title, licences in groups.items():
        print(f"{title}:")
        for terms, names in sorted(licences.items()):
            print(f"  {terms:<48} {', '.join(names)}")
    print("\n".join(faults))
    print(f"licences: {len(shipped)} packages at run time, {len(installed) - len(shipped)} tools")
    return 1 if faults or not shipped or not assets else 0


if __name__ == "__main__":
    sys.exit(main())
