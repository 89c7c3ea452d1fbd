"""Pages of rounds: list, progress, a region's form, verification, results. HTTP in, HTML out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smartprovince.core import access, clock, files
from smartprovince.core.errors import Fault, Invalid
from smartprovince.core.registry import beside_result
from smartprovince.core.web import acting
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.instruments.queries import versions_open_to
from smartprovince.organisations.models import Organisation
from smartprovince.territory.models import Region

from . import actions, exports, queries, states
from . import results as scores
from .forms import RoundForm
from .models import Participation, Round
from .objections import queries as objections
from .predicates.bands import predicate_of_total
from .preparing.beside import beside_form
from .schedule import board, letters
from .web import gone, local_time, request_key
from .years.queries import history_of
from .years.scorecard import bridge_in_words, signed

FORMATS = {
    "csv": (exports.scores_csv, "text/csv; charset=utf-8"),
    "xlsx": (exports.scores_xlsx, files.XLSX),
}
REGIONS_A_PAGE = 50
STEPS = {
    "buka": (actions.open_round, gettext_lazy("The round is open. The regions can begin.")),
    "verifikasi": (actions.begin_verification, gettext_lazy("The filling has ended; verification goes on.")),
    "tutup": (actions.close_round, gettext_lazy("The verification is closed.")),
    "hitung": (actions.compute_result, gettext_lazy("The scores are computed.")),
    "terbitkan": (actions.publish_result, gettext_lazy("Published. Only regions that consented are shown to others.")),
}
SHOWN = 10  # objections named on the page of a round that cannot be published because of them
OFFERED = {
    states.DRAFT: ["buka"],
    states.OPEN: ["verifikasi"],
    states.VERIFYING: ["tutup"],
    states.CLOSED: ["hitung", "terbitkan"],
}


# --- rounds ----------------------------------------------------------------------------------------------------------


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    owners = access.scope(request.user, "own_rounds", Organisation)
    return render(request, "assessment/list.html", {"rounds": queries.overview(request.user), "owners": owners})


@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest, organisation_pk: int) -> HttpResponse:
    owner = access.get(request.user, "own_rounds", Organisation, pk=organisation_pk)
    versions = versions_open_to(request.user).filter(state=InstrumentVersion.State.PUBLISHED)
    form = RoundForm(request.POST or None, versions=versions, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_round(
                **acting(request), owner=owner, simulated=settings.DEMO, request_key=form.key, **form.values()
            )
        except Invalid as error:
            form.take(error)
        else:
            return redirect("assessment:round", pk=made.pk)
    return render(request, "assessment/new.html", {"form": form, "owner": owner})


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _round_page(request, queries.round_of(request.user, pk))


def _round_page(request: HttpRequest, found: Round, faults: list[Fault] | None = None) -> HttpResponse:
    """What is going on: the state, counts by region and section, what the owner can do next."""
    owns = access.may(request.user, "own", found)
    result = queries.current_result(found) if found.has_scores else None
    offered = [name for name in OFFERED.get(found.state, []) if name != "terbitkan" or result is not None]
    viewable = access.scope(request.user, "view", Participation).filter(round=found)
    context = {
        "round": found,
        "board": board.board_of(found, request.user, request.GET),
        **board.beside(found, request.user, owns=owns, posted=request.POST.getlist("regions")),
        "offered": offered if owns else [],
        "owns": owns,
        "result": result,
        **objections.of_round(found, request.user, owns=owns),
        "blocking": objections.waiting_in(found, request.user)[:SHOWN] if faults and owns else [],
        "life": _life(found),
        "viewable": set(viewable.values_list("pk", flat=True)),
        "verifiable": set(
            access.scope(request.user, "verify", Participation)
            .filter(round=found, state__in=states.HANDED_OVER)
            .values_list("pk", flat=True)
        ),
        "faults": faults,
    }
    return render(request, "assessment/round.html", context, status=422 if faults else 200)


def _life(found: Round) -> list[dict[str, Any]]:
    """The states of a round as a stepper."""
    order = [state for state, _label in Round.State.choices]
    at = order.index(found.state)
    done = found.state == states.PUBLISHED
    notes = {states.OPEN: (found.opens_on, found.closes_on)}
    return [
        {
            "label": label,
            "css": "done" if index < at or done else "now" if index == at else "",
            "now": index == at,
            "dates": notes.get(state),
        }
        for index, (state, label) in enumerate(Round.State.choices)
    ]


@require_POST
def round_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    found = queries.round_of(request.user, pk)
    if name not in STEPS:
        raise gone()
    step, said = STEPS[name]
    given = board.chosen_regions(found, request.POST) if name == "buka" else {}
    try:
        step(**acting(request), round=found, **given)
    except Invalid as error:
        return _round_page(request, queries.round_of(request.user, pk), error.faults)
    messages.success(request, str(said))
    return redirect("assessment:round", pk=pk)


# --- a region's part -------------------------------------------------------------------------------------------------


@require_safe
def cover(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    return _cover_page(request, queries.participation_of(request.user, pk, code))


def _cover_page(request: HttpRequest, participation: Participation, faults: list[Fault] | None = None) -> HttpResponse:
    """A region's part in a round: sections, what is missing, sending, consent. With faults, what was typed stays."""
    form = queries.form_of(participation, request.user)
    sees_answers = bool(form.lines) and any(line.answer is not None for line in form.lines)
    gaps, others = _gaps_among(faults or [], form)
    context = {
        "participation": participation,
        "round": participation.round,
        "form": form,
        "sees_answers": sees_answers,
        "may_fill": queries.may_fill(participation),
        "may_send": access.may(request.user, "send", participation),
        "may_fill_in": sees_answers and access.may(request.user, "fill", participation),
        "may_consent": access.may(request.user, "consent", participation),
        "may_verify": queries.may_judge(participation) and access.may(request.user, "verify", participation),
        "may_interview": access.may(request.user, "interview", participation),
        "has_result": participation.round.has_scores and queries.current_result(participation.round) is not None,
        "sent_at": local_time(participation.sent_at, participation.region),
        "faults": others,
        "gaps": gaps,
        "gaps_note": request.POST.get("gaps_note", participation.gaps_note),
        "disputes": objections.of_region(participation, form, request.user),
        **board.beside_region(participation, request.user),
        **beside_form(participation, form, request.user),
    }
    return render(request, "assessment/cover.html", context, status=422 if faults else 200)


