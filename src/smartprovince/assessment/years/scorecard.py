"""The scorecard of a region (*kartu skor*): one result on paper, for a meeting."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smartprovince.assessment.blocks import bars_chart
from smartprovince.assessment.predicates.bands import predicate_of_total
from smartprovince.assessment.results import Results, lowest
from smartprovince.core import clock
from smartprovince.core.templatetags.writing import full_day, number, own_language, percent
from smartprovince.documents.blocks import (
    Block,
    Chapter,
    Column,
    Document,
    Figure,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Table,
)
from smartprovince.documents.wording import Language
from smartprovince.territory.models import Region

from .queries import Bridge, History


def scorecard(region: Region, results: Results, history: History) -> Document:
    """Total with coverage, sections, widest gaps, earlier years; nothing of any other region."""
    row, places = results.rows[0], results.decimals
    high = number(results.scale[1])
    figures = [
        KeyFigure(number(row.total.score, places), results.round.total_label, _("of %(high)s") % {"high": high}),
        KeyFigure(percent(row.total.coverage, 0), _("Coverage"), _("Share of the weight that was verified.")),
    ]
    if history.improvement is not None and history.earlier is not None:
        note = _("since %(year)s") % {"year": history.earlier.round.year}
        figures.append(KeyFigure(signed(history.improvement, places), _("Improvement"), note))
    blocks: list[Block] = [
        KeyFigures(tuple(figures)),
        Figure(bars_chart(results, _("Scores by dimension")), _("Scores by dimension"), _source(results)),
        _parts(results),
        _gaps(results),
    ]
    if history.earlier is not None:
        blocks.append(_years(history, places))
    if history.bridge is not None:
        blocks.append(Paragraph.of(bridge_in_words(history.bridge, places)))
    return Document(
        title=region.full_name,
        subtitle=results.round.title,
        publisher=results.round.owner.name,
        cover=(
            (_("Instrument"), str(results.round.instrument_version)),
            (_("Year"), str(results.round.year)),
            (_("Predicate"), _predicate(results)),
        ),
        chapters=(Chapter(_("Scorecard"), tuple(blocks)),),
        as_of=clock.today(),
        simulated=results.simulated,
        language=_language(),
    )


def _predicate(results: Results) -> str:
    if not results.round.predicates:
        return _("none: no official one is defined for this instrument")
    return str(predicate_of_total(results) or "–")


def _language() -> Language:
    return "en" if get_language() == "en" else "id"


def signed(value: float, places: int) -> str:
    """`+0,25`: a change always carries its sign."""
    return ("+" if value > 0 else "") + number(value, places)


def _source(results: Results) -> str:
    assert results.result is not None
    words = {"round": results.round.title, "when": full_day(results.result.computed_at)}
    return _("%(round)s, computed %(when)s") % words


def _parts(results: Results) -> Table:
    rows = tuple(
        (
            own_language(results.outline.by_code[cell.code], "name"),
            own_language(cell.section.node, "name") if cell.section else "",
            "–" if cell.score is None else number(cell.score, results.decimals),
            percent(cell.coverage, 0),
        )
        for cell in results.rows[0].parts
    )
    columns = (Column(_("Part")), Column(_("Section")), Column(_("Score"), "right"), Column(_("Coverage"), "right"))
    return Table(_("All parts"), columns, rows)


def _gaps(results: Results) -> Table:
    rows = tuple(
        (own_language(each.node, "name"), own_language(each.section.node, "name"), number(each.score, results.decimals))
        for each in lowest(results)
    )
    return Table(_("Widest gaps"), (Column(_("Part")), Column(_("Section")), Column(_("Score"), "right")), rows)


def _years(history: History, places: int) -> Table:
    years = history.years
    columns = (Column(_("Section")), *(Column(str(year.round.year), "right") for year in years))

    def cells(scores: list[float | None]) -> tuple[str, ...]:
        return tuple("–" if score is None else number(score, places) for score in scores)

    rows = [(own_language(node, "name"), *cells(scores)) for node, scores in history.sections]
    rows.append((_("Total"), *cells([year.total for year in years])))
    return Table(_("Over the years"), columns, tuple(rows))


def bridge_in_words(bridge: Bridge, places: int) -> str:
    """What a change between two versions is made of, in one paragraph."""
    words = {
        "year": bridge.earlier.round.year,
        "version": bridge.earlier.round.instrument_version.label,
        "common": bridge.common,
        "asked": bridge.asked,
    }
    said = _("The result of %(year)s was measured with another version (%(version)s) and cannot be compared as it is.")
    if bridge.like_for_like is None:
        return said % words + " " + _("Too little is asked alike to compute both years on the same questions.")
    more = _(
        "On the %(common)d of %(asked)d questions that both versions ask alike, by today's weights, the change is "
        "%(change)s."
    )
    return f"{said % words} {more % (words | {'change': signed(bridge.like_for_like, places)})}"
