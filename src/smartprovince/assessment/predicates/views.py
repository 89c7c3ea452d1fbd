"""The owner's page of predicates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smartprovince.assessment import queries
from smartprovince.assessment.models import Round
from smartprovince.core import access
from smartprovince.core.errors import Conflict, Invalid
from smartprovince.core.web import acting, posted_version

from . import actions
from .forms import PredicatesForm


@require_http_methods(["GET", "POST"])
def predicates(request: HttpRequest, pk: int) -> HttpResponse:
    queries.round_of(request.user, pk)
    related = Round.objects.select_related("owner", "instrument_version__instrument")
    found = access.get(request.user, "own", Round, related, pk=pk)
    form = PredicatesForm(request.POST or None, initial=PredicatesForm.stored(found))
    status, theirs = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_predicates(
                **acting(request),
                round=found,
                version=posted_version(request, found),
                bands=form.bands,
                basis=form.cleaned_data["basis"],
            )
        except Invalid as error:
            form.take(error)
        except Conflict as conflict:
            theirs, status = conflict.theirs, 409
        else:
            messages.success(request, _("Saved."))
            return redirect("assessment:round", pk=pk)
    status = 422 if form.errors else status
    context = {"round": found, "form": form, "theirs": theirs, "version": (theirs or found).version}
    return render(request, "assessment/predicates/predicates.html", context, status=status)
