"""Findings: what happened to the data on the way to a score, for the reader of the score."""

from __future__ import annotations

from dataclasses import dataclass

# The kinds of finding, in the order in which the stages make them.
KINDS = ("missing", "imputed", "capped", "constant", "mixed_scales", "direct", "no_score")


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    node: id of the node concerned. kind: one of ``KINDS``. what: a sentence for people.
    count: how many values (of a leaf), regions × years (of a group) or years (``constant``).
    """

    node: str
    kind: str
    what: str
    count: int
