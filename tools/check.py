"""`make check`: style, types, layers, migrations, translations, templates, licences, conventions. One line a tool.

    tools/check.py              all of them
    tools/check.py types ruff   some of them

A tool that finds nothing to check fails: its last words must show how much it looked at.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
MOST_LINES = 80


@dataclass(frozen=True)
class Tool:
    """A command, and a pattern in its output whose first group says how many things it checked.

    `faults` is a pattern for the lines worth showing when it fails; all of them when there is none.
    """

    name: str
    command: Sequence[str]
    proof: str
    faults: str = ""


@dataclass(frozen=True)
class Outcome:
    tool: Tool
    ok: bool
    checked: int
    seconds: float
    output: str


def python(*arguments: str) -> list[str]:
    return [PYTHON, *arguments]


TOOLS = [
    Tool("types", python("-m", "mypy"), r"(?:checked|found in) (\d+) source files"),
    Tool("templates", python("tools/templates.py"), r"(\d+) templates"),
    Tool("translations", python("tools/messages.py", "check"), r"translations: (\d+) messages"),
    Tool("migrations", python("tools/migrations.py"), r"(\d+) migrations"),
    Tool(
        "layers",
        python("-c", "import sys; from importlinter.cli import lint_imports_command as c; c()", "--no-cache"),
        r"Contracts: (\d+) kept",
    ),
    Tool("licences", python("tools/licences.py"), r"(\d+) packages at run time", r"^[\w.-]+ .*: "),
    Tool("conventions", python("tools/conventions.py"), r"(\d+) files"),
    Tool("ruff", python("-m", "ruff", "check", "--output-format", "concise"), r"^(\d+) files"),
    Tool("ruff format", python("-m", "ruff", "format", "--check"), r"(\d+) files? already formatted", r"-->|would be"),
]


def run(tool: Tool) -> Outcome:
    started = time.perf_counter()
    code, output = _call(tool.command)
    if tool.name == "ruff":  # says nothing of how much it looked at
        _code, listed = _call([*tool.command, "--show-files"])
        output = f"{listed.count('.py')} files\n{output}"
    found = re.search(tool.proof, output)
    checked = int(found.group(1)) if found else 0
    return Outcome(tool, code == 0 and checked > 0, checked, time.perf_counter() - started, output)


def _call(command: Sequence[str]) -> tuple[int, str]:
    result = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    return result.returncode, f"{result.stdout}{result.stderr}".strip()


def environment() -> dict[str, str]:
    """No check reads or writes an installation."""
    given = {"SMARTPROVINCE_HOME": HOME.name, "SMARTPROVINCE_DATABASE": "sqlite:///", "NO_COLOR": "1"}
    return os.environ | given | {"DJANGO_SETTINGS_MODULE": "smartprovince.config.settings"}


HOME = tempfile.TemporaryDirectory(prefix="smartprovince-check-")


def report(outcome: Outcome) -> None:
    checked = f"{outcome.checked:,} checked" if outcome.checked else "NOTHING TO CHECK"
    mark = "ok  " if outcome.ok else "FAIL"
    print(f"{mark}  {outcome.tool.name:<14} {checked:<18} {outcome.seconds:5.1f} s", flush=True)
    if not outcome.ok:
        lines = [line for line in outcome.output.splitlines() if re.search(outcome.tool.faults, line)]
        for line in lines[:MOST_LINES]:
            print(f"        {line}")
        if len(lines) > MOST_LINES:
            print(f"        … and {len(lines) - MOST_LINES} lines more: {' '.join(outcome.tool.command)}")


def main(names: list[str]) -> int:
    chosen = [tool for tool in TOOLS if not names or tool.name in names]
    if unknown := set(names) - {tool.name for tool in TOOLS}:
        print(f"no tool {', '.join(sorted(unknown))}; there are: {', '.join(tool.name for tool in TOOLS)}")
        return 2
    outcomes = []
    with HOME, ThreadPoolExecutor(max_workers=max(2, min(4, os.cpu_count() or 2))) as pool:
        for outcome in pool.map(run, chosen):
            report(outcome)
            outcomes.append(outcome)
    failed = [outcome.tool.name for outcome in outcomes if not outcome.ok]
    print(f"check: {len(outcomes) - len(failed)} of {len(outcomes)} tools content" + _names(failed))
    return 1 if failed else 0


def _names(failed: list[str]) -> str:
    return f"; not: {', '.join(failed)}" if failed else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
