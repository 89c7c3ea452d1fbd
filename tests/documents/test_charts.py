from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from smartprovince.documents.charts import (
    Bar,
    Chart,
    ChoroplethMap,
    CoverageMeter,
    DimensionBars,
    HeatColumn,
    Heatmap,
    Radar,
    Region,
    Series,
    polygons_from_geojson,
)
from smartprovince.documents.drawing import render_svg
from smartprovince.documents.palette import DARK, LIGHT, Palette
from smartprovince.documents.wording import SIMULATION_MARK

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("map", "heat", "bars", "meter", "radar")
TOKENS = Path(__file__).parents[2] / "src/smartprovince/static/css/tokens.css"


def parsed(spec: Chart, **options: Any) -> ET.Element:
    return ET.fromstring(render_svg(spec, **{"simulated": False, **options}))  # noqa: S314 (our own output)


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_is_an_image_with_name_and_description(charts: dict[str, Chart], kind: str) -> None:
    root = parsed(charts[kind])

    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == charts[kind].title
    assert desc.text == charts[kind].description
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_mark_stands_inside_every_simulated_chart_and_in_no_other(charts: dict[str, Chart], kind: str) -> None:
    assert texts(parsed(charts[kind], simulated=True)).count(SIMULATION_MARK) == 1
    assert SIMULATION_MARK not in render_svg(charts[kind], simulated=False)


@pytest.mark.parametrize("kind", KINDS)
def test_no_chart_needs_a_style_attribute_a_script_or_another_file(charts: dict[str, Chart], kind: str) -> None:
    svg = render_svg(charts[kind], simulated=True)

    assert not re.search(r"\bstyle=|<style|<script|\bon\w+=|href=|<image|@import", svg)


@pytest.mark.parametrize("kind", KINDS)
def test_colours_come_from_the_palette_only(charts: dict[str, Chart], kind: str) -> None:
    for palette in (LIGHT, DARK):
        used = set(re.findall(r"#[0-9a-f]{6}\b", render_svg(charts[kind], palette, simulated=True)))
        assert used <= _colours(palette)


def _colours(palette: Palette) -> set[str]:
    plain = {value for value in vars(palette).values() if isinstance(value, str)}
    return plain | {*palette.ramp, *palette.ramp_text, *palette.dimensions.values()}


@pytest.mark.parametrize(("name", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_palettes_are_the_tokens_of_the_pages(name: str, palette: Palette) -> None:
    css = TOKENS.read_text()
    block = re.search(
        r":root\[data-theme=\"dark\"\] \{(.*?)\n  \}" if name == "dark" else r":root \{(.*?)\n  \}", css, re.S
    )
    assert block is not None
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-fA-F]{6})", block[1]))

    for token in ("surface", "sunken", "line", "line-strong", "control", "ink", "ink-2", "ink-3", "nila"):
        assert getattr(palette, token.replace("-", "_")) == tokens[token], token
    assert list(palette.ramp) == [tokens[f"s{n}"] for n in range(5)]
    assert list(palette.ramp_text) == [tokens[f"s{n}-t"] for n in range(5)]
    assert dict(palette.dimensions) == {code: tokens[f"d-{code}"] for code in palette.dimensions}


def test_the_two_dark_blocks_of_the_tokens_are_equal() -> None:
    css = TOKENS.read_text()
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\n  \}', css, re.S)
    followed = re.search(r':root\[data-theme="auto"\] \{(.*?)\n  \}', css, re.S)

    assert chosen is not None
    assert followed is not None
    assert chosen[1].split() == followed[1].split()


@pytest.mark.parametrize("kind", KINDS)
def test_text_that_looks_like_markup_stays_text(charts: dict[str, Chart], kind: str) -> None:
    evil = '</text><script>alert("x")</script>&amp;\x00'
    root = parsed(replace(charts[kind], title=evil, description=evil))

    assert root.find(f"{SVG}title").text == '</text><script>alert("x")</script>&amp;'  # type: ignore[union-attr]
    assert not list(root.iter(f"{SVG}script"))


def test_names_of_regions_rows_and_bars_are_escaped(charts: dict[str, Chart]) -> None:
    evil = "<b>&"
    specs: list[Chart] = [
        replace(charts["map"], regions=(replace(charts["map"].regions[0], name=evil),)),  # type: ignore[attr-defined,call-arg]
        replace(charts["heat"], rows=(evil, "x")),  # type: ignore[call-arg]
        replace(charts["bars"], bars=(Bar(evil, 1),)),  # type: ignore[call-arg]
        replace(charts["meter"], unit=evil),  # type: ignore[call-arg]
        replace(charts["radar"], series=(Series(evil, (1, 2, 3)),)),  # type: ignore[call-arg]
    ]
    for spec in specs:
        assert evil in texts(parsed(spec))


def test_numbers_are_printed_with_the_comma_in_indonesian_and_the_point_in_english(charts: dict[str, Chart]) -> None:
    assert "78,8" in texts(parsed(charts["bars"]))
    assert "78.8" in texts(parsed(charts["bars"], language="en"))


def test_no_data_is_hatched_and_never_a_zero(charts: dict[str, Chart]) -> None:
    for kind in ("map", "heat", "bars"):
        svg = render_svg(charts[kind], simulated=False)
        assert re.search(r'fill="url\(#h\w+\)"', svg)
        assert "0,0" not in texts(parsed(charts[kind]))
    assert "–" in texts(parsed(charts["bars"]))


