"""Invented answers of the worked example: seeded, plausible, and the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from smartprovince.instruments.models import Node

SEED = 51


def answers(codes: Sequence[str], nodes: Sequence[Node], *, seed: int = SEED) -> dict[tuple[str, str], Decimal]:
    """(region code, indicator code) → value in the indicator's own unit. About one in thirty stays unanswered.

    Each region has a level of its own, each dimension an offset within it; a value lies on its goalposts' scale with
    noise, sometimes beyond them, as in real data.
    """
    found: dict[tuple[str, str], Decimal] = {}
    for code in codes:
        level = 0.35 + 0.35 * _unit(seed, code)
        for node in nodes:
            rng = np.random.default_rng(_number(seed, code, node.code))
            offset = 0.3 * (_unit(seed, code, node.code[:3]) - 0.5)
            share = float(np.clip(rng.normal(level + offset, 0.13), 0.02, 1.04))
            if rng.random() < 1 / 30:
                continue
            found[code, node.code] = value_at(node, share)
    return found


def value_at(node: Node, share: float) -> Decimal:
    """The value that scores `share` (0..1) on an indicator, in its own unit and as coarse as people report it."""
    if node.kind == Node.Kind.YES_NO:
        return Decimal(int(share > 0.5))
    if node.kind in (Node.Kind.MATURITY, Node.Kind.LINE):
        return Decimal(int(np.clip(round(1 + 4 * share), 1, 5)))
    low, high = float(node.lower or 0), float(node.upper or 1)
    place = share if node.direction > 0 else 1 - share
    if node.transform == "log10":
        raw = 10 ** (np.log10(low) + place * (np.log10(high) - np.log10(low)))
    else:
        raw = low + place * (high - low)
    if "persen" in node.unit_id or "0–100" in node.unit_id:
        raw = min(max(raw, 0.0), 100.0)
    raw = max(raw, 0.0)
    digits = 0 if raw >= 1000 else 1 if raw >= 10 else 2
    return Decimal(f"{raw:.{digits}f}")


def _number(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:8], "big")


def _unit(*parts: object) -> float:
    """A number in 0..1 that depends on nothing but its words."""
    return _number(*parts) / 2**64
