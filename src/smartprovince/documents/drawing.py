"""Charts as SVG. Text is real text, colours are those of `static/css/tokens.css`, shape or word goes with colour.

Nothing here uses a style attribute, so the SVG may stand inline under a strict Content-Security-Policy.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .charts import (
    Chart,
    ChoroplethMap,
    CoverageMeter,
    DimensionBars,
    Heatmap,
    Point,
    Polygon,
    Radar,
    Region,
    Ring,
)
from .palette import LIGHT, SHAPES, Palette
from .wording import LABELS, SIMULATION_MARK, Language, clean, format_number

WIDTH = 640.0
FONT = "'Plus Jakarta Sans', 'Plus Jakarta Sans Variable', sans-serif"


def render_svg(
    spec: Chart, palette: Palette = LIGHT, *, simulated: bool, language: Language = "id", key: str = ""
) -> str:
    """`spec` as one SVG document.

    `simulated` writes the simulation mark across the drawing. `key` tells two equal charts on one HTML page apart.
    Raises TypeError for a spec that is not one of this module's.
    """
    pen = _Pen(palette, language, hashlib.sha256(f"{key}{spec!r}".encode()).hexdigest()[:8])
    match spec:
        case ChoroplethMap():
            height = _draw_map(pen, spec)
        case Heatmap():
            height = _draw_heatmap(pen, spec)
        case DimensionBars():
            height = _draw_bars(pen, spec)
        case CoverageMeter():
            height = _draw_meter(pen, spec)
        case Radar():
            height = _draw_radar(pen, spec)
        case _:
            raise TypeError(f"{type(spec).__name__} is not a chart this module can draw.")
    if simulated:
        _draw_simulation_mark(pen, height)
    return pen.document(spec, height)


class _Pen:
    """Collects SVG elements; numbers are rounded to a tenth of a unit.

    Weights are whole hundreds: Typst's SVG reader takes any other, such as 650, for 400.
    """

    def __init__(self, palette: Palette, language: Language, ident: str) -> None:
        self.palette, self.language, self.ident = palette, language, ident
        self.parts: list[str] = []

    def add(self, tag: str, **attributes: object) -> None:
        self.parts.append(f"<{tag}{_attributes(attributes)}/>")

    def text(
        self, x: float, y: float, words: str, *, size: float = 12, weight: int = 500, **attributes: object
    ) -> None:
        attributes.setdefault("fill", self.palette.ink_2)
        where = _attributes({"x": x, "y": y, "font_size": size, "font_weight": weight, **attributes})
        self.parts.append(f"<text{where}>{escape(clean(words))}</text>")

    def rect(self, x: float, y: float, width: float, height: float, **attributes: object) -> None:
        self.add("rect", x=x, y=y, width=width, height=height, **attributes)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, **more: object) -> None:
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, **more)

    def number(self, value: float, decimals: int) -> str:
        return format_number(value, decimals, self.language)

    @property
    def hatch(self) -> str:
        return f"url(#h{self.ident})"

    @property
    def need(self) -> str:
        return f"url(#n{self.ident})"

    def dimension(self, code: str) -> str:
        return self.palette.dimensions.get(code, self.palette.ink_2)

    def symbol(self, code: str, x: float, y: float, r: float = 5) -> None:
        """The dimension's shape, centred on x, y."""
        colour = self.dimension(code)
        if code == "bra":
            self.add("circle", cx=x, cy=y, r=r, fill=colour)
        elif code in SHAPES:
            points = " ".join(f"{x + r * px:.1f},{y + r * py:.1f}" for px, py in SHAPES[code])
            self.add("polygon", points=points, fill=colour)
        else:
            self.add("circle", cx=x, cy=y, r=r - 1, fill="none", stroke=colour, stroke_width=2)

    def document(self, spec: Chart, height: float) -> str:
        p, i = self.palette, self.ident

        def pattern(name: str, ground: str, stroke: str) -> str:
            return (
                f'<pattern id="{name}{i}" width="5" height="5" patternUnits="userSpaceOnUse" '
                f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{ground}"/>'
                f'<line x1="0.5" y1="0" x2="0.5" y2="5" stroke="{stroke}" stroke-width="1"/></pattern>'
            )

        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:.0f}" role="img" '
            f'aria-labelledby="t{i} d{i}" font-family="{FONT}">'
            f'<title id="t{i}">{escape(clean(spec.title))}</title>'
            f'<desc id="d{i}">{escape(clean(spec.description))}</desc>'
            f"<defs>{pattern('h', p.sunken, p.control)}{pattern('n', p.surface, p.nila)}</defs>"
            f"{''.join(self.parts)}</svg>"
        )


