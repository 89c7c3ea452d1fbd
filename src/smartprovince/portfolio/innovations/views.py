from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from smartprovince.core import clock, files
from smartprovince.portfolio.registers.views import attachment, must_read

from . import exports


@require_safe
def innovation_index(request: HttpRequest) -> HttpResponse:
    """The own innovations as the innovation index asks for them."""
    must_read(request.user)
    name = f"inovasi-indeks-{clock.today().isoformat()}.xlsx"
    return attachment(exports.index_sheet(request.user), name, files.XLSX)
