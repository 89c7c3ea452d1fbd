"""Aggregators: from the scores of the children to the score of their parent.

Every aggregator here is a weighted quasi-arithmetic mean, ``inverse(sum(w * forward(s)) / sum(w))``. That one form
gives missing children (their weight drops out of both sums), exact decomposition of gaps and matrix products over
many draws of weights.

Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 7; Hardy, Littlewood and Pólya (1934),
ch. 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import FloatArray
from .parameters import is_number, parameter_faults

# Between "low" and "high" compensation; the user may give another one.
DEFAULT_EXPONENT = 0.5


@dataclass(frozen=True)
class Aggregator:
    """A quasi-arithmetic mean.

    ``domain`` says which scores it can take: "any", "nonnegative" or "positive".
    ``slope`` is the derivative of ``forward``.
    """

    name: str
    domain: str
    forward: Callable[[FloatArray], FloatArray]
    inverse: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]

    def accepts(self, lowest: float) -> bool:
        """Whether scores that may come down to ``lowest`` lie in the domain."""
        return self.domain == "any" or lowest > 0 or (self.domain == "nonnegative" and lowest == 0)

    def combine(self, scores: FloatArray, weights: FloatArray) -> FloatArray:
        """The mean over the last axis of those scores that are present.

        scores: float64[..., children], NaN = absent. weights: broadcastable to scores, ≥ 0.
        Returns float64[...]; NaN where no child with weight is present.
        """
        present = np.isfinite(scores)
        effective = weights * present
        total = effective.sum(axis=-1)
        forwarded = self.forward(np.where(present, scores, 1.0))
        mean = (effective * forwarded).sum(axis=-1) / np.where(total > 0, total, 1.0)
        counted = effective > 0
        # A mean lies between its parts; rounding may put it 1e-14 outside, and 100.00000000000001 is not a score.
        low = np.where(counted, scores, np.inf).min(axis=-1)
        high = np.where(counted, scores, -np.inf).max(axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            combined = np.clip(self.inverse(mean), low, high)
        return np.where(total > 0, combined, np.nan)


def _arithmetic() -> Aggregator:
    return Aggregator("arithmetic", "any", lambda s: s, lambda m: m, np.ones_like)


def _geometric() -> Aggregator:
    return Aggregator("geometric", "positive", np.log, np.exp, lambda s: 1.0 / s)


def _harmonic() -> Aggregator:
    return Aggregator("harmonic", "positive", lambda s: 1.0 / s, lambda m: 1.0 / m, lambda s: -1.0 / s**2)


def _power(exponent: float = DEFAULT_EXPONENT) -> Aggregator:
    return Aggregator(
        "power",
        "nonnegative" if exponent > 0 else "positive",
        lambda s: s**exponent,
        lambda m: m ** (1.0 / exponent),
        lambda s: exponent * np.maximum(s, 1e-300) ** (exponent - 1.0),
    )


def _exponent_fault(value: Any) -> str | None:
    if not is_number(value):
        return "must be a number"
    return None if value != 0 else 'must not be 0; use "geometric", which is its limit'


AGGREGATORS: dict[str, Callable[..., Aggregator]] = {
    "arithmetic": _arithmetic,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "power": _power,
}
_OPTIONAL: dict[str, dict[str, Callable[[Any], str | None]]] = {"power": {"exponent": _exponent_fault}}


def aggregator_faults(specification: Mapping[str, Any]) -> list[str]:
    """Faults of ``{"method": name, …}``; empty when ``build_aggregator`` will succeed."""
    method = specification.get("method")
    if not isinstance(method, str) or method not in AGGREGATORS:
        return [f"unknown aggregator {method!r}; there are {', '.join(AGGREGATORS)}"]
    return parameter_faults(f'aggregator "{method}"', specification, {}, _OPTIONAL.get(method, {}))


def build_aggregator(specification: Mapping[str, Any]) -> Aggregator:
    parameters = {key: value for key, value in specification.items() if key != "method" and value is not None}
    return AGGREGATORS[specification["method"]](**parameters)
