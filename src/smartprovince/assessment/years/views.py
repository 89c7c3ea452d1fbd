"""The scorecard as a file. The years themselves stand on the page of a region's results."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from smartprovince.assessment import queries
from smartprovince.assessment.web import gone
from smartprovince.core import files
from smartprovince.documents.pdf import render_pdf
from smartprovince.territory.models import Region

from .queries import history_of
from .scorecard import scorecard


@require_safe
def scorecard_pdf(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """For whoever may see the region's scores."""
    found = queries.round_of(request.user, pk)
    region = Region.objects.filter(code=code).first()
    shown = queries.results_of(found, request.user, region=region)
    if region is None or not shown.exists:
        raise gone()
    content = render_pdf(scorecard(region, shown, history_of(found, region, request.user)))
    response = HttpResponse(content, content_type=files.PDF)
    response["Content-Disposition"] = f'attachment; filename="kartu-skor-{region.code}-{found.year}.pdf"'
    return response
