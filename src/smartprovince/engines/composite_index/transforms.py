"""Transforms: a monotone change of the raw value and of its goalposts, before normalisation.

A transform is a ``Transform``; ``TRANSFORMS`` names those that exist. ``None`` is the identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class Transform:
    """``function`` maps raw values; ``outside`` marks raw values for which it is not defined."""

    name: str | None
    function: Callable[[FloatArray], FloatArray]
    outside: Callable[[FloatArray], BoolArray]
    needs: str

    def of(self, number: float) -> float:
        """The transform of one number, such as a goalpost."""
        return float(self.function(np.array([number], dtype=np.float64))[0])

    def defined_at(self, number: float) -> bool:
        return not bool(self.outside(np.array([number], dtype=np.float64))[0])


def _never(values: FloatArray) -> BoolArray:
    return np.zeros(values.shape, dtype=np.bool_)


TRANSFORMS: dict[str | None, Transform] = {
    None: Transform(None, lambda values: values, _never, "any number"),
    "log10": Transform("log10", np.log10, lambda values: values <= 0, "numbers above 0"),
}
