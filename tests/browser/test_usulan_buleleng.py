"""Usulan from their sending to their end, each step by the person whose step it is.

The real one of Buleleng (free Wi-Fi at 753 points, as its own Dinas reports) is taken up, reviewed, recommended,
entered in the RKPD and budgeted, and ends as a programme of Buleleng with a budget line; all that follows its sourced
sending is marked simulated. Two that were said at the sosialisasi go the other ways: one is returned, not recommended
and objected to, one goes to the central government. The site is served on the days of the documents.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.portfolio.models import FundSource
from smartprovince.proposals.models import Proposal

from .conftest import DESK
from .site import serving

pytestmark = pytest.mark.both
SUM = "3.418.800.000"


@pytest.fixture
def walk(site, new_page, sign_in):
    return Walk(site, new_page, sign_in)


class Walk:
    """People by the part they play, a browser window each."""

    def __init__(self, site, new_page, sign_in) -> None:
        self.site, self.new_page, self.sign_in = site, new_page, sign_in
        self.server = site.address
        self.checker = self.window(site.person("province_coordinator", "51"))
        self.planner = self.window(site.person("planner", "51"))
        self.leader = self.window(site.person("leader", "51"))
        self.reviewer = self.window(self.officer_of_province())

    def window(self, person: Person) -> Page:
        page = self.new_page(DESK)
        self.sign_in(page, person)
        return page

    def officer_of_province(self) -> Person:
        person, _fresh = Person.objects.get_or_create(email="penelaah@contoh.test", defaults={"name": "Penelaah Bali"})
        home = Organisation.objects.get(kind="province", region__code="51")
        Membership.objects.get_or_create(person=person, organisation=home, role="officer", defaults={"granted_by": "t"})
        return person

    @contextlib.contextmanager
    def on(self, day: str) -> Iterator[None]:
        """The pages of another day."""
        before = self.server
        with serving(replace(self.site.home, day=day)) as self.server:
            yield
        self.server = before

    def move(self, page: Page, proposal: Proposal, slug: str, state: str, **fields: str) -> None:
        """Do one thing from the record page, and end in a state."""
        address = f"{self.server}/kerja/usulan/{proposal.number}/"
        page.goto(address)
        page.locator(f"a[href$='/langkah/{slug}/']").first.click()
        fill(page, fields)
        page.locator("form.form button.btn--p").click()
        expect(page).to_have_url(address)
        proposal.refresh_from_db()
        assert proposal.state == state, slug

    def review(self, proposal: Proposal, mark: str) -> None:
        """The coordinator asks, the reviewer rates every criterion and writes for both sides."""
        self.checker.goto(f"{self.server}/kerja/usulan/{proposal.number}/langkah/penelaah/")
        self.checker.get_by_label("Penelaah Bali").check()
        self.checker.locator("form.form button.btn--p").click()
        self.checker.wait_for_load_state()
        page = self.reviewer
        page.goto(f"{self.server}/kerja/usulan/telaah/")
        page.locator("tr", has_text=proposal.number).get_by_role("link").first.click()
        for radio in page.locator(f"input[type=radio][value='{mark}']").all():
            radio.check()
        page.fill("#id_feedback", "Sebutkan siapa yang merawat setelah tahun pertama.")
        page.fill("#id_private_note", "Harga satuan perlu dibandingkan.")
        page.locator("aside form button.btn--p").click()
        page.wait_for_load_state()
        assert proposal.reviews.get().state == "done"


def fill(page: Page, fields: dict[str, str]) -> None:
    for name, value in fields.items():
        control = page.locator(f"#id_{name}")
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def test_the_wifi_of_buleleng_becomes_a_programme(walk):
    proposal = Proposal.objects.get(title="Wi-Fi gratis di 753 titik")
    region = walk.window(walk.site.person("region_coordinator", "51.08"))
    assert (proposal.simulated, proposal.state) == (False, "submitted")
    walk.move(walk.checker, proposal, "ambil", "checking")
    walk.move(walk.checker, proposal, "lanjut-telaah", "reviewing")
    walk.review(proposal, "3")
    walk.move(walk.checker, proposal, "lanjut-bappeda", "planning")
    answer = {
        "outcome": "recommended",
        "text": "Direkomendasikan untuk RKPD 2024 dengan pembagian titik per desa (simulasi).",
        "rkpd_year": "2024",
        "recommended_cost": SUM,
    }
    walk.move(walk.planner, proposal, "jawaban", "planning", **answer)
    region.goto(f"/kerja/usulan/{proposal.number}/")
    expect(region.locator("main")).not_to_contain_text("Direkomendasikan untuk RKPD 2024")
    walk.move(walk.leader, proposal, "terbitkan", "recommended")
    region.reload()
    expect(region.locator("main")).to_contain_text("Direkomendasikan untuk RKPD 2024")
    expect(region.locator("main")).not_to_contain_text("Harga satuan perlu dibandingkan")
    with walk.on("2023-07-10"):
        rkpd = {"document": "Pergub RKPD (simulasi)", "number": "SIM-20/2023", "date": "2023-07-03", "year": "2024"}
        walk.move(walk.planner, proposal, "masuk-rkpd", "in_rkpd", **rkpd)
    with walk.on("2024-11-20"):
        source = FundSource.objects.get(code="bkk-provinsi")
        budget = {"document": "Perda APBD (simulasi)", "number": "SIM-9/2023", "date": "2023-12-01", "year": "2024"}
        money = {"amount": SUM, "fund_source": str(source.pk)}
        walk.move(walk.planner, proposal, "dianggarkan", "budgeted", **budget | money)
        walk.move(region, proposal, "jadi-program", "budgeted")
        walk.move(walk.planner, proposal, "mulai", "running", date="2024-02-01")
        walk.move(walk.planner, proposal, "selesai", "done", date="2024-11-15")
        programme = proposal.programme
        assert programme.region.code == "51.08"
        assert [(line.year, line.planned) for line in programme.budget.all()] == [(2024, 3_418_800_000)]
        region.goto(f"{walk.server}/kerja/usulan/{proposal.number}/")
        region.get_by_role("link", name=programme.number).first.click()
        expect(region.locator("main")).to_contain_text(f"Rp{SUM}")
    assert (proposal.simulated, proposal.way_simulated, programme.simulated) == (False, True, True)
    assert proposal.source.startswith("kominfosanti.bulelengkab.go.id")


STEPS = {
    "apa": {"summary": "Timbangan di empat TPS3R, datanya dibaca bersama."},
    "masalah": {"theme": "ENV.WAS", "background": "Timbulan dicatat dengan cara yang berbeda."},
    "lokasi": {"location": "Empat TPS3R", "start_year": "2024", "end_year": "2024"},
    "tor": {
        "goal": "Timbulan harian diketahui.",
        "outputs": "Empat timbangan dan satu data bersama.",
        "operation": "Dinas Lingkungan Hidup dengan APBD kabupaten.",
    },
}


def complete_and_send(walk: Walk, page: Page, proposal: Proposal) -> None:
    """The officer goes through the six steps of the form and sends."""
    home = f"{walk.server}/kerja/usulan/{proposal.number}/ubah"
    for step in ("apa", "masalah", "lokasi", "biaya", "tor"):
        page.goto(f"{home}/{step}/")
        if step == "apa" and not page.locator("#id_organisation").input_value():
            page.locator("#id_organisation").select_option(index=1)
        fill(page, STEPS.get(step, {}))
        if step == "biaya":
            source = str(FundSource.objects.get(code="bkk-provinsi").pk)
            row = {"year": "2024", "fund_source": source, "item": "Timbangan", "quantity": "4", "unit": "unit"}
            fill(page, {f"biaya-0-{name}": value for name, value in (row | {"unit_cost": "12.500.000"}).items()})
        page.locator("button[name=go][value=next]").click()
        page.wait_for_load_state()
        expect(page.locator(".errsum")).to_have_count(0)
    page.goto(f"{home}/kirim/")
    page.locator("form[action$='/kirim/'] button.btn--p").click()
    page.wait_for_load_state()
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


def test_one_of_the_sosialisasi_is_returned_not_recommended_and_objected_to(walk):
    proposal = Proposal.objects.get(title__startswith="Satu data timbangan sampah")
    officer = walk.window(walk.site.person("officer", "51.06"))
    region = walk.window(walk.site.person("region_coordinator", "51.06"))
    complete_and_send(walk, officer, proposal)
    walk.move(walk.checker, proposal, "ambil", "checking")
    walk.move(walk.checker, proposal, "kembalikan", "returned", reason="Sebutkan siapa yang merawat timbangan.")
    officer.goto(f"{walk.server}/kerja/usulan/{proposal.number}/")
    expect(officer.locator("main")).to_contain_text("Sebutkan siapa yang merawat timbangan")
    complete_and_send(walk, officer, proposal)
    assert proposal.submissions.count() == 2
    walk.move(walk.checker, proposal, "ambil", "checking")
    walk.move(walk.checker, proposal, "lanjut-telaah", "reviewing")
    walk.review(proposal, "1")
    walk.move(walk.checker, proposal, "lanjut-bappeda", "planning")
    answer = {
        "outcome": "not_recommended",
        "text": "Belum direkomendasikan.",
        "reason": "Kota Denpasar menawarkan aplikasi yang sama.",
        "could_change": "Ajukan replikasi.",
    }
    walk.move(walk.planner, proposal, "jawaban", "planning", **answer)
    walk.move(walk.leader, proposal, "terbitkan", "not_recommended")
    walk.move(region, proposal, "keberatan", "not_recommended", text="Data kami berbeda susunannya.")
    decision = {"uphold": "0", "answer": "Susunannya dapat disesuaikan dalam replikasi."}
    walk.move(walk.leader, proposal, "putuskan-keberatan", "not_recommended", **decision)
    officer.goto(f"{walk.server}/kerja/usulan/{proposal.number}/")
    expect(officer.locator("main")).to_contain_text("Susunannya dapat disesuaikan")


def test_one_of_the_sosialisasi_goes_to_the_centre_with_its_letter(walk):
    proposal = Proposal.objects.get(title__startswith="Pendampingan penyusunan rencana induk")
    complete_and_send(walk, walk.window(walk.site.person("officer", "51.08")), proposal)
    walk.move(walk.checker, proposal, "ambil", "checking")
    walk.move(walk.checker, proposal, "lanjut-telaah", "reviewing")
    walk.review(proposal, "4")
    walk.move(walk.checker, proposal, "lanjut-bappeda", "planning")
    answer = {"outcome": "to_centre", "text": "Diteruskan kepada pemilik program nasional."}
    walk.move(walk.planner, proposal, "jawaban", "planning", **answer)
    letter = {
        "addressee": "Pemilik program nasional",
        "letter_number": "SIM-050/2022",
        "letter_date": "2022-11-04",
        "signed_by": "Gubernur (simulasi)",
    }
    walk.move(walk.planner, proposal, "surat-pengantar", "planning", **letter)
    walk.move(walk.leader, proposal, "terbitkan", "to_centre")
    nation = walk.window(walk.site.person("programme_owner"))
    nation.goto(f"/kerja/usulan/{proposal.number}/")
    expect(nation.locator("main")).to_contain_text("SIM-050/2022")
    with walk.on("2023-12-20"):
        reply = {
            "accepted": "1",
            "number": "SIM-B-1/2023",
            "date": "2023-01-15",
            "text": "Dapat didampingi mulai 2024.",
        }
        walk.move(walk.planner, proposal, "balasan-pusat", "to_centre", **reply)
        source = str(FundSource.objects.get(code="dekonsentrasi").pk)
        budget = {"document": "DIPA (simulasi)", "number": "SIM-1/2023", "date": "2023-12-10", "year": "2024"}
        money = {"amount": "150.000.000", "fund_source": source}
        walk.move(walk.planner, proposal, "dianggarkan", "budgeted", **budget | money)
    assert proposal.plan_facts.get(kind="budget").amount == 150_000_000
