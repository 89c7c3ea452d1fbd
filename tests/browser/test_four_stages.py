"""One kabupaten through all four stages, each gate refused once and passed once, by the people whose part it is.

What other walks already show (filling 27 questions, holding events, publishing a round) is done beside the browser by
the same actions; everything that belongs to a gate is done on its pages.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from smartprovince.assessment import actions as assessment
from smartprovince.assessment import states
from smartprovince.assessment.models import Answer, Participation, Round
from smartprovince.core.access import SystemActor
from smartprovince.evidence.actions import load_paper, point_at
from smartprovince.instruments.models import InstrumentVersion
from smartprovince.movement import queries as register
from smartprovince.movement.gates.models import Cycle
from smartprovince.movement.mentoring import actions as mentoring
from smartprovince.organisations import actions as people
from smartprovince.organisations.models import Organisation, Person
from smartprovince.outreach import actions as events
from smartprovince.outreach import registering
from smartprovince.outreach.desk import actions as desk
from smartprovince.outreach.models import Event, Registration
from smartprovince.territory.models import Region

from .conftest import DESK

pytestmark = pytest.mark.both

CODE, TODAY = "51.05", "2022-11-07"
GATES = f"/kerja/wilayah/{CODE}/gerbang/"
SYSTEM = SystemActor("test")
WITA = ZoneInfo("Asia/Makassar")
DIMENSIONS = ("GOV", "BRA", "ECO", "LIV", "SOC", "ENV")


class Walk:
    """Three people, a browser window each."""

    def __init__(self, site, new_page, sign_in) -> None:
        self.site = site
        self.region = Region.objects.get(code=CODE)
        self.province = Region.objects.get(code="51")
        self.steer = self._window(new_page, sign_in, "province_coordinator", "51")
        self.own = self._window(new_page, sign_in, "region_coordinator", CODE)
        self.owner = self._window(new_page, sign_in, "programme_owner", None)

    def _window(self, new_page, sign_in, role: str, code: str | None) -> Page:
        page = new_page(DESK)
        sign_in(page, self.site.person(role, code))
        return page

    def person(self, role: str, code: str | None) -> Person:
        return Person.objects.get(pk=self.site.person(role, code).pk)

    # --- the gate's own pages ---

    def begin(self) -> None:
        self.steer.goto(GATES)
        self.steer.locator("form[action$='/mulai/'] input[name=name]").fill("Smart City 1.0")
        self.steer.locator("form[action$='/mulai/'] button").click()
        expect(self.steer.locator(".steps .now")).to_contain_text(re.compile("assessment", re.IGNORECASE))

    def refused(self, *codes: str) -> None:
        """Trying to go on shows the list of what is lacking; the stage stays."""
        before = self.stage()
        self.steer.goto(GATES)
        self.steer.locator("form[action$='/maju/'] button").click()
        summary = self.steer.locator(".errsum")
        for code in codes:
            expect(summary).to_contain_text(code)
        assert self.stage() == before

    def passed(self, stage: str) -> None:
        self.steer.goto(GATES)
        self.steer.locator("form[action$='/maju/'] button").click()
        expect(self.steer.locator(".errsum")).to_have_count(0)
        assert self.stage() == stage

    def stage(self) -> str:
        return Cycle.objects.get(region__code=CODE).stage

    def show(self, code: str, day: str = TODAY, **fields: str) -> None:
        """The region's coordinator shows an item with a numbered paper, a file of its own or a source."""
        page = self.own
        page.goto(f"{GATES}{code}/")
        page.fill("input[name=not_after]", day)
        if "source" not in fields:
            page.fill("input[name=number]", f"SIM/{code}")
            if not page.locator("select[name=paper_kind]").input_value():
                page.select_option("select[name=paper_kind]", "minutes")
        else:
            page.select_option("select[name=paper_kind]", "")
        for name, value in fields.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("form[data-guard] button.btn--p").click()
        expect(page).to_have_url(re.compile(f"{GATES}$"))

    def confirm(self, page: Page, *codes: str) -> None:
        for code in codes:
            page.goto(GATES)
            row = page.locator(f"[id='{code}']")
            row.evaluate("each => { each.closest('details').open = true }")
            row.locator("form[action$='/tegaskan/'] button").click()
            expect(page.locator(f"[id='{code}'] .badge")).to_have_class(re.compile("badge--ok"))

    # --- what other walks show ---

    def readiness(self) -> None:
        home = Organisation.objects.get(region=self.province, kind="province")
        version = InstrumentVersion.objects.get(instrument__code="kesiapan", label="1")
        row = assessment.create_round(
            actor=SYSTEM, owner=home, title="Kesiapan 2022 (data simulasi)", instrument_version=version, year=2022,
            opens_on=date(2022, 10, 1), closes_on=date(2022, 11, 30), simulated=True,
        )  # fmt: skip
        row = assessment.open_round(actor=SYSTEM, round=row)
        nodes = [node for node in version.nodes.all() if node.is_indicator]
        answers = [
            assessment.SimulatedAnswer(region=CODE, node=node.code, value=3, outcome="accepted") for node in nodes
        ]
        assessment.load_simulated_answers(
            actor=SYSTEM, round=row, answers=answers, states_of={CODE: states.VERIFIED}, author="simulasi"
        )
        paper = load_paper(actor=SYSTEM, region=self.region, kind="data", title="Data dukung kesiapan", simulated=True)
        part = Participation.objects.get(round=row, region=self.region)
        for answer in Answer.objects.filter(participation=part, value__isnull=False):
            point_at(actor=SYSTEM, paper=paper, thing=answer, label=str(answer))

    def team_and_mentor(self) -> None:
        team = people.create_team(
            actor=SYSTEM, region=self.region, kind="executive", name="Tim Pelaksana (simulasi)",
            decree_number="SIM-5/2022", decree_date=date(2022, 11, 1), simulated=True,
        )  # fmt: skip
        for dimension in DIMENSIONS:
            people.seat_member(actor=SYSTEM, team=team, seat="lead", dimension=dimension, name="Ketua (simulasi)")
        ministry = Organisation.objects.get(kind="ministry", parent=None)
        mentoring.assign(
            actor=SYSTEM, organisation=ministry, mentor=self.person("mentor", None), region=self.region,
            valid_from=date(2022, 11, 1), valid_until=date(2023, 10, 31),
        )  # fmt: skip

    def held(self, kind: str, day: int) -> None:
        """An event of the region that is over, with somebody who came."""
        who = self.person("province_coordinator", "51")
        home = Organisation.objects.get(region=self.province, kind="province")
        event = events.create_event(
            actor=SYSTEM, organiser=home, region=self.region, kind=kind, title=f"{kind} (data simulasi)",
            venue="Aula (simulasi)", starts_at=datetime(2022, 11, day, 8, tzinfo=WITA),
            ends_at=datetime(2022, 11, day, 12, tzinfo=WITA), zone="WITA", simulated=True,
        )  # fmt: skip
        event = events.record_past_event(actor=SYSTEM, event=event)
        registering.register(
            actor=registering.WAITING_LIST, event=event, name="Peserta (simulasi)", came_by=Registration.Source.PAPER,
            consented=True, region=self.region,
        )  # fmt: skip
        desk.enter_paper_list(actor=who, event=event, day=date(2022, 11, day), numbers=[1])
        if kind == "bimtek_1":
            minutes = load_paper(
                actor=SYSTEM, region=self.province, kind="minutes", title="Notula bimtek I", owner=home, simulated=True
            )
            events.set_minutes(actor=SYSTEM, event=Event.objects.get(pk=event.pk), paper=minutes)
        events.close_event(actor=SYSTEM, event=Event.objects.get(pk=event.pk))

    def published(self) -> None:
        """The catalogue of the demo is published, and the region agrees to it."""
        row = Round.objects.get(title__startswith="Katalog")
        part = Participation.objects.get(round=row, region=self.region)
        assessment.consent_to_publication(actor=self.person("region_coordinator", CODE), participation=part)
        assessment.publish_result(actor=self.person("province_coordinator", "51"), round=row)


