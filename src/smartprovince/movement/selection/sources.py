"""The parameters the programme chose regions by, as they ship. Names and publishers are sourced.

Roles, directions, weights and goalposts are a working edition of this platform, for the programme owner to change.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "parameters.csv"
NUMBERS = ("weight", "low", "high")
WHOLE = ("direction", "order")


def parameters() -> list[dict[str, Any]]:
    """One row a parameter, with the fields of the model."""
    with DATA.open(newline="", encoding="utf-8") as file:
        return [
            row | {name: Decimal(row[name]) for name in NUMBERS} | {name: int(row[name]) for name in WHOLE}
            for row in csv.DictReader(file)
        ]
