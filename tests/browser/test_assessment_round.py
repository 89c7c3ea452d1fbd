"""One kabupaten through a whole round of its province, each part by the person whose part it is.

Filled and sent; read twice, settled where the readings differ; an objection with new evidence, decided by a fourth;
published. The site is served on three days: of the filling, of objections, and after them. At the end the page of one
answer tells all of it in sentences.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from smartprovince.assessment.models import Objection, Participation, Round, Verdict
from smartprovince.core import audit
from smartprovince.core.access import SystemActor
from smartprovince.instruments.actions import load_version
from smartprovince.organisations.models import Membership, Organisation, Person
from tests.assessment.conftest import VALUES, small_instrument

from .conftest import DESK
from .site import serving

pytestmark = pytest.mark.both

REGION, LINE = "51.01", "GOV.PUB.1"
CALENDAR = {
    "opens_on": "2022-10-01",
    "closes_on": "2022-11-07",
    "verify_until": "2022-11-08",
    "objection_from": "2022-11-09",
    "objection_until": "2022-11-15",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def walk(site, new_page, sign_in):
    return Walk(site, new_page, sign_in)


class Walk:
    """People by the part they play, a browser window each."""

    def __init__(self, site, new_page, sign_in) -> None:
        self.site, self.new_page, self.sign_in = site, new_page, sign_in
        self.server = site.address
        self.version = load_version(actor=SystemActor("test"), row=small_instrument())
        self.owner = self.window(site.person("province_coordinator", "51"))
        self.coordinator = self.window(site.person("region_coordinator", REGION))
        self.officer = self.window(site.person("officer", REGION))
        self.round = Round()

    @contextlib.contextmanager
    def on(self, day: str) -> Iterator[None]:
        """The pages of another day."""
        before = self.server
        with serving(replace(self.site.home, day=day)) as self.server:
            yield
        self.server = before

    def window(self, person: Person) -> Page:
        page = self.new_page(DESK)
        self.sign_in(page, person)
        return page

    def assessor(self, name: str) -> Page:
        """Somebody appointed to this round alone."""
        person = Person.objects.create_user(f"{name.lower().replace(' ', '.')}@contoh.test", "x", name=name)
        home = Organisation.objects.filter(kind="ministry").first()
        Membership.objects.create(
            person=person, organisation=home, role="assessor", granted_by="test", round_id=self.round.pk
        )
        return self.window(person)

    @property
    def address(self) -> str:
        return f"{self.server}/kerja/penilaian/{self.round.pk}/"

    @property
    def region(self) -> str:
        return f"{self.address}{REGION}/"

    def part(self) -> Participation:
        return Participation.objects.get(round=self.round, region__code=REGION)

    # --- the owner ---

    def prepare(self) -> None:
        page = self.owner
        home = Organisation.objects.get(kind="province", region__code="51")
        page.goto(f"/kerja/penilaian/baru/{home.pk}/")
        page.fill("#id_title", "Putaran lengkap (data simulasi)")
        page.select_option("#id_instrument_version", str(self.version.pk))
        page.fill("#id_year", "2022")
        page.select_option("#id_readings", "2")
        for name, day in CALENDAR.items():
            page.fill(f"#id_{name}", day)
        page.locator("form[data-guard] button.btn--p").click()
        expect(page.locator(".errsum")).to_have_count(0)
        self.round = Round.objects.get(title__startswith="Putaran lengkap")
        for box in page.locator("input[name=regions]").all():
            box.set_checked(box.get_attribute("value") == REGION)
        self.step("buka", "open")

    def step(self, name: str, state: str) -> None:
        self.owner.goto(self.address)
        self.owner.locator(f"form[action$='/langkah/{name}/'] button").click()
        self.owner.wait_for_load_state()
        self.round.refresh_from_db()
        assert self.round.state == state

    def refused_to_publish(self, words: str) -> None:
        self.owner.goto(self.address)
        self.owner.locator("form[action$='/langkah/terbitkan/'] button").click()
        expect(self.owner.locator(".errsum")).to_contain_text(re.compile(words))

    # --- the region ---

    def fill(self, page: Page, code: str) -> None:
        page.goto(f"{self.region}isi/{code}/")
        value = VALUES[code]
        if (radio := page.locator(f"#isian input[type=radio][name=value][value='{value}']")).count():
            radio.check()
        else:
            page.fill("#id_value", value)
        page.locator(".savebar button[name=go]").click()
        page.wait_for_load_state()

    def prove(self, page: Page, code: str) -> None:
        page.goto(f"{self.region}isi/{code}/")
        page.locator("summary", has_text="Nama, jenis").click()
        page.fill("input[name=title]", "Laporan pengaduan 2022")
        page.set_input_files("#id_file", {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": PDF})
        expect(page.locator("ul.ev")).to_contain_text("Laporan pengaduan 2022")

    def send(self) -> None:
        self.coordinator.goto(self.region)
        self.coordinator.locator("form[action$='/kirim/'] button").click()
        self.coordinator.wait_for_load_state()
        assert self.part().state == "sent"

    def object(self) -> None:
        page = self.coordinator
        page.goto(f"{self.region}isi/{LINE}/")
        page.locator("a[href$='/sanggah/']").first.click()
        page.fill("#id_reason", "Langkahnya ada di halaman 2 berkas baru.")
        page.set_input_files("#id_file", {"name": "langkah.pdf", "mimeType": "application/pdf", "buffer": PDF + b"%"})
        page.fill("#id_title", "Tangkapan layar per langkah")
        page.locator("form[data-guard] button.btn--p").click()
        expect(page.locator("h1")).to_contain_text("Sanggah")
        assert Objection.objects.get().state == "raised"

    def consent(self) -> None:
        self.coordinator.goto(self.region)
        self.coordinator.locator("form[action$='/persetujuan/'] button.btn--p").click()
        self.coordinator.wait_for_load_state()
        assert self.part().has_consented

    def story(self, page: Page) -> list[str]:
        """The sentences of the disputed answer, as somebody reads them."""
        page.goto(f"{self.region}isi/{LINE}/riwayat/")
        return page.locator(".story li > div > p").evaluate_all("rows => rows.map(row => row.firstChild.data.trim())")

    # --- the assessors ---

    def read(self, page: Page, rejects: str = "") -> None:
        for code in VALUES:
            page.goto(f"{self.region}periksa/{code}/")
            page.locator(f"#putusan input[name=outcome][value={'rejected' if code == rejects else 'accepted'}]").check()
            if code == rejects:
                page.select_option("#id_reason_code", "no_steps")
            page.locator("#putusan form button.btn--p").click()
            page.wait_for_load_state()

    def settle(self, page: Page) -> None:
        page.goto(f"{self.region}periksa/{LINE}/")
        expect(page.locator("main")).to_contain_text("Asesor Dua")
        page.locator("#putusan input[name=outcome][value=rejected]").check()
        page.fill("#putusan #id_reason", "Berkas hanya menunjukkan halaman depan.")
        page.locator("#putusan form button.btn--p").click()
        page.wait_for_load_state()
        assert Verdict.objects.get(answer__node__code=LINE, answer__participation=self.part()).is_moderated
        page.goto(f"{self.region}periksa/")
        page.locator("form[action$='/selesai/'] button").click()
        page.wait_for_load_state()
        assert self.part().state == "verified"

    def decide(self, page: Page) -> None:
        page.goto(f"{self.address}sanggahan/")
        page.locator("main tbody a").first.click()
        expect(page.locator("main")).to_contain_text("Tangkapan layar per langkah")
        page.locator("input[name=do][value=accepted]").check()
        page.fill("#id_decision", "Langkahnya lengkap pada berkas baru.")
        page.locator("form[action$='/putusan/'] button").click()
        page.wait_for_load_state()
        assert Objection.objects.get().state == "upheld"


def test_a_whole_round(walk: Walk, axe):
    walk.prepare()
    walk.fill(walk.officer, LINE)
    walk.prove(walk.officer, LINE)
    for code in list(VALUES)[1:]:
        walk.fill(walk.coordinator, code)
    walk.send()

    first, second = walk.assessor("Asesor Satu"), walk.assessor("Asesor Dua")
    walk.read(first)
    walk.read(second, rejects=LINE)
    walk.settle(walk.assessor("Asesor Tiga"))
    walk.step("verifikasi", "verifying")
    walk.step("tutup", "closed")
    walk.step("hitung", "closed")

    with walk.on("2022-11-12"):
        walk.object()
        walk.refused_to_publish("1 sanggah")
        first.goto(f"{walk.address}sanggahan/{Objection.objects.get().pk}/")
        expect(first.locator("form[action$='/putusan/']")).to_have_count(0)  # who read the line does not decide
        walk.decide(walk.assessor("Asesor Empat"))
        walk.refused_to_publish("15 Nov 2022")
    with walk.on("2022-11-16"):
        walk.refused_to_publish("[Hh]itung")
        walk.step("hitung", "closed")
        walk.consent()
        walk.step("terbitkan", "published")

    officer, coordinator, owner = (
        str(walk.site.person(*seat))
        for seat in (("officer", REGION), ("region_coordinator", REGION), ("province_coordinator", "51"))
    )
    typed = [f"{officer} mengisi nilai.", f"{officer} melampirkan data dukung."]
    sent = [f"{coordinator} mengirim jawaban daerah kepada asesor."]
    readings = [
        "Asesor Satu membaca jawaban tanpa asesor lain: diterima.",
        "Asesor Dua membaca jawaban tanpa asesor lain: ditolak.",
    ]
    verdicts = [
        "Asesor Tiga memutuskan pembacaan yang berbeda: ditolak.",
        "Asesor Tiga menyelesaikan verifikasi daerah.",
        f"{owner} menghitung skor putaran.",
        f"{coordinator} mengajukan sanggah atas putusan.",
        "Asesor Empat mengabulkan sanggah: diterima.",
        f"{owner} menghitung skor putaran.",
        f"{coordinator} menyetujui penerbitan dengan nama daerah.",
        f"{owner} menerbitkan hasil putaran.",
    ]
    assert walk.story(walk.coordinator) == typed + sent + verdicts  # who thought what before is the panel's own
    assert axe(walk.coordinator) == []
    assert walk.story(walk.owner) == sent + readings + verdicts  # what was typed before sending is the region's own
    audit.seal()
    assert audit.verify().whole
