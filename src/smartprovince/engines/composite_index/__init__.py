"""Composite indices: from a framework and raw values to scores, ranks, explanations and rank intervals.

    framework = Framework.from_dict({"nodes": […]})
    result = score(framework, values)

Pure computation over arrays: no files, no clock, no global random state.
"""

from .comparison import Change, compare
from .errors import CompositeIndexError, FrameworkError, ValuesError
from .explanation import Gap, explain
from .factors import Choice, DataError, Dirichlet, LeaveOneOut, WeightNoise
from .findings import Finding
from .framework import Framework, effective_weights
from .improvement import smallest_change
from .intervals import Band, uncertainty
from .node import Node
from .ranking import TIE_TOLERANCE
from .scoring import Result, score

__all__ = [
    "TIE_TOLERANCE",
    "Band",
    "Change",
    "Choice",
    "CompositeIndexError",
    "DataError",
    "Dirichlet",
    "Finding",
    "Framework",
    "FrameworkError",
    "Gap",
    "LeaveOneOut",
    "Node",
    "Result",
    "ValuesError",
    "WeightNoise",
    "compare",
    "effective_weights",
    "explain",
    "score",
    "smallest_change",
    "uncertainty",
]
