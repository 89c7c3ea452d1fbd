"""A small instrument, a round of it in the small world, and the people who carry it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from smartprovince.assessment import actions
from smartprovince.assessment.models import Answer, Participation, Round
from smartprovince.core import clock
from smartprovince.core.access import SystemActor
from smartprovince.instruments.actions import load_instruments, load_version
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.instruments.sources import NodeRow, VersionRow
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.territory.models import Region

SYSTEM = SystemActor("test")
DAY = date(2022, 11, 7)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.pinned(DAY):
        yield


def small_instrument() -> VersionRow:
    """Two dimensions, three sub-dimensions, five questions of every kind."""
    nodes = [
        NodeRow("TOTAL", None, "group", "Total"),
        NodeRow("GOV", "TOTAL", "group", "Smart Governance"),
        NodeRow("GOV.PUB", "GOV", "group", "Pelayanan publik"),
        NodeRow("GOV.BUR", "GOV", "group", "Birokrasi"),
        NodeRow("ENV", "TOTAL", "group", "Smart Environment"),
        NodeRow("ENV.WAS", "ENV", "group", "Sampah"),
    ]
    leaf = {"direction": 1, "evidence_id": "Laporan"}
    nodes += [
        NodeRow(
            "GOV.PUB.1", "GOV.PUB", "quantity", "Pengaduan", leaf | {"unit_id": "persen", "lower": 0.0, "upper": 100.0}
        ),
        NodeRow(
            "GOV.PUB.2",
            "GOV.PUB",
            "maturity_level",
            "Layanan",
            leaf | {"lower": 1.0, "upper": 5.0},
            [{"level": n, "text_id": f"tingkat {n}", "text_en": f"level {n}"} for n in range(1, 6)],
        ),
        NodeRow("GOV.BUR.1", "GOV.BUR", "yes_no", "Data terbuka", leaf | {"lower": 0.0, "upper": 1.0}),
        NodeRow(
            "ENV.WAS.1",
            "ENV.WAS",
            "quantity",
            "Waktu tanggap",
            {"direction": -1, "unit_id": "menit", "lower": 5.0, "upper": 30.0},
        ),
        NodeRow(
            "ENV.WAS.2",
            "ENV.WAS",
            "quantity",
            "Indeks",
            leaf | {"unit_id": "nilai 0–100", "lower": 0.0, "upper": 100.0},
        ),
    ]
    return VersionRow("kecil", "Instrumen kecil", "Small instrument", "1", nodes)


VALUES = {"GOV.PUB.1": "52,0", "GOV.PUB.2": "3", "GOV.BUR.1": "1", "ENV.WAS.1": "15", "ENV.WAS.2": "62,5"}


@dataclass
class Scene:
    """The world with a round of the small instrument: region 51.01 fills, `assessor` is appointed to the round."""

    world: Any
    round: Round
    assessor: Person

    def person(self, role: str, code: str = "") -> Person:
        """Somebody of the world, read afresh."""
        return Person.objects.get(pk=self.world.people[f"{role}:{code}"].pk)

    @property
    def owner(self) -> Person:
        return self.person("province_coordinator", "51")

    @property
    def coordinator(self) -> Person:
        return self.person("region_coordinator", "51.01")

    def participation(self, code: str = "51.01") -> Participation:
        return Participation.objects.select_related("region", "round__instrument_version__instrument").get(
            round=self.round, region__code=code
        )

    def answer(self, node: str, code: str = "51.01") -> Answer:
        return Answer.objects.get(participation__round=self.round, participation__region__code=code, node__code=node)

    def fresh_round(self) -> Round:
        return Round.objects.select_related("instrument_version__instrument", "owner").get(pk=self.round.pk)

    def fill(self, code: str = "51.01", values: dict[str, str] = VALUES) -> None:
        coordinator = self.person("region_coordinator", code)
        for node, value in values.items():
            actions.save_answer(actor=coordinator, answer=self.answer(node, code), value=value)

    def send(self, code: str = "51.01") -> None:
        self.fill(code)
        actions.send_participation(
            actor=self.person("region_coordinator", code), participation=self.participation(code)
        )

    def verify(self, code: str = "51.01") -> None:
        self.send(code)
        for node in VALUES:
            actions.give_verdict(actor=self.assessor, answer=self.answer(node, code), outcome="accepted")
        actions.finish_verification(actor=self.assessor, participation=self.participation(code))

    def close(self, *codes: str) -> Any:
        for code in codes or ("51.01",):
            self.verify(code)
        actions.begin_verification(actor=self.owner, round=self.fresh_round())
        actions.close_round(actor=self.owner, round=self.fresh_round())
        return actions.compute_result(actor=self.owner, round=self.fresh_round())


@pytest.fixture
def version(db) -> InstrumentVersion:
    return load_version(actor=SYSTEM, row=small_instrument())


@pytest.fixture
def shipped(db) -> dict[str, InstrumentVersion]:
    """The instruments that ship, by `code/label`."""
    load_instruments(actor=SYSTEM)
    return {f"{v.instrument.code}/{v.label}": v for v in InstrumentVersion.objects.select_related("instrument")}


def draft_round(world: Any, version: InstrumentVersion, **given: Any) -> Round:
    details = {
        "owner": world.organisations["51"],
        "title": "Kesiapan 2022",
        "year": 2022,
        "opens_on": date(2022, 10, 1),
        "closes_on": date(2022, 11, 30),
        "simulated": True,
    }
    return actions.create_round(actor=SYSTEM, instrument_version=version, **details | given)


def appoint(world: Any, person: Person | None = None, **scope: Any) -> Person:
    """An assessor with an assignment."""
    person = person or Person.objects.create_user(f"asesor{Person.objects.count()}@contoh.test", "x", name="asesor")
    Membership.objects.create(
        person=person, organisation=world.organisations[""], role=Role.ASSESSOR, granted_by="test", **scope
    )
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def scene(world, version) -> Scene:
    row = actions.open_round(actor=SYSTEM, round=draft_round(world, version))
    return Scene(world, row, appoint(world, round_id=row.pk))


def many_regions(world: Any, count: int) -> list[Region]:
    """More kabupaten of province 51, with their governments, until there are `count`."""
    have = Region.objects.filter(parent__code="51").count()
    for number in range(have + 1, count + 1):
        code = f"51.{number:02d}"
        region = Region.objects.create(
            code=code, name=f"Wilayah {number}", kind="kabupaten", level="regency", slug=f"w{number}",
            parent=world.regions["51"],
        )  # fmt: skip
        Organisation.objects.create(
            name=f"Pemerintah {code}", kind="regency", region=region, parent=world.organisations["51"]
        )
    return list(Region.objects.filter(parent__code="51").order_by("code"))
