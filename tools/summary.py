"""Whether `out/bali/summary.json` says what outside checks read in it: its keys, and Bali's history by the register.

tools/summary.py out/bali/summary.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIXED = {
    "province": "51",
    "as_of": "2022-11-07",
    "simulated": True,
    "regions": 9,
    "subdimensions": 18,
    "indicators": 72,
    "scale": [0, 100],
}
# Rule *joined*; documented and possible of nine, and whether the floor of 80 % was met.
HISTORY = {
    "2022-10-13": {"rule": "joined", "documented": 4, "possible": 5, "of": 9, "floor_met": "no"},
    "2023-12-31": {"rule": "joined", "documented": 6, "possible": 7, "of": 9, "floor_met": "no"},
    "2024-12-31": {"rule": "joined", "documented": 8, "possible": 9, "of": 9, "floor_met": "yes"},
}
PARTS = {"total", "coverage", "GOV", "BRA", "ECO", "LIV", "SOC", "ENV"}
CODES = {f"51.0{number}" for number in range(1, 9)} | {"51.71"}


def faults(summary: dict[str, Any]) -> Iterator[str]:
    for key, expected in FIXED.items():
        if summary.get(key) != expected:
            yield f"{key} is {summary.get(key)!r}, not {expected!r}"
    for day, expected in HISTORY.items():
        found = summary.get("coverage", {}).get(day, {})
        if {key: found.get(key) for key in expected} != expected:
            yield f"coverage on {day} is {found!r}, not {expected!r}"
    scores = summary.get("scores", {})
    if set(scores) != CODES:
        yield f"scores are of {sorted(scores)}, not of {sorted(CODES)}"
    for code, score in scores.items():
        if not set(score) >= PARTS:
            yield f"the scores of {code} lack {sorted(PARTS - set(score))}"
    plan = summary.get("masterplan", {})
    if not (plan.get("pages") and plan.get("sections")):
        yield f"masterplan is {plan!r}: pages and sections are expected"
    for key in ("instrument", "seconds"):
        if not summary.get(key):
            yield f"{key} is missing"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(faults(json.loads(Path(arguments[0]).read_text(encoding="utf-8"))))
    print("\n".join(found) or f"{arguments[0]} says what it must")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
