"""A file inside the page, in a real browser: the PDF's own viewer comes up under our policies, without a complaint."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfWriter

from tests.evidence.conftest import png

from .conftest import PHONE
from .site import Site


def pdf(pages: int = 5) -> bytes:
    writer, held = PdfWriter(), io.BytesIO()
    for _n in range(pages):
        writer.add_blank_page(300, 300)
    writer.write(held)
    return held.getvalue()


@pytest.fixture(scope="module")
def kept(site: Site) -> Callable[[bytes, str], int]:
    """Keeps a file for the first coordinator of a kabupaten; returns the paper's key."""

    def keep(content: bytes, name: str) -> int:
        from smartprovince.evidence.actions import add_paper

        person = site.person("region_coordinator")
        home = person.memberships.select_related("organisation__region").first().organisation
        return add_paper(
            actor=person,
            owner=home,
            region=home.region,
            kind="other",
            title=f"Berkas {name}",
            content=content,
            file_name=name,
        ).pk

    return keep


@pytest.fixture
def signed_in(site: Site, new_page: Callable[..., Any]) -> Callable[..., Any]:
    def make(*viewport: Any) -> Any:
        page = new_page(*viewport)
        session = site.session(site.person("region_coordinator"))
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.address}])
        return page

    return make


def test_a_pdf_comes_up_in_the_browsers_own_viewer(signed_in, kept):
    page = signed_in()
    key = kept(pdf(), "laporan.pdf")
    page.goto(f"/kerja/bukti/{key}/lihat/?hal=3")
    page.locator("iframe.look__f").scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    if page.evaluate("navigator.pdfViewerEnabled"):  # a browser without a viewer only must not complain
        addresses = until(page, lambda found: any(url.startswith("chrome-extension:") for url in found))
        assert any(url.endswith(f"/kerja/bukti/{key}/tampil/#page=3") for url in addresses)
    answer = page.request.get(f"/kerja/bukti/{key}/tampil/")
    assert answer.headers["content-security-policy"].startswith("default-src 'none';")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


def until(page: Any, holds: Callable[[list[str]], bool]) -> list[str]:
    """The addresses of a page's frames once something holds of them; a viewer is a page of the browser's own."""
    for _try in range(40):
        addresses = [frame.url for frame in page.frames]
        if holds(addresses):
            return addresses
        page.wait_for_timeout(250)
    raise AssertionError(f"the frames stayed {addresses}")


def test_a_phone_fetches_no_pdf_and_shows_the_way(signed_in, kept):
    page = signed_in(PHONE)
    key = kept(pdf(), "laporan telepon.pdf")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/kerja/bukti/{key}/lihat/?hal=3", wait_until="networkidle")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(500)
    assert not [url for url in asked if "/tampil/" in url]
    assert page.locator("iframe.look__f").is_hidden()
    link = page.locator(".look__open")
    assert link.is_visible()
    assert link.bounding_box()["height"] >= 44
    assert link.get_attribute("href").endswith("/tampil/#page=3")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_a_picture_is_drawn_on_the_page_and_alone(signed_in, kept):
    page = signed_in()
    key = kept(png(), "layar.png")
    page.goto(f"/kerja/bukti/{key}/", wait_until="networkidle")
    picture = page.locator(".look img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.look img').naturalWidth === 1")
    page.goto(f"/kerja/bukti/{key}/tampil/")
    assert page.evaluate("document.images.length") == 1
    assert page.evaluate("origin") == "null"  # the sandbox


def test_another_site_may_not_frame_it(site, signed_in, kept, complaints):
    page = signed_in()
    key = kept(pdf(), "bingkai.pdf")
    page.goto(f"data:text/html,<iframe src='{site.address}/kerja/bukti/{key}/tampil/'></iframe>")
    page.wait_for_timeout(800)
    urls = [frame.url for frame in page.frames if frame is not page.main_frame]
    assert not [url for url in urls if url.startswith((site.address, "chrome-extension:"))]
    complaints.clear()  # the browser says that it was refused