def _gaps_among(faults: list[Fault], form: queries.Form) -> tuple[dict[str, list[Any]], list[Fault]]:
    """Faults that one explanation mends, as lines of the form, and the others."""
    named = {fault.where for fault in faults}
    empty = [line for line in form.missing if line.node.code in named]
    unchanged = [line for line in form.to_mend if line.node.code in named and line not in empty]
    codes = {line.node.code for line in (*empty, *unchanged)}
    gaps = {"empty": empty, "unchanged": unchanged} if codes else {}
    return gaps, [fault for fault in faults if fault.where not in codes]


@require_POST
def send(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    participation = queries.participation_of(request.user, pk, code)
    try:
        actions.send_participation(
            **acting(request),
            participation=participation,
            gaps_note=request.POST.get("gaps_note", ""),
            request_key=request_key(request),
        )
    except Invalid as error:
        return _cover_page(request, participation, error.faults)
    messages.success(
        request, _("Sent. The assessors see your answers now; you cannot change them until one comes back.")
    )
    return redirect("assessment:cover", pk=pk, code=code)


@require_POST
def consent(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    participation = queries.participation_of(request.user, pk, code)
    try:
        if request.POST.get("withdraw"):
            actions.withdraw_consent(**acting(request), participation=participation)
            messages.success(request, _("The consent is withdrawn."))
        else:
            actions.consent_to_publication(**acting(request), participation=participation)
            messages.success(request, _("Your consent is recorded."))
    except Invalid as error:
        return _cover_page(request, participation, error.faults)
    return redirect("assessment:cover", pk=pk, code=code)


# --- results ---------------------------------------------------------------------------------------------------------


@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """The heat map of what the person may see: the owner all regions, a region itself and who has consented."""
    found = queries.round_of(request.user, pk)
    shown = queries.results_of(found, request.user)
    words = request.GET.get("q", "").strip()
    places = [n for n, region in enumerate(shown.regions) if _is_named(region, words)]
    page = Paginator(places, REGIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": found,
        "results": shown,
        "heat_rows": [shown.row(n) for n in page],
        "page": page,
        "words": words,
        "searches": len(shown.regions) > REGIONS_A_PAGE,
        "bars": scores.bars_of(shown, scores.spread_of(shown)) if len(shown.regions) > 1 else [],
        "asked": found.participations.count(),
        "owns": access.may(request.user, "own", found),
    }
    return render(request, "assessment/results.html", context)


def _is_named(region: Region, words: str) -> bool:
    return words.casefold() in region.full_name.casefold() or (bool(words) and region.code.startswith(words))


@require_safe
def region_results(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One region: scores by dimension with coverage, gaps, and for itself what sets it apart from the mean."""
    found = queries.round_of(request.user, pk)
    region = Region.objects.filter(code=code).first()
    shown = queries.results_of(found, request.user, region=region)
    if region is None or not shown.exists:
        raise gone()
    participation = queries.part_in(found, region)
    history = history_of(found, region, request.user)
    closely = access.may(request.user, "explain", participation)
    may_open = access.may(request.user, "view", participation)
    ranges = queries.peer_range(found, region) if closely else {}
    context = {
        "round": found,
        "region": region,
        "results": shown,
        "row": shown.rows[0],
        "bars": scores.bars_of(shown, ranges),
        "ranges": ranges,
        "predicate": predicate_of_total(shown),
        "total_range": ranges.get(shown.total_code),
        "gaps": scores.lowest(shown),
        "onwards": [link for _name, links in beside_result.items() for link in links(found, region, request.user)],
        "explanation": queries.explanation(participation, request.user) if closely else None,
        "participation": participation,
        "closely": closely,
        "history": history,
        "improvement": None if history.improvement is None else signed(history.improvement, shown.decimals),
        "bridge_words": bridge_in_words(history.bridge, shown.decimals) if history.bridge else "",
        "may_open": may_open,
        "disputes": objections.of_region(participation, queries.form_of(participation, request.user), request.user)
        if may_open
        else None,
        "official": letters.official_of(request.user, found, region),
    }
    return render(request, "assessment/region_results.html", context)


@require_safe
def export(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Scores as CSV or XLSX: the rows the person may see."""
    found = queries.round_of(request.user, pk)
    if ending not in FORMATS or not found.has_scores:
        raise gone()
    write, media_type = FORMATS[ending]
    response = HttpResponse(write(found, request.user), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{exports.file_name(found, ending)}"'
    return response
