"""The Bali sosialisasi from its announcement to its certificate, each part by the person whose part it is.

A coordinator announces and moves it, visitors register on the public page, the desk checks in by QR through the
browser's camera, loses the connection and comes back, notes a usulan to the province and one to the centre, the
coordinator closes with the report, and a visitor downloads a certificate that verifies.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tools import browser as chromium

from smartprovince.core import audit
from smartprovince.organisations.models import Membership
from smartprovince.organisations.roles import Role
from smartprovince.outreach.inviting import seat_at_desk
from smartprovince.outreach.models import CheckIn, Event, EventNote, Registration
from smartprovince.proposals.models import Proposal

from .conftest import DESK, PHONE

pytestmark = pytest.mark.both

TITLE = "Sosialisasi Gerakan Menuju Provinsi Cerdas"
WIDE, HIGH = 640, 480


def film(place: Path, text: str) -> None:
    """A short film for the browser's camera: the QR of a text, held still in front of it."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=10, border=4)
    code = Image.open(out).convert("L")
    picture = Image.new("L", (WIDE, HIGH), 255)
    picture.paste(code, ((WIDE - code.width) // 2, (HIGH - code.height) // 2))
    grey = bytes([128]) * (WIDE * HIGH // 4)
    frame = b"FRAME\n" + picture.tobytes() + grey + grey
    place.write_bytes(f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 10)


@pytest.fixture
def with_camera(browser: Any, site: Any, complaints: Any, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """`with_camera(text)`: a phone whose camera sees the QR of that text."""
    running = []

    def make(text: str) -> Page:
        film(tmp_path / "camera.y4m", text)
        flags = [
            *chromium.FLAGS,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'camera.y4m'}",
        ]
        own = browser.browser_type.launch(executable_path=chromium.path(), args=flags)
        running.append(own)
        context = own.new_context(base_url=site.address, viewport=PHONE, locale="id-ID", timezone_id="Asia/Makassar")
        context.set_default_timeout(15_000)
        context.on("page", complaints.watch)
        return context.new_page()

    yield make
    for own in running:
        own.close()


def test_from_the_announcement_to_the_certificate(site, new_page, with_camera, sign_in, complaints):
    coordinator = new_page(DESK)
    sign_in(coordinator, site.person("province_coordinator", "51"))
    event = announce(coordinator)
    visitor = new_page(PHONE)
    secrets = [register(visitor, event, f"Peserta Uji {n}", f"peserta{n}@contoh.test") for n in range(1, 4)]
    move_to_today(coordinator, event)
    visitor.goto(f"/agenda/tiket/{secrets[0]}/")
    expect(visitor.locator("main")).to_contain_text("Gedung sedang dipakai")

    someone = desk_person(site, event)
    desk = with_camera(f"SP1:{secrets[0]}")
    sign_in(desk, someone)
    check_in_by_camera(desk, event)
    check_in_off_line(desk, event, secrets[1])
    refuse_a_forged_ticket(desk)
    read_a_photo(desk, secrets[2])
    take_notes(desk, event)

    close_with_the_report(coordinator, event)
    download_a_certificate(visitor, secrets[0])
    the_desk_keeps_nothing(desk, event)
    while audit.seal():
        pass
    assert audit.verify().whole


def announce(page: Page) -> Event:
    """For tomorrow, open to everyone."""
    page.goto("/kerja/agenda/baru/")
    page.select_option("[name=kind]", "outreach")
    page.fill("[name=title]", TITLE)
    page.fill("[name=venue]", "Gedung Wiswa Sabha, Denpasar")
    page.fill("[name=starts_at]", "2022-11-08T09:00")
    page.fill("[name=ends_at]", "2022-11-08T15:00")
    page.check("[name=is_public]")
    page.locator("main form button.btn--p").click()
    page.wait_for_load_state()
    event = Event.objects.get(title=TITLE)
    page.locator(f"form[action$='/{event.number}/umumkan/'] button").click()
    page.wait_for_load_state()
    event.refresh_from_db()
    assert event.state == "open"
    return event


def register(page: Page, event: Event, name: str, email: str) -> str:
    """On the public page; it leads to the ticket, whose address holds the secret."""
    page.goto(f"/agenda/{event.number}/")
    page.fill("[name=name]", name)
    page.fill("[name=email]", email)
    page.check("[name=consent]")
    page.locator("form[data-registration] button").click()
    page.wait_for_url(re.compile(r"/agenda/tiket/"))
    expect(page.locator("main .qrbox svg")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


def move_to_today(page: Page, event: Event) -> None:
    """Moved after people registered: to today and tomorrow, so that the hour of the test does not matter."""
    page.goto(f"/kerja/agenda/{event.number}/pindah/")
    page.fill("[name=reason]", "Gedung sedang dipakai")
    page.fill("[name=starts_at]", "2022-11-07T00:00")
    page.fill("[name=ends_at]", "2022-11-08T23:59")
    page.locator("main form button.btn--p").click()
    page.wait_for_load_state()
    event.refresh_from_db()
    assert event.moved_reason


def desk_person(site: Any, event: Event) -> Any:
    """Somebody of the province's government, whose seat at this desk is all that is left of them here."""
    someone = site.person("planner", "51")
    seat_at_desk(actor=site.person("province_coordinator", "51"), event=event, person=someone)
    Membership.objects.filter(person=someone).exclude(role=Role.EVENT_DESK).update(valid_until="2022-01-01")
    return someone


def check_in_by_camera(page: Page, event: Event) -> None:
    """Home leads to the desk; the camera sees the ticket and its holder is in, once."""
    page.goto("/kerja/")
    page.locator(f"main a[href='/kerja/agenda/{event.number}/meja/']").first.click()
    expect(page.locator("#meja")).to_have_attribute("data-kept", "1")
    page.locator("[data-start]").click()
    expect(page.locator("#hasil.deskres--new")).to_contain_text("Peserta Uji 1")
    expect(page.locator("[data-count='in']")).to_have_text("1")
    page.locator("[data-stop]").click()
    found = CheckIn.objects.get(registration__event=event)
    assert (found.way, found.was_off_line) == ("qr", False)


def check_in_off_line(page: Page, event: Event, secret: str) -> None:
    """The connection drops: a reload still shows the desk, one comes by ticket, one by name, then it is sent, once."""
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#meja")).to_have_attribute("data-listed", "3")
    page.fill("[name=ticket]", f"SP1:{secret}")
    page.press("[name=ticket]", "Enter")
    expect(page.locator("#hasil.deskres--new")).to_contain_text("Peserta Uji 2")
    page.fill("[name=ticket]", "uji 3")
    page.locator("[data-found] button").click()
    expect(page.locator("#hasil.deskres--new")).to_contain_text("Peserta Uji 3")
    page.fill("[name=ticket]", f"SP1:{secret}")
    page.press("[name=ticket]", "Enter")
    expect(page.locator("#hasil.deskres--already")).to_contain_text("Peserta Uji 2")
    expect(page.locator("#meja")).to_have_attribute("data-waiting", "2")
    assert CheckIn.objects.filter(registration__event=event).count() == 1
    page.context.set_offline(False)
    expect(page.locator("#meja")).to_have_attribute("data-waiting", "0", timeout=30_000)
    rows = CheckIn.objects.filter(registration__event=event)
    assert sorted(rows.values_list("was_off_line", flat=True)) == [False, True, True]
    assert Registration.objects.filter(event=event, attended_on__isnull=False).count() == 3


def refuse_a_forged_ticket(page: Page) -> None:
    page.reload()
    page.fill("[name=ticket]", "SP1:tiket-buatan-sendiri")
    page.press("[name=ticket]", "Enter")
    expect(page.locator("#hasil.deskres--unknown")).to_be_visible()
    assert CheckIn.objects.filter(registration__event__title=TITLE).count() == 3


def read_a_photo(page: Page, secret: str) -> None:
    """Where the camera cannot be used: a photo of the QR, read by the same reader."""
    out = io.BytesIO()
    segno.make(f"SP1:{secret}", error="m", micro=False).save(out, kind="png", scale=12, border=4)
    page.set_input_files("[data-photo]", {"name": "foto.png", "mimeType": "image/png", "buffer": out.getvalue()})
    expect(page.locator("#hasil.deskres--already")).to_contain_text("Peserta Uji 3")


def take_notes(page: Page, event: Event) -> None:
    """One usulan to the province, one to the centre, one question; each shows its receipt."""
    for kind, addressee, text in (
        ("proposal", "province", "Pendampingan masterplan bagi kabupaten"),
        ("proposal", "centre", "Jaringan serat optik sampai ke desa adat"),
        ("question", "", "Kapan bimtek pertama?"),
    ):
        page.goto(f"/kerja/agenda/{event.number}/meja/catatan/")
        page.select_option("[name=kind]", kind)
        page.fill("[name=text]", text)
        page.fill("[name=by_name]", "Wakil Desa Uji")
        if addressee:
            page.select_option("[name=addressee]", addressee)
        page.locator("main form button.btn--p").click()
        expect(page.locator(".slip .qrbox svg")).to_be_visible()
        note = EventNote.objects.get(text=text)
        assert re.sub(r"\s", "", page.locator(".slip__c").inner_text()) == note.receipt
    assert set(Proposal.objects.filter(origin_id=str(event.pk)).values_list("addressee", flat=True)) == {
        "province",
        "centre",
    }


def close_with_the_report(page: Page, event: Event) -> None:
    """Close, answer the question without which the report is not handed over, issue certificates."""
    page.goto(f"/kerja/agenda/{event.number}/")
    page.locator(f"form[action$='/{event.number}/tutup/'] button").click()
    page.wait_for_load_state()
    page.goto(f"/kerja/agenda/{event.number}/laporan/")
    hand_over = page.locator("form[action$='/laporan/serahkan/'] button")
    hand_over.click()
    expect(page.locator("main .errsum")).to_contain_text("TTE-")
    question = EventNote.objects.get(event=event, kind="question")
    page.goto(f"/kerja/agenda/{event.number}/laporan/{question.number}/jawab/")
    page.fill("[name=answer]", "Februari 2023; undangan menyusul.")
    page.check("[name=is_settled]")
    page.locator("main form button.btn--p").click()
    page.wait_for_url(re.compile(r"/laporan/$"))
    page.locator("form[action$='/laporan/serahkan/'] button").click()
    page.wait_for_load_state()
    event.refresh_from_db()
    assert event.state == "reported"
    page.goto(f"/kerja/agenda/{event.number}/sertifikat/")
    page.locator("main form[method=post] button.btn--p").click()
    page.wait_for_load_state()


def download_a_certificate(page: Page, secret: str) -> None:
    """By the ticket; the code on it verifies on the public page, and the receipt tells what became of the question."""
    page.goto(f"/agenda/tiket/{secret}/")
    with page.expect_download() as download:
        page.locator("a[href$='/sertifikat.pdf']").click()
    text = "\n".join(each.extract_text() for each in PdfReader(download.value.path()).pages)
    assert "Peserta Uji 1" in text
    code = re.search(r"\b(?:[A-Z2-7]{4} ){3}[A-Z2-7]{4}\b", text)
    assert code, text
    page.goto("/sertifikat/")
    page.fill("[name=kode]", code.group())
    page.locator("main form button").click()
    expect(page.locator("main .badge--ok")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Peserta Uji 1")
    receipt = EventNote.objects.get(event__title=TITLE, kind="question").receipt
    page.goto(f"/tanda-terima/{receipt}/")
    expect(page.locator("main")).to_contain_text("Februari 2023")


def the_desk_keeps_nothing(page: Page, event: Event) -> None:
    """The event is over: the list of names leaves the device by itself."""
    page.goto(f"/kerja/agenda/{event.number}/meja/")
    expect(page.locator("#meja")).to_have_attribute("data-listed", "0")
    kept = "() => Object.keys(localStorage).filter(key => key.startsWith('sp-desk:')).length"
    page.wait_for_function(f"({kept})() === 0")
    page.wait_for_function("async () => (await caches.keys()).filter(name => name.startsWith('sp-desk:')).length === 0")


def test_signing_out_leaves_no_names_on_the_device(site, new_page, sign_in):
    page = new_page(DESK)
    sign_in(page, site.person("province_coordinator", "51"))
    page.goto("/kerja/")
    page.evaluate("localStorage.setItem('sp-desk:KGT-2022-0001:roster', '{}')")
    page.locator("form[action$='/masuk/keluar/'] button").click()
    page.wait_for_load_state()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('sp-desk:')).length") == 0
