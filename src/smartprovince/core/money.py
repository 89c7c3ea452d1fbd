"""Integer rupiah. No floats, no fractions: APBD and APBN are kept in whole rupiah."""

from __future__ import annotations

import re

from .errors import Fault, Invalid

_SCALES = [(10**12, "triliun"), (10**9, "miliar"), (10**6, "juta")]


def rupiah(amount: int) -> str:
    """`3418800000` → `Rp3.418.800.000` (no space, points between thousands)."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")


def rupiah_short(amount: int) -> str:
    """`3418800000` → `Rp3,42 miliar`, for prose. Exact below one million."""
    for scale, word in _SCALES:
        if abs(amount) >= scale:
            hundredths = round(amount * 100 / scale)
            text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            return f"Rp{text} {word}"
    return rupiah(amount)


def parse_rupiah(text: str) -> int:
    """Accepts `Rp 3.418.800.000`, `3.418.800.000`, `3418800000`, with `,00` at the end allowed.

    Raises Invalid for anything else, so that `3,4 M` is never read as 34.
    """
    cleaned = re.sub(r"^rp\.?\s*", "", text.strip(), flags=re.IGNORECASE).replace(" ", "")
    cleaned = re.sub(r",0{1,2}$", "", cleaned)
    if re.fullmatch(r"-?\d+", cleaned) or re.fullmatch(r"-?\d{1,3}(\.\d{3})+", cleaned):
        return int(cleaned.replace(".", ""))
    raise Invalid(Fault("", f"“{text}” is not an amount in rupiah.", "Write whole rupiah, for example 3.418.800.000."))