def test_a_radar_leaves_a_gap_where_a_value_is_missing(charts: dict[str, Chart]) -> None:
    spec = charts["radar"]
    assert isinstance(spec, Radar)
    whole = parsed(replace(spec, series=(Series("a", (1, 2, 3)), Series("b", (1, 2, 3)))))
    gap = parsed(spec)

    def dashed(root: ET.Element) -> int:
        return sum("stroke-dasharray" in line.attrib for line in root.iter(f"{SVG}line"))

    assert dashed(whole) - dashed(gap) == 2  # the two sides that meet at the missing value


def test_a_bar_is_as_long_as_its_share_of_the_maximum() -> None:
    spec = DimensionBars(title="t", description="d", bars=(Bar("a", 25), Bar("b", 50), Bar("c", 4)))
    fours = replace(spec, maximum=4)

    def lengths(root: ET.Element) -> list[float]:
        return [float(r.get("width", 0)) for r in root.iter(f"{SVG}rect") if r.get("fill-opacity") == "0.3"]

    a, b, _ = lengths(parsed(spec))
    assert b == pytest.approx(2 * a, abs=0.2)
    assert lengths(parsed(fours))[2] == pytest.approx(4 * a, abs=0.5)


def test_heat_cells_take_the_step_of_their_band(charts: dict[str, Chart]) -> None:
    spec = charts["heat"]
    assert isinstance(spec, Heatmap)
    row = tuple(float(v) for v in (0, 19.9, 20, 59.9, 60, 100))
    spec = replace(spec, rows=("x",), columns=spec.columns[:1] * 6, values=(row,))
    fills = [r.get("fill") for r in parsed(spec).iter(f"{SVG}rect") if r.get("rx") == "2" and r.get("height") == "22"]

    assert fills == [LIGHT.ramp[step] for step in (0, 0, 1, 2, 3, 4)]


def test_the_meter_draws_one_cell_a_region_and_counts_the_uncertain_apart(charts: dict[str, Chart]) -> None:
    root = parsed(charts["meter"])
    cells = [r for r in root.iter(f"{SVG}rect") if r.get("rx") == "2"]

    assert len(cells) == 9
    assert sum(cell.get("fill") == LIGHT.nila for cell in cells) == 4
    assert sum(cell.get("fill") == LIGHT.ramp[1] for cell in cells) == 1
    assert "4–5" in texts(root)
    assert "Syarat 80% = 8 daerah" in texts(root)


def test_a_map_keeps_the_true_shape_of_a_square_at_the_equator() -> None:
    ring = ((0.0, -0.5), (1.0, -0.5), (1.0, 0.5), (0.0, 0.5), (0.0, -0.5))
    spec = ChoroplethMap(title="t", description="d", regions=(Region("a", ((ring,),), 2),))
    path = next(parsed(spec).iter(f"{SVG}path")).get("d", "")
    points = [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+", path)]
    xs, ys = {p[0] for p in points}, {p[1] for p in points}

    assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys), abs=0.3)


def test_geojson_becomes_polygons_with_holes() -> None:
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    polygon = polygons_from_geojson({"type": "Polygon", "coordinates": [ring, ring]})
    multi = polygons_from_geojson({"type": "MultiPolygon", "coordinates": [[ring], [ring]]})

    assert [len(p) for p in polygon] == [2]
    assert [len(p) for p in multi] == [1, 1]
    with pytest.raises(ValueError, match="Point is not an area"):
        polygons_from_geojson({"type": "Point", "coordinates": [0, 0]})


def test_a_region_without_polygons_is_left_out_not_an_error() -> None:
    empty = ChoroplethMap(title="t", description="d", regions=(Region("a", (), 2),))

    assert texts(parsed(empty)) == ["belum dinilai"]


def test_two_equal_charts_on_one_page_can_be_told_apart(charts: dict[str, Chart]) -> None:
    first, second = (render_svg(charts["map"], simulated=False, key=key) for key in ("a", "b"))

    assert set(re.findall(r'id="(\w+)"', first)).isdisjoint(re.findall(r'id="(\w+)"', second))


def test_the_same_spec_gives_the_same_svg(charts: dict[str, Chart]) -> None:
    assert render_svg(charts["heat"], simulated=True) == render_svg(charts["heat"], simulated=True)


def test_shapes_that_do_not_fit_are_refused_with_the_reason() -> None:
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        Heatmap(title="", description="", rows=("x",), columns=(HeatColumn("a"), HeatColumn("b")), values=((1.0,),))
    with pytest.raises(ValueError, match="2 rows are named"):
        Heatmap(title="", description="", rows=("x", "y"), columns=(), values=())
    with pytest.raises(ValueError, match="step 5 is not on the ramp"):
        ChoroplethMap(title="", description="", regions=(Region("a", (), 5),))
    with pytest.raises(ValueError, match="at least three axes"):
        Radar(title="", description="", axes=("a", "b"), series=(Series("s", (1, 2)),))
    with pytest.raises(ValueError, match="have 10"):
        CoverageMeter(title="", description="", have=10, total=9, required=8, required_label="", unit="")
    with pytest.raises(TypeError, match="not a chart"):
        render_svg(Chart(title="a", description="b"), simulated=False)
