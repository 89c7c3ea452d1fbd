"""`make bench`: every figure, printed as a table and written to `out/bench.json`.

benchmarks/run.py              all of them
benchmarks/run.py pages        some of them
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tools import served  # noqa: E402

from benchmarks.figures import HOME, Figure, empty_home  # noqa: E402

SCRIPTS = [
    "loading",
    "starting",
    "composite_index",
    "similar_texts",
    "masterplan",
    "pages",
    "writing",
    "steps",
    "digests",
    "check_in",
    "national_round",
    "workbooks",
    "saving",
    "portfolio",
]
NEED_DEMO = {"masterplan", "pages"}


def machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": [round(each, 1) for each in os.getloadavg()],
        "at": time.strftime("%Y-%m-%d %H:%M:%S"),
    }


def run(script: str, environment: dict[str, str]) -> list[dict[str, Any]]:
    """One script in a process of its own, printed as it goes; a script that breaks leaves a line that says so."""
    child = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{script}", "--json"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    found = []
    assert child.stdout is not None
    assert child.stderr is not None
    for line in child.stdout:
        if line.startswith("{"):
            found.append(json.loads(line))
            print(Figure(**found[-1]), flush=True)
    said = child.stderr.read()
    if child.wait():
        print(f"{script}: FAILED\n{said[-3000:]}", flush=True)
        found.append({"name": script, "value": "failed", "unit": "", "how": said[-300:]})
    return found


def main(names: list[str]) -> int:
    chosen = [script for script in SCRIPTS if not names or script in names]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    figures: dict[str, list[dict[str, Any]]] = {}
    with empty_home() as home:
        if NEED_DEMO & set(chosen):
            served.build(home, "demo")
            environment[HOME] = str(home.folder)
        for script in chosen:
            figures[script] = run(script, environment)
    out = ROOT / "out" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"machine": machine(), "figures": figures}, indent=2, ensure_ascii=False), "utf-8")
    print(f"\n{sum(map(len, figures.values()))} figures, written to {out.relative_to(ROOT)}; {machine()}")
    return 1 if any(each["value"] == "failed" for found in figures.values() for each in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