def _attributes(pairs: Mapping[str, object]) -> str:
    return "".join(f" {k.replace('_', '-')}={quoteattr(_attr(v))}" for k, v in pairs.items() if v is not None)


def _attr(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _text_width(words: str, size: float) -> float:
    """Roughly, for Plus Jakarta Sans at the weights used here: mean advance 0.58 em."""
    return len(words) * size * 0.58


def _draw_simulation_mark(pen: _Pen, height: float) -> None:
    size = 23.0
    tilt = min(11.0, math.degrees(math.asin(min(1.0, max(0.0, height - size) / _text_width(SIMULATION_MARK, size)))))
    pen.text(
        WIDTH / 2, height / 2 + size / 3, SIMULATION_MARK, size=size, weight=600, fill=pen.palette.control,
        fill_opacity=0.5, text_anchor="middle", transform=f"rotate(-{tilt:.1f} {WIDTH / 2:g} {height / 2:.1f})",
    )  # fmt: skip


def _draw_legend(pen: _Pen, entries: Iterable[tuple[str, str]], top: float, left: float = 0) -> float:
    """Swatches with words from `left`, wrapped; returns the bottom."""
    x, y = left, top
    for fill, label in entries:
        width = 24 + _text_width(label, 11) + 18
        if x > left and x + width > WIDTH + 18:
            x, y = left, y + 20
        pen.rect(x, y + 1, 16, 11, rx=2, fill=fill, stroke=pen.palette.line_strong, stroke_width=0.5)
        pen.text(x + 22, y + 11, label, size=11)
        x += width
    return y + 18


def _ramp_fill(pen: _Pen, step: int | None) -> str:
    return pen.hatch if step is None else pen.palette.ramp[step]


# ── map ──────────────────────────────────────────────────────────────────────


def _draw_map(pen: _Pen, spec: ChoroplethMap) -> float:
    if not any(region.polygons for region in spec.regions):
        pen.text(0, 16, LABELS[pen.language]["no_data"], fill=pen.palette.ink_3)
        return 24
    project, height = _projection(spec.regions)
    for region in spec.regions:
        pen.add(
            "path", d=_path(region.polygons, project), fill=_ramp_fill(pen, region.step), fill_rule="evenodd",
            stroke=pen.palette.surface, stroke_width=1.5, stroke_linejoin="round",
        )  # fmt: skip
    for region in spec.regions:
        if region.polygons:
            _draw_map_label(pen, region, project)
    entries = [(_ramp_fill(pen, entry.step), entry.label) for entry in spec.legend]
    return _draw_legend(pen, entries, height + 14) if entries else height


def _projection(regions: Sequence[Region]) -> tuple[Any, float]:
    """Plate carrée scaled at the middle latitude: a province is small enough for shapes to stay true."""
    points = [point for region in regions for polygon in region.polygons for ring in polygon for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 8) / wide, 460 / tall)
    left = (WIDTH - wide * scale) / 2

    def project(point: Point) -> Point:
        return left + (point[0] - west) * squeeze * scale, 4 + (north - point[1]) * scale

    return project, tall * scale + 8


def _path(polygons: Sequence[Polygon], project: Any) -> str:
    commands = []
    for polygon in polygons:
        for ring in polygon:
            steps: list[str] = []
            for point in ring:
                x, y = project(point)
                step = f"{x:.1f} {y:.1f}"
                if not steps or steps[-1] != step:  # a detailed coast has many points within a tenth of a unit
                    steps.append(step)
            commands.append("M" + "L".join(steps) + "Z")
    return "".join(commands)


