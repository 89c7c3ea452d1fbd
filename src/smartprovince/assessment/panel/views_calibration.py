"""The owner's page on how lenient or strict assessors are, and how far two readers agree."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smartprovince.assessment import queries
from smartprovince.core import access

from .calibration import FEW_LINES, Severity, calibration_of

EDGE = 4.0  # the scale of the picture runs from a quarter to four times as often as colleagues


@dataclass(frozen=True)
class SeverityRow:
    """An assessor with the places of ratio and interval in the picture, in per cent of its width."""

    severity: Severity

    @property
    def style(self) -> str:
        if self.severity.interval is None or self.severity.ratio is None:
            return ""
        low, high = (place(each) for each in self.severity.interval)
        return f"--lo:{low:.3g};--hi:{high:.3g};--v:{place(self.severity.ratio):.3g}"


def place(ratio: float) -> float:
    """Per cent of the width on a logarithmic scale, cut at its edges: 1 is the middle."""
    if ratio <= 0:
        return 0.0
    return min(100.0, max(0.0, 50 + 50 * math.log(ratio) / math.log(EDGE)))


@require_safe
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    round = queries.round_of(request.user, pk)
    access.allow(request.user, "own", round)
    found = calibration_of(round, request.user)
    rows = [SeverityRow(each) for each in found.assessors]
    context = {
        "round": round,
        "calibration": found,
        "rows": rows,
        "few": FEW_LINES,
    }
    return render(request, "assessment/panel/calibration.html", context)
