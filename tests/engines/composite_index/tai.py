"""Technology Achievement Index, 23 countries × 8 indicators.

Numbers as printed in OECD/JRC (2008), Handbook on Constructing Composite Indicators, ISBN 978-92-64-04345-9: data
Table A.2, weights Table 22, ranks Tables 23 and 38, normalisations of schooling Table 15. Goalposts: UNDP (2001) as
given by Saisana, Saltelli and Tarantola (2005), JRSS-A 168(2), Table 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from smartprovince.engines.composite_index import Framework

INDICATORS = ("patents", "royalties", "internet", "exports", "telephones", "electricity", "schooling", "university")
# Lower and upper, in the raw unit.
GOALPOSTS = ((0, 994), (0, 272.6), (0, 232.4), (0, 80.8), (1, 901), (22, 6969), (0.8, 12.0), (0.1, 27.4))
LOGARITHMIC = ("telephones", "electricity")
BUDGET_ALLOCATION = (0.11, 0.11, 0.11, 0.18, 0.10, 0.06, 0.15, 0.18)

# Country; Table A.2 (telephones and electricity as log10); ranks of Table 23 (equal weights, budget allocation) and of
# Table 38 (geometric); Table 15 for schooling (rank, z-score, min-max, ratio to mean, to best, to worst, percentile).
TABLE = """
Finland | 187.0 125.6 200.2 50.7 3.08 4.15 10.0 27.4 | 1 1 2 | 15 0.26 0.59 1.04 0.83 1.41 65.2
United States | 289.0 130.0 179.1 66.2 3.0 4.07 12.0 13.9 | 2 2 1 | 23 1.52 1.0 1.25 1.0 1.69 100.0
Sweden | 271.0 156.6 125.8 59.7 3.1 4.14 11.4 15.3 | 3 3 3 | 19 1.14 0.88 1.19 0.95 1.61 82.6
Japan | 994.0 64.6 49.0 80.8 3.0 3.86 9.5 10.0 | 4 5 4 | 12 -0.06 0.49 0.99 0.79 1.34 52.2
Korea, Rep. of | 779.0 9.8 4.8 66.7 2.97 3.65 10.8 23.2 | 5 4 16 | 17 0.76 0.76 1.13 0.9 1.52 73.9
Netherlands | 189.0 151.2 136.0 50.9 3.02 3.77 9.4 9.5 | 6 8 5 | 9 -0.12 0.47 0.98 0.78 1.32 39.1
United Kingdom | 82.0 134.0 57.4 61.9 3.02 3.73 9.4 14.9 | 7 7 6 | 9 -0.12 0.47 0.98 0.78 1.32 39.1
Canada | 31.0 38.6 108.0 48.7 2.94 4.18 11.6 14.2 | 9 10 13 | 20 1.27 0.92 1.21 0.97 1.63 87.0
Australia | 75.0 18.2 125.9 16.2 2.94 3.94 10.9 25.3 | 10 11 14 | 18 0.83 0.78 1.14 0.91 1.54 78.3
Singapore | 8.0 25.5 72.3 74.9 2.95 3.83 7.1 24.2 | 8 6 18 | 1 -1.58 0.0 0.74 0.59 1.0 4.3
Germany | 235.0 36.8 41.2 64.2 2.94 3.75 10.2 14.4 | 11 9 8 | 16 0.38 0.63 1.06 0.85 1.44 69.6
Norway | 103.0 20.2 193.6 19.0 3.12 4.39 11.9 11.2 | 12 13 11 | 22 1.46 0.98 1.24 0.99 1.68 95.7
Ireland | 106.0 110.3 48.6 53.6 2.97 3.68 9.4 12.3 | 13 12 7 | 9 -0.12 0.47 0.98 0.78 1.32 39.1
Belgium | 72.0 73.9 58.9 47.6 2.91 3.86 9.3 13.6 | 14 14 9 | 8 -0.19 0.45 0.97 0.78 1.31 34.8
New Zealand | 103.0 13.0 146.7 15.4 2.86 3.91 11.7 13.1 | 15 17 17 | 21 1.33 0.94 1.22 0.98 1.65 91.3
Austria | 165.0 14.8 84.2 50.3 2.99 3.79 8.4 13.6 | 16 15 12 | 6 -0.76 0.27 0.88 0.7 1.18 26.1
France | 205.0 33.6 36.4 58.9 2.97 3.8 7.9 12.6 | 17 16 10 | 5 -1.08 0.16 0.82 0.66 1.11 21.7
Israel | 74.0 43.6 43.2 45.0 2.96 3.74 9.6 11.0 | 18 18 15 | 14 0.0 0.51 1.0 0.8 1.35 60.9
Spain | 42.0 8.6 21.0 53.4 2.86 3.62 7.3 15.6 | 19 19 19 | 4 -1.46 0.04 0.76 0.61 1.03 17.4
Italy | 13.0 9.8 30.4 51.0 3.0 3.65 7.2 13.0 | 20 21 21 | 3 -1.52 0.02 0.75 0.6 1.01 13.0
Czech Republic | 28.0 4.2 25.0 51.7 2.75 3.68 9.5 8.2 | 21 22 23 | 12 -0.06 0.49 0.99 0.79 1.34 52.2
Hungary | 26.0 6.2 21.6 63.5 2.73 3.46 9.1 7.7 | 22 20 22 | 7 -0.31 0.41 0.95 0.76 1.28 30.4
Slovenia | 105.0 4.0 20.3 49.5 2.84 3.71 7.1 10.6 | 23 23 20 | 1 -1.58 0.0 0.74 0.59 1.0 4.3
"""

_ROWS = [line.split("|") for line in TABLE.strip().splitlines()]
COUNTRIES = tuple(row[0].strip() for row in _ROWS)
PRINTED = np.array([row[1].split() for row in _ROWS], dtype=np.float64)
EQUAL_WEIGHTS_RANKS, BUDGET_ALLOCATION_RANKS, GEOMETRIC_RANKS = np.array([row[2].split() for row in _ROWS], dtype=int).T
_SCHOOLING = np.array([row[3].split() for row in _ROWS], dtype=np.float64).T
SCHOOLING = dict(zip(("rank", "zscore", "minmax", "mean", "best", "worst", "percentile"), _SCHOOLING))

# In the raw unit: what the Handbook prints as log10 goes back to lines and kilowatt-hours.
VALUES = PRINTED.copy()
for _column, _name in enumerate(INDICATORS):
    if _name in LOGARITHMIC:
        VALUES[:, _column] = 10 ** PRINTED[:, _column]


def tai(weights: tuple[float, ...] = (1.0,) * 8, normaliser: dict[str, Any] | None = None) -> Framework:
    """The index with the UNDP goalposts, or with one normaliser for all indicators."""
    nodes: list[dict[str, Any]] = [{"id": "TAI", "parent": None, "aggregator": "arithmetic"}]
    for name, weight, (lower, upper) in zip(INDICATORS, weights, GOALPOSTS):
        nodes.append(
            {
                "id": name,
                "parent": "TAI",
                "weight": weight,
                "direction": 1,
                "transform": "log10" if name in LOGARITHMIC else None,
                "normaliser": normaliser or {"method": "goalposts", "lower": lower, "upper": upper},
            }
        )
    return Framework.from_dict({"nodes": nodes})
