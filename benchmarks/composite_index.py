"""Scores of 514 regions by 100 indicators, beside plain numpy doing the bare arithmetic in the same run.

The peer normalises by goalposts and takes nested weighted means; it checks nothing, explains nothing and knows no
coverage, so the ratio is what those cost.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.figures import Figure, emit, typical
from smartprovince.engines.composite_index import Framework, score

REGIONS, INDICATORS, GROUPS, SEED = 514, 100, 20, 514


def framework() -> Framework:
    nodes: list[dict[str, object]] = [{"id": "all", "parent": None}]
    nodes += [{"id": f"g{group}", "parent": "all", "weight": 1 + group % 3} for group in range(GROUPS)]
    goalposts = {"method": "goalposts", "lower": 0, "upper": 100}
    nodes += [
        {"id": f"i{n}", "parent": f"g{n % GROUPS}", "weight": 1 + n % 4, "direction": 1, "normaliser": goalposts}
        for n in range(INDICATORS)
    ]
    return Framework.from_dict({"nodes": nodes})


def values(*, missing: float) -> np.ndarray:
    rng = np.random.default_rng(SEED)
    found = rng.uniform(0, 100, (REGIONS, INDICATORS))
    found[rng.random(found.shape) < missing] = np.nan
    return found


def plain(raw: np.ndarray) -> np.ndarray:
    scaled = np.clip(raw / 100, 0, 1) * 100
    weights = 1.0 + np.arange(INDICATORS) % 4
    groups = np.empty((REGIONS, GROUPS))
    for group in range(GROUPS):
        mine = slice(group, None, GROUPS)
        groups[:, group] = scaled[:, mine] @ weights[mine] / weights[mine].sum()
    outer = 1.0 + np.arange(GROUPS) % 3
    return groups @ outer / outer.sum()


def measure() -> Iterator[Figure]:
    tree, raw = framework(), values(missing=0.0)
    ours, theirs = typical(lambda: score(tree, raw), runs=30), typical(lambda: plain(raw), runs=300)
    size = f"{REGIONS} × {INDICATORS} in {GROUPS} groups"
    yield Figure("composite_index.score", ours * 1e3, "ms", f"{size}, nothing missing")
    yield Figure("the same sums in plain numpy", theirs * 1e3, "ms", "no checks, no coverage, no explanation")
    yield Figure("ratio to plain numpy", ours / theirs, "×", "what checks, coverage and findings cost")
    gaps = values(missing=0.1)
    yield Figure(
        "composite_index.score, a tenth missing", typical(lambda: score(tree, gaps), runs=30) * 1e3, "ms", f"{size}"
    )
    # That both agree is shown, not asserted.
    apart = float(np.nanmax(np.abs(np.asarray(score(tree, raw).scores)[:, 0] - plain(raw))))
    yield Figure("largest difference between the two", apart, "points", "of 100; the root's score")


if __name__ == "__main__":
    emit(measure())
