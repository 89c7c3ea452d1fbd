"""Signed in as each role, the first screen names a step that is truly theirs; after doing it, it is gone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from smartprovince.organisations.models import Person
from smartprovince.organisations.roles import Role
from smartprovince.workspace.queries import steps_of

from .conftest import PHONE

pytestmark = pytest.mark.both

TODAY = "2022-11-07"


def answer_an_invitation(page: Page, other) -> None:
    page.locator("form[action$='/jawab/'] button[name=answer][value=coming]").first.click()


def approve_the_report(page: Page, other) -> None:
    page.locator("main a[href*='/bimbingan/laporan/']").first.click()
    page.locator("form[action$='/setujui/'] button").click()


def finish_a_follow_up(page: Page, other) -> None:
    page.locator("main textarea[name=done_note]").fill("Sudah dibagikan (simulasi)")
    page.locator("main form[data-guard] button.btn--p, main form button.btn--p").first.click()


def register_for_it(page: Page, other) -> None:
    page.locator("select[name^=question], select[name^=q]").first.select_option(index=1)
    page.locator("input[type=checkbox][name=consent]").check()
    page.locator("main form button.btn--p").last.click()
    expect(page).to_have_url(re.compile("/agenda/tiket/"))


def invite_somebody(page: Page, other) -> None:
    page.fill("input[name=name]", "Admin Pertama (simulasi)")
    page.fill("input[name=email]", "admin.pertama@contoh.simulasi.test")
    page.locator("main form button.btn--p").first.click()


def have_it_signed(page: Page, other) -> None:
    """The governor signs on paper; the coordinator records it."""
    desk = other(Role.PROVINCE_COORDINATOR, "51")
    desk.goto("/kerja/wilayah/51/gerbang/SP.ASM.2/")
    desk.fill("input[name=not_after]", TODAY)
    desk.fill("input[name=number]", "SIM/KOMITMEN/2022")
    desk.locator("form[data-guard] button.btn--p").click()


# role, code, the step's key, how it is done from where its button leads
DONE: list[tuple[str, str | None, str, Callable[..., None]]] = [
    (Role.PROGRAMME_OWNER, None, "mentoring.approve", approve_the_report),
    (Role.MENTOR, None, "mentoring.follow", finish_a_follow_up),
    (Role.ADMINISTRATOR, "51", "organisations.administrators", invite_somebody),
    (Role.LEADER, "51", "movement.sign.51.SP.ASM.2", have_it_signed),
    (Role.DIMENSION_LEAD, "51.03", "outreach.answer", answer_an_invitation),
    (Role.PLANNER, "51", "outreach.register", register_for_it),
    (Role.PARTNER, None, "outreach.register", register_for_it),
    (Role.PUBLIC, None, "outreach.register", register_for_it),
]


@pytest.fixture(autouse=True)
def _business_day():
    from datetime import date

    from smartprovince.core import clock

    with clock.pinned(date.fromisoformat(TODAY)):
        yield


def fresh(site, role: str, code: str | None) -> Person:
    return Person.objects.get(pk=site.person(role, code).pk)


@pytest.mark.parametrize("role", Role.values)
def test_the_first_screen_names_a_step_that_leads_somewhere(site, new_page, sign_in, role):
    page = new_page(PHONE)
    person = fresh(site, role, None)
    sign_in(page, person)
    page.goto("/kerja/")
    first = page.locator(".first a.btn--p")
    expect(first).to_be_visible()
    expect(page.locator(".first h2")).to_have_text(steps_of(person)[0].title)
    response = page.goto(first.get_attribute("href") or "")
    assert response is not None
    assert response.status == 200, f"the first step of {role} leads to {response.status}"


@pytest.mark.parametrize(("role", "code", "key", "do"), DONE, ids=[f"{row[0]}-{row[2]}" for row in DONE])
def test_after_doing_it_the_step_is_gone(site, new_page, sign_in, role, code, key, do):
    person = fresh(site, role, code)
    step = next(each for each in steps_of(person) if key in each.key)
    page = new_page(PHONE)
    sign_in(page, person)

    def other(another: str, at: str) -> Page:
        window = new_page(PHONE)
        sign_in(window, site.person(another, at))
        return window

    page.goto(step.address)
    do(page, other)
    page.wait_for_load_state()
    left = {(each.key, each.title) for each in steps_of(fresh(site, role, code))}
    assert (step.key, step.title) not in left