@pytest.fixture(autouse=True)
def _business_day():
    """What is done beside the browser happens on the day of the site."""
    from smartprovince.core import clock

    with clock.pinned(date.fromisoformat(TODAY)):
        yield


def test_one_region_through_all_four_stages(site, new_page, sign_in):
    walk = Walk(site, new_page, sign_in)
    walk.begin()

    walk.refused("SC.ASM.1", "SC.ASM.2", "SC.ASM.4", "SC.ASM.7")
    walk.readiness()
    walk.show("SC.ASM.1", "2022-10-03")
    walk.show("SC.ASM.2", "2022-10-10")
    walk.show("SC.ASM.5", people="2")
    walk.show("SC.ASM.7")
    walk.refused("SC.ASM.7")  # shown, but the programme owner has not confirmed it
    walk.confirm(walk.owner, "SC.ASM.7")
    walk.passed("launch")

    walk.refused("SC.LCH.1", "SC.LCH.2", "SC.LCH.3", "SC.LCH.4")
    walk.show("SC.LCH.1", parties="Pemilik program nasional\nPemerintah Kabupaten Klungkung")
    walk.show("SC.LCH.2")
    walk.team_and_mentor()
    walk.passed("implementation")
    assert register.coverage("51", date(2022, 11, 7), "joined", person=walk.person("leader", "51")).documented == 5

    walk.refused("SC.IMP.1", "SC.IMP.5", "SC.IMP.9", "SC.IMP.12")
    for number, day in enumerate((1, 2, 3, 4), start=1):
        walk.held(f"bimtek_{number}", day)
    for code in ("SC.IMP.5", "SC.IMP.6", "SC.IMP.7"):
        walk.show(code)
    walk.show("SC.IMP.8", people="30")
    walk.show("SC.IMP.9")
    for code in ("SC.IMP.10", "SC.IMP.11", "SC.IMP.12"):
        walk.show(code, source="Rekapitulasi program (simulasi)")
    walk.confirm(walk.owner, "SC.IMP.5", "SC.IMP.6", "SC.IMP.7")
    walk.confirm(walk.steer, "SC.IMP.10", "SC.IMP.11", "SC.IMP.12")
    walk.passed("outreach")

    walk.refused("SC.OUT.1", "SC.OUT.2", "SC.OUT.3", "SC.OUT.5")
    walk.held("outreach", 5)
    walk.show("SC.OUT.2", source_url="https://contoh.go.id/ringkasan")
    walk.show("SC.OUT.3")
    walk.confirm(walk.steer, "SC.OUT.3")
    walk.published()
    walk.passed("completed")

    walk.steer.goto(GATES)
    expect(walk.steer.locator(".tl li")).to_have_count(5)
    assert [change.target for change in Cycle.objects.get(region__code=CODE).changes.all()] == [
        "assessment",
        "launch",
        "implementation",
        "outreach",
        "completed",
    ]
