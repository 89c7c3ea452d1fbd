"""What may vary in an uncertainty analysis. Each factor is a small frozen object; several act together.

Source: Saisana, Saltelli and Tarantola (2005), JRSS-A 168(2); OECD/JRC (2008), Handbook, step 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .arrays import FloatArray
from .framework import Framework
from .parameters import is_number


class WeightFactor:
    """Base of the factors that multiply weights."""

    def multipliers(self, rng: np.random.Generator, framework: Framework, top: int, count: int) -> FloatArray:
        """float64[count, nodes]: what each draw multiplies the weights with, before siblings are renormalised."""
        raise NotImplementedError


@dataclass(frozen=True)
class WeightNoise(WeightFactor):
    """Every weight below the target times a number uniform in 1 - amount .. 1 + amount; siblings renormalised.

    amount: 0 ≤ amount < 1; 0.25 is ±25 %.
    """

    amount: float

    def __post_init__(self) -> None:
        if not is_number(self.amount) or not 0 <= self.amount < 1:
            raise ValueError(f"WeightNoise takes a share from 0 to below 1, such as 0.25, not {self.amount!r}")

    def multipliers(self, rng: np.random.Generator, framework: Framework, top: int, count: int) -> FloatArray:
        return 1.0 + self.amount * (2.0 * rng.random((count, len(framework.nodes))) - 1.0)


@dataclass(frozen=True)
class Dirichlet(WeightFactor):
    """The shares of siblings drawn from a Dirichlet distribution around the given ones, group by group.

    concentration: > 0; the standard deviation of a share w is sqrt(w (1 - w) / (concentration + 1)). With the
    default, 100, a share of 1/8 varies by about a quarter of itself.
    """

    concentration: float = 100.0

    def __post_init__(self) -> None:
        if not is_number(self.concentration) or self.concentration <= 0:
            raise ValueError(f"Dirichlet takes a concentration above 0, not {self.concentration!r}")

    def multipliers(self, rng: np.random.Generator, framework: Framework, top: int, count: int) -> FloatArray:
        share = np.ones(len(framework.nodes))
        for group in framework.groups_below(framework.root):
            children = framework.children[group]
            share[children] = framework.weights[children] / framework.weights[children].sum()
        drawn = rng.standard_gamma(self.concentration * share, (count, len(share)))
        # A gamma variate of tiny shape underflows to 0, and a group of zeros could not be renormalised.
        return np.maximum(drawn, 1e-300) / share


@dataclass(frozen=True)
class LeaveOneOut(WeightFactor):
    """In every draw one node, chosen evenly, is left out and its weight goes to its siblings.

    nodes: the candidates; default: every indicator below the target.
    """

    nodes: Sequence[str] | None = None

    def candidates(self, framework: Framework, top: int) -> list[int]:
        below = [int(child) for group in framework.groups_below(top) for child in framework.children[group]]
        if self.nodes is None:
            chosen = [int(leaf) for leaf in framework.leaves_below(top)]
        else:
            chosen = [framework.index(node) for node in self.nodes]
        strangers = [framework.nodes[position].id for position in chosen if position not in below]
        if strangers or len(framework.leaves_below(top)) < 2:
            raise ValueError(
                "LeaveOneOut needs nodes below the target and at least two indicators there; "
                f"these nodes are not below it: {strangers}"
            )
        return chosen

    def multipliers(self, rng: np.random.Generator, framework: Framework, top: int, count: int) -> FloatArray:
        candidates = np.array(self.candidates(framework, top))
        kept = np.ones((count, len(framework.nodes)))
        kept[np.arange(count), candidates[rng.integers(0, len(candidates), count)]] = 0.0
        return kept


@dataclass(frozen=True)
class DataError:
    """Errors of measurement in the raw values, independent over regions and indicators; missing values stay missing.

    sd: > 0 or 0. relative (the default): values are multiplied with exp(sd · N(0, 1)), so 0.05 is about ±5 % and
    keeps the sign; otherwise sd · N(0, 1) is added, in the indicator's unit.
    indicators: ids; default: every indicator below the target. Every indicator concerned is normalised anew in every
    draw, which makes this the slow factor.
    """

    sd: float
    relative: bool = True
    indicators: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if not is_number(self.sd) or self.sd < 0:
            raise ValueError(f"DataError takes a standard deviation of at least 0, not {self.sd!r}")

    def columns(self, framework: Framework, top: int) -> list[int]:
        """Positions among the nodes of the indicators concerned."""
        if self.indicators is None:
            return [int(leaf) for leaf in framework.leaves_below(top)]
        chosen = [framework.index(indicator) for indicator in self.indicators]
        groups = [framework.nodes[position].id for position in chosen if len(framework.children[position])]
        if groups:
            raise ValueError(f"DataError concerns indicators, and these are groups: {groups}")
        return chosen

    def disturb(self, rng: np.random.Generator, raw: FloatArray, count: int) -> FloatArray:
        """The raw values of several indicators with errors. raw: float64[1 or count, …]. Returns float64[count, …]."""
        noise = self.sd * rng.standard_normal((count, *raw.shape[1:]))
        return raw * np.exp(noise) if self.relative else raw + noise


_GROUP_FIELDS = ("aggregator",)
_LEAF_FIELDS = ("normaliser", "imputer", "transform")


@dataclass(frozen=True)
class Choice:
    """A choice of method, drawn evenly: ``Choice("aggregator", ["arithmetic", "geometric"])``.

    field: "aggregator" (of groups), "normaliser", "imputer" or "transform" (of leaves). options: what may stand there.
    nodes: ids; default: every node below the target (the target included) to which the field belongs.

    A combination of options that gives an invalid framework is refused with its faults before the first draw.
    """

    field: str
    options: Sequence[Any]
    nodes: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if self.field not in _GROUP_FIELDS + _LEAF_FIELDS:
            raise ValueError(f"Choice is among {', '.join(_GROUP_FIELDS + _LEAF_FIELDS)}, not {self.field!r}")
        if not len(self.options):
            raise ValueError("Choice needs at least one option")

    def changes(self, framework: Framework, top: int, option: Any) -> dict[str, dict[str, Any]]:
        """Node id → field → option, for ``Framework.with_changes``."""
        if self.nodes is not None:
            ids = [framework.nodes[framework.index(node)].id for node in self.nodes]
        elif self.field in _GROUP_FIELDS:
            ids = [framework.nodes[group].id for group in framework.groups_below(top)]
        else:
            ids = [framework.nodes[leaf].id for leaf in framework.leaves_below(top).tolist()]
        return {node: {self.field: option} for node in ids}
