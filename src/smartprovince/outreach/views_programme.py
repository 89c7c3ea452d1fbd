"""The programme of an event: agenda, questions, materials, minutes, outputs and homework."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from smartprovince.core import access
from smartprovince.core.errors import Invalid
from smartprovince.core.web import acting, posted_version

from . import actions, forms, preparing, queries
from .models import AgendaItem, Event, Material, Output, Question
from .views import event_of, request_key, show_event, show_faults


def back(number: str, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('outreach:event', args=[number])}#{anchor}")


def _adding(
    name: str, anchor: str, make: Callable[[HttpRequest, Event, dict[str, Any]], Any], act: Callable[..., Any]
) -> Callable[..., HttpResponse]:
    """A form on the page of an event that adds a part to it; with faults the page comes back as it was typed."""

    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        event = event_of(request, "edit", number)
        form = make(request, event, {"data": request.POST, "prefix": name})
        if form.is_valid():
            try:
                key = request.POST.get(f"{name}-request_key") or None
                act(**acting(request), request_key=key, event=event, **form.values())
            except Invalid as error:
                show_faults(form, error)
            else:
                messages.success(request, _("Saved."))
                return back(number, anchor)
        return show_event(request, event, {f"{name}_form": form}, status=422)

    return view


def _removing(model: Any, argument: str, anchor: str, act: Callable[..., Any]) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: HttpRequest, number: str, pk: int) -> HttpResponse:
        thing = access.get(request.user, "edit", model, pk=pk, event__number=number)
        try:
            act(**acting(request), **{argument: thing})
        except Invalid as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Removed."))
        return back(number, anchor)

    return view


agenda_add = _adding(
    "agenda",
    "acara",
    lambda request, event, given: forms.AgendaForm(event=event, **given),
    preparing.add_agenda_item,
)
agenda_remove = _removing(AgendaItem, "item", "acara", preparing.remove_agenda_item)

question_add = _adding(
    "question",
    "pertanyaan",
    lambda request, event, given: forms.QuestionForm(event=event, **given),
    preparing.add_question,
)
question_remove = _removing(Question, "question", "pertanyaan", preparing.remove_question)

material_add = _adding(
    "material",
    "materi",
    lambda request, event, given: forms.MaterialForm(papers=queries.papers_for(request.user, event), **given),
    preparing.add_material,
)
material_remove = _removing(Material, "material", "materi", preparing.remove_material)

output_add = _adding(
    "output",
    "luaran",
    lambda request, event, given: forms.OutputForm(event=event, person=request.user, **given),
    preparing.add_output,
)
output_remove = _removing(Output, "output", "luaran", preparing.remove_output)

minutes_set = _adding(
    "minutes",
    "notulen",
    lambda request, event, given: forms.MinutesForm(papers=queries.papers_for(request.user, event), **given),
    actions.set_minutes,
)


@require_http_methods(["GET", "POST"])
def output(request: HttpRequest, pk: int) -> HttpResponse:
    """Deliver an output or homework, with its paper."""
    rows = Output.objects.select_related("event__organiser__region", "organisation", "paper")
    found = access.get(request.user, "deliver", Output, rows, pk=pk)
    form = forms.DeliverForm(request.POST or None, papers=queries.papers_to_deliver(request.user, found))
    if request.method == "POST" and form.is_valid():
        try:
            preparing.deliver_output(
                **acting(request),
                request_key=request_key(request),
                output=found,
                version=posted_version(request, found),
                **form.values(),
            )
        except Invalid as error:
            show_faults(form, error)
        else:
            messages.success(request, _("Delivered. The organiser sees it at once."))
            return redirect("outreach:output", pk=pk)
    context = {
        "output": found,
        "readable": queries.readable(request.user, [found.paper_id]),
        "event": found.event,
        "form": form,
        "may_edit": access.may(request.user, "edit", found),
    }
    return render(request, "outreach/output.html", context, status=422 if form.errors else 200)


@require_POST
def output_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It was marked as delivered by mistake."""
    found = access.get(request.user, "edit", Output, Output.objects.select_related("event"), pk=pk)
    preparing.take_back_delivery(**acting(request), output=found)
    messages.success(request, _("It is expected again."))
    return back(found.event.number, "luaran")
