"""Every page a role can reach by links, at three widths, light and dark: whole, within the screen, and accessible."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from tools import pages

from smartprovince.organisations.roles import Role

from .conftest import DESK, PHONE

COLOUR = ["color-contrast", "link-in-text-block"]
OFTEN = 4  # inspections of one view, whatever else is new on it
SMALL_PHONE = {"width": 360, "height": 740}
PUBLIC = "visitor"
STRANGER = "stranger"

# Where links are followed from. Views that nothing links to stand here by address.
START = {
    PUBLIC: ["/", "/bali/", "/masuk/"],
    "": ["/kerja/", "/kerja/menu/", "/kerja/cari/?q=bali", "/kerja/profil/", "/kerja/kontak/"],
}

# Answers that are right although they are no page of this person's: the view and why.
NOT_PAGES: dict[str, str] = {}

# What sticks out, except inside boxes that scroll by themselves.
SIDEWAYS = """() => {
  const room = document.scrollingElement.scrollWidth - innerWidth
  if (room <= 0) return ''
  const boxed = e => e && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || boxed(e.parentElement))
  const wide = [...document.querySelectorAll('body *')].filter(
    e => e.getBoundingClientRect().right > innerWidth + 1 && !boxed(e.parentElement))
  const name = e => e.tagName.toLowerCase() + (e.getAttribute('class') ? '.' + e.getAttribute('class') : '')
  const path = e => [e.parentElement.parentElement, e.parentElement, e].filter(Boolean).map(name).join(' > ')
  return `${room} px too wide: ${wide.slice(0, 2).map(path).join(', ')}`
}"""


def view_of(path: str) -> str:
    try:
        return resolve(path).view_name or path
    except Resolver404:
        return f"dead link {path}"


@dataclass
class Inspector:
    """Looks at pages in one browser tab, and at a kind of page it has already seen only once more per new structure."""

    axe: Callable[..., list[str]]
    seen: set[tuple[str, str]] = field(default_factory=set)
    times: Counter[str] = field(default_factory=Counter)
    looked_at: int = 0

    def is_new(self, found: pages.Seen) -> bool:
        """Whether some tag, class or role on this page has not been inspected on this view before."""
        marks = {(found.view, mark) for mark in found.marks}
        fresh = not marks <= self.seen and self.times[found.view] < OFTEN
        self.seen |= marks
        self.times[found.view] += fresh
        return fresh

    def inspect(self, tab: Any, found: pages.Seen) -> list[str]:
        self.looked_at += 1
        faults: dict[str, list[str]] = {}
        for width, viewport in (("1440", DESK), ("390", PHONE), ("360", SMALL_PHONE)):
            tab.set_viewport_size(viewport)
            if width != "360":  # a phone opens the page at its own width
                tab.goto(found.address, wait_until="load")
            for theme in ("light", "dark"):
                tab.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
                for fault in self.look(tab, width, theme):
                    faults.setdefault(fault, []).append(f"{width} {theme}")
        return [f"{fault}  [{', '.join(settings)}]" for fault, settings in faults.items()]

    def look(self, tab: Any, width: str, theme: str) -> list[str]:
        """All rules at 1440 in light, colours in dark, what another layout can change at 390; elsewhere the width."""
        wide = [each for each in [tab.evaluate(SIDEWAYS)] if each and theme == "light"]
        if (width, theme) == ("1440", "light"):
            return wide + self.axe(tab)
        if (width, theme) == ("1440", "dark"):
            return self.axe(tab, rules=COLOUR)
        if (width, theme) == ("390", "light"):
            return wide + self.axe(tab, without=COLOUR)
        return wide


@pytest.fixture(scope="module")
def inspector(axe: Callable[..., list[str]]) -> Inspector:
    return Inspector(axe)


def reachable(site: Any, who: str, cookies: str) -> list[pages.Seen]:
    start = START[PUBLIC] if who == PUBLIC else START[""]
    below = "/" if who == PUBLIC else "/kerja/"
    return list(pages.walk(site.address, start, view_of, cookies=cookies, each=2, below=below))


def wrong_answers(found: list[pages.Seen]) -> list[str]:
    """Links that lead nowhere, and answers that are neither a page, a file nor a way to sign in."""
    faults = []
    for each in found:
        sent_on = each.status in (301, 302) and each.location
        if each.status != 200 and not sent_on and each.view not in NOT_PAGES:
            faults.append(f"{each.address}: answers {each.status}, linked from {each.linked_from or 'START'}")
    return faults


@pytest.mark.parametrize("who", [PUBLIC, STRANGER, *Role.values])
def test_every_page_is_whole_narrow_enough_and_accessible(who, site, new_page, sign_in, inspector, record_property):
    tab = new_page(DESK)
    cookies = ""
    if who not in (PUBLIC, STRANGER) and who not in site.roles():
        pytest.fail(f"nobody has the role {who} in this world")
    if who != PUBLIC:
        person = stranger() if who == STRANGER else site.person(who)
        sign_in(tab, person)
        cookies = f"sessionid={site.session(person)}"
    started = time.perf_counter()
    found = reachable(site, who, cookies)
    faults = wrong_answers(found)
    shown = [each for each in found if each.is_page]
    assert shown, f"found no page at all for {who}"
    for each in shown:
        if inspector.is_new(each):
            faults += [f"{each.address}  {fault}" for fault in inspector.inspect(tab, each)]
    record_property("pages", len(shown))
    print(f"{who}: {len(shown)} pages, {inspector.looked_at} inspected so far, {time.perf_counter() - started:.1f} s")
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)


def stranger() -> Any:
    """Somebody who may sign in and has no role at all."""
    from smartprovince.organisations.models import Person

    return Person.objects.filter(email="orang-asing@contoh.test").first() or Person.objects.create_user(
        "orang-asing@contoh.test", "rahasia-sekali", name="Orang Asing"
    )


@pytest.mark.both
def test_a_visitor_of_the_work_area_is_asked_to_sign_in_and_gets_there(page, site):
    page.goto("/kerja/organisasi/")
    assert page.url == f"{site.address}/masuk/?next=%2Fkerja%2Forganisasi%2F"


@pytest.mark.both
def test_the_front_page_speaks_indonesian_and_english(page):
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "id"
    page.locator("button[name=language][value=en]").first.click()
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.both
def test_a_phone_shows_the_desk_with_a_menu_at_the_bottom(phone, site, sign_in):
    sign_in(phone, site.person("province_coordinator", "51"))
    phone.goto("/kerja/")
    assert phone.locator(".tabbar").is_visible()
    assert phone.evaluate(SIDEWAYS) == ""


@pytest.mark.parametrize("address", ["/bali/", "/kerja/dasbor/51/", "/kerja/wilayah/provinsi/51/"])
def test_charts_follow_a_window_that_gets_narrow(page, site, sign_in, address):
    """Whoever turns a tablet or zooms in (WCAG 1.4.10, reflow) still sees the whole page."""
    sign_in(page, site.person("province_coordinator", "51"))
    page.goto(address, wait_until="networkidle")
    page.set_viewport_size(PHONE)
    page.wait_for_timeout(500)
    assert page.evaluate(SIDEWAYS) == ""


def test_the_page_works_without_scripts(new_page, site, sign_in):
    plain = new_page(DESK, java_script_enabled=False)
    sign_in(plain, site.person("region_coordinator"))
    answer = plain.goto("/kerja/")
    assert answer.status == 200
    assert plain.locator("main h1").count() == 1
