"""The page of gaps, and the button beside each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from smartprovince.core.errors import Invalid
from smartprovince.core.web import acting
from smartprovince.portfolio.registers.views import own_region

from .actions import take_gap
from .gaps import gaps_of
from .register import PROBLEMS


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The gaps of the own region's latest published result, widest first."""
    region = own_region(request)
    found = gaps_of(region, request.user)
    for gap in found.gaps if found else []:
        if gap.problem is not None:
            gap.problem.page = PROBLEMS.address("entry", gap.problem)  # type: ignore[attr-defined]
    context = {"found": found, "region": region, "register": PROBLEMS, "list": PROBLEMS.address("entries")}
    return render(request, "portfolio/problems/gaps.html", context)


@require_POST
def gap_take(request: HttpRequest) -> HttpResponse:
    try:
        made = take_gap(**acting(request), region=own_region(request), node=request.POST.get("node", "")[:40])
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("portfolio:gaps")
    messages.success(request, _("%(number)s is made from the gap. Complete it.") % {"number": made.number})
    return redirect(PROBLEMS.address("entry", made))