def _draw_map_label(pen: _Pen, region: Region, project: Any) -> None:
    x, y = project(region.label_at or _centroid(region.polygons))
    on_colour = region.step is not None and not region.outside
    ink = pen.palette.ramp_text[region.step] if on_colour and region.step is not None else pen.palette.ink
    halo: dict[str, object] = {}
    if not on_colour:
        ground = pen.palette.surface if region.outside else pen.palette.sunken
        halo = {"stroke": ground, "stroke_width": 3, "stroke_linejoin": "round", "paint_order": "stroke"}
    lines = [region.name, region.value] if region.value else [region.name]
    for number, words in enumerate(lines):
        offset = y + 4 + 14 * (number - (len(lines) - 1) / 2)
        pen.text(x, offset, words, size=11, weight=600, fill=ink, text_anchor="middle", **halo)


def _centroid(polygons: Sequence[Polygon]) -> Point:
    """The centre of gravity of the largest polygon: a label on the main island, not in the sea between two."""
    outer = max((polygon[0] for polygon in polygons), key=lambda ring: abs(_signed_area(ring)))
    area = _signed_area(outer)
    if abs(area) < 1e-12:
        return outer[0]
    pairs = list(zip(outer, (*outer[1:], outer[0]), strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    return x, y


def _signed_area(ring: Ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


# ── heat map ─────────────────────────────────────────────────────────────────


def _draw_heatmap(pen: _Pen, spec: Heatmap) -> float:
    left = min(150.0, max((_text_width(name, 11) for name in spec.rows), default=40) + 10)
    cell = (WIDTH - left) / max(1, len(spec.columns))
    top = _draw_heat_heads(pen, spec, left, cell)
    row_height = 24.0
    for number, (name, row) in enumerate(zip(spec.rows, spec.values, strict=True)):
        y = top + number * row_height
        pen.text(0, y + 15.5, _fit(name, left - 8, 11), size=11, weight=600, fill=pen.palette.ink)
        for column, value in enumerate(row):
            step = None if value is None else sum(value >= bound for bound in spec.bands)
            x = left + column * cell
            pen.rect(x + 1, y + 1, cell - 2, row_height - 2, rx=2, fill=_ramp_fill(pen, step))
            if value is not None and step is not None:
                words = pen.number(value, spec.decimals)
                size = min(11.0, (cell - 3) / (0.6 * len(words)))
                ink = pen.palette.ramp_text[step]
                pen.text(x + cell / 2, y + 16, words, size=size, weight=500, fill=ink, text_anchor="middle")
    return _draw_legend(pen, _heat_legend(pen, spec), top + len(spec.rows) * row_height + 12, left)


def _draw_heat_heads(pen: _Pen, spec: Heatmap, left: float, cell: float) -> float:
    """Dimension bands over upright column names; returns where the cells begin."""
    longest = max((_text_width(column.label, 10) for column in spec.columns), default=0)
    upright = longest > cell - 4
    depth = min(110.0, longest) + 10 if upright else 18
    grouped = any(column.dimension for column in spec.columns)
    top = 24.0 if grouped else 0.0
    start = 0
    for index, column in enumerate(spec.columns):
        x = left + index * cell + cell / 2
        words = _fit(column.label, 110, 10)
        if upright:
            turn = f"rotate(-90 {x + 3:.1f} {top + depth - 4:.1f})"
            pen.text(x + 3, top + depth - 4, words, size=10, fill=pen.palette.ink_3, transform=turn)
        else:
            pen.text(x, top + 13, words, size=10, fill=pen.palette.ink_3, text_anchor="middle")
        last = index + 1 == len(spec.columns) or spec.columns[index + 1].dimension != column.dimension
        if last and column.dimension:
            _draw_heat_group(pen, spec, column.dimension, left + start * cell, (index + 1 - start) * cell)
        if last:
            start = index + 1
    return top + depth


def _draw_heat_group(pen: _Pen, spec: Heatmap, code: str, x: float, width: float) -> None:
    pen.symbol(code, x + 6, 8, 4.5)
    name = _fit(spec.dimension_names.get(code, code), width - 18, 11)
    pen.text(x + 15, 12, name, size=11, weight=600, fill=pen.palette.ink_2)
    pen.line(x + 1, 20, x + width - 1, 20, pen.dimension(code), 2)


def _heat_legend(pen: _Pen, spec: Heatmap) -> list[tuple[str, str]]:
    step = 10.0**-spec.decimals
    bounds = (0.0, *spec.bands, spec.maximum + step)
    entries = [
        (
            pen.palette.ramp[i],
            f"{pen.number(bounds[i], spec.decimals)}–{pen.number(bounds[i + 1] - step, spec.decimals)}",
        )
        for i in range(5)
    ]
    return [*entries, (pen.hatch, LABELS[pen.language]["no_data"])]


def _fit(words: str, width: float, size: float) -> str:
    room = max(1, int(width / (size * 0.58)))
    return words if len(words) <= room else words[: max(1, room - 1)].rstrip() + "…"


# ── bars ─────────────────────────────────────────────────────────────────────


def _draw_bars(pen: _Pen, spec: DimensionBars) -> float:
    left, right, row = 170.0, 560.0, 32.0
    reach = right - left

    def at(value: float) -> float:
        return left + reach * min(max(value / spec.maximum, 0.0), 1.0)

    for number, bar in enumerate(spec.bars):
        y = number * row + 16
        pen.symbol(bar.dimension, 7, y, 5.5)
        pen.text(20, y + 4.5, _fit(bar.label, left - 28, 12.5), size=12.5, weight=600)
        if bar.value is None:
            pen.rect(left, y - 8, reach, 16, rx=2, fill=pen.hatch)
            pen.text(WIDTH - 2, y + 4.5, "–", size=13, fill=pen.palette.ink, text_anchor="end")
            continue
        pen.rect(left, y - 8, reach, 16, rx=2, fill=pen.palette.sunken)
        pen.rect(left, y - 8, at(bar.value) - left, 16, rx=2, fill=pen.dimension(bar.dimension), fill_opacity=0.32)
        for quarter in (1, 2, 3):
            pen.line(
                left + reach * quarter / 4, y - 8, left + reach * quarter / 4, y + 8, pen.palette.line_strong, 0.75
            )
        pen.rect(at(bar.value) - 2, y - 8, 4, 16, fill=pen.dimension(bar.dimension))
        if bar.low is not None and bar.high is not None and bar.high > bar.low:
            _draw_whisker(pen, at(bar.low), at(bar.high), y)
        words = pen.number(bar.value, spec.decimals)
        pen.text(WIDTH - 2, y + 4.5, words, size=13, weight=600, fill=pen.palette.ink, text_anchor="end")
    bottom = len(spec.bars) * row + 2
    for quarter in (0, 2, 4):
        words = pen.number(spec.maximum * quarter / 4, 0)
        x = left + reach * quarter / 4
        pen.text(x, bottom + 12, words, size=10.5, fill=pen.palette.ink_3, text_anchor="middle")
    return bottom + 18


def _draw_whisker(pen: _Pen, low: float, high: float, y: float) -> None:
    for x in (low, high):
        pen.line(x, y - 7, x, y + 7, pen.palette.ink, 1.5)
    pen.line(low, y, high, y, pen.palette.ink, 1.5)


# ── meter ────────────────────────────────────────────────────────────────────


def _draw_meter(pen: _Pen, spec: CoverageMeter) -> float:
    p = pen.palette
    most = spec.have if spec.possible is None else spec.possible
    count = f"{spec.have}" if most == spec.have else f"{spec.have}–{most}"
    whole = f"/{spec.total}"
    pen.text(0, 40, count, size=44, weight=700, fill=p.ink)
    x = _text_width(count, 44) * 1.05 + 4
    pen.text(x, 40, whole, size=44, weight=500, fill=p.ink_3)
    pen.text(x + _text_width(whole, 44) + 10, 38, spec.unit, size=14, weight=500)
    cell = (WIDTH + 3) / spec.total
    for index in range(spec.total):
        left, width = index * cell, cell - 3
        if index < spec.have:
            pen.rect(left, 58, width, 24, rx=2, fill=p.nila)
        elif index < most:
            pen.rect(left + 0.75, 58.75, width - 1.5, 22.5, rx=2, fill=p.ramp[1], stroke=p.nila, stroke_width=1.5)
        elif index < spec.required:
            pen.rect(left + 0.75, 58.75, width - 1.5, 22.5, rx=2, fill=pen.need, stroke=p.nila, stroke_width=1.5)
        else:
            pen.rect(left + 0.5, 58.5, width - 1, 23, rx=2, fill=pen.hatch, stroke=p.line_strong)
    floor = spec.required * cell - 1.5
    pen.line(floor, 52, floor, 106, p.ink, 2)
    to_the_left = floor > _text_width(spec.required_label, 12)
    pen.text(
        floor - 6 if to_the_left else floor + 6, 104, spec.required_label, size=12, weight=600, fill=p.ink,
        text_anchor="end" if to_the_left else "start",
    )  # fmt: skip
    return 110


# ── radar ────────────────────────────────────────────────────────────────────


def _draw_radar(pen: _Pen, spec: Radar) -> float:
    p, middle, centre, radius = pen.palette, WIDTH / 2, 158.0, 122.0
    count = len(spec.axes)

    def at(axis: int, share: float) -> Point:
        angle = 2 * math.pi * axis / count - math.pi / 2
        return middle + radius * share * math.cos(angle), centre + radius * share * math.sin(angle)

    for quarter in (1, 2, 3, 4):
        pen.add("polygon", points=_points(at(i, quarter / 4) for i in range(count)), fill="none", stroke=p.line)
        pen.text(middle + 4, centre - radius * quarter / 4 + 11, pen.number(spec.maximum * quarter / 4, 0), size=9,
                 fill=p.ink_3)  # fmt: skip
    for index, name in enumerate(spec.axes):
        x, y = at(index, 1)
        pen.line(middle, centre, x, y, p.line)
        side = (x > middle + 1) - (x < middle - 1)
        anchor = ("middle", "start", "end")[side]
        offset = 4 if side else (-8 if y < centre else 18)
        pen.text(x + 10 * side, y + offset, name, size=12, weight=600, text_anchor=anchor)
    for number in reversed(range(len(spec.series))):
        _draw_profile(pen, spec, number, at)
    return _draw_radar_legend(pen, spec, centre + radius + 40)


def _draw_profile(pen: _Pen, spec: Radar, number: int, at: Any) -> None:
    """Line and markers; where a value is missing the line has a gap, for a gap is not a zero."""
    values = spec.series[number].values
    colour = pen.palette.ink_3 if number else pen.palette.nila
    dots = [None if v is None else at(i, min(max(v / spec.maximum, 0.0), 1.0)) for i, v in enumerate(values)]
    known = [dot for dot in dots if dot is not None]
    if number == 0 and len(known) == len(dots):
        pen.add("polygon", points=_points(known), fill=colour, fill_opacity=0.08)
    for a, b in zip(dots, (*dots[1:], dots[0]), strict=True):
        if a is not None and b is not None:
            pen.line(a[0], a[1], b[0], b[1], colour, 1.5 if number else 2, stroke_dasharray="4 4" if number else None)
    for x, y in known:
        if number:
            pen.rect(x - 3, y - 3, 6, 6, fill=colour)
        else:
            pen.add("circle", cx=x, cy=y, r=3.5, fill=colour)


def _draw_radar_legend(pen: _Pen, spec: Radar, top: float) -> float:
    x = WIDTH / 2 - sum(_text_width(s.name, 12) + 52 for s in spec.series) / 2
    for number, one in enumerate(spec.series):
        colour = pen.palette.ink_3 if number else pen.palette.nila
        pen.line(x, top, x + 22, top, colour, 2, stroke_dasharray="4 4" if number else None)
        pen.text(x + 28, top + 4, one.name, size=12)
        x += _text_width(one.name, 12) + 52
    return top + 12


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
