"""Imputers: stand-ins for missing values, taken over the regions of the same year.

An imputer maps a column float64[..., years, regions] to a column of the same shape. A year in which nothing was
observed stays missing. Imputed values never raise coverage: coverage counts what was observed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from .arrays import FloatArray

Imputer = Callable[[FloatArray], FloatArray]


def _none(column: FloatArray) -> FloatArray:
    return column


def _filled(column: FloatArray, centre: Callable[..., FloatArray]) -> FloatArray:
    missing = np.isnan(column)
    if not missing.any():
        return column
    with warnings.catch_warnings():
        # A year without any value has no centre; it stays missing and is reported as such.
        warnings.simplefilter("ignore", RuntimeWarning)
        stand_in = centre(column, axis=-1, keepdims=True)
    return np.where(missing, stand_in, column)


def _mean(column: FloatArray) -> FloatArray:
    return _filled(column, np.nanmean)


def _median(column: FloatArray) -> FloatArray:
    return _filled(column, np.nanmedian)


IMPUTERS: dict[str, Imputer] = {"none": _none, "mean": _mean, "median": _median}
