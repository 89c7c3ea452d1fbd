"""A real Chromium against the real server. Whatever a page says on the console fails the test that opened it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tools import browser as chromium

from . import site as sites

# Playwright's own event loop runs in this thread; Django would take our ordinary reads for reads inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = sites.ROOT / "src/smartprovince/static/vendor/test/axe.min.js"
GRAVE = ("serious", "critical")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests run in one worker: one browser, one built world."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


# --- the site --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def built_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sites.Home]:
    from django.conf import settings

    folder = tmp_path_factory.mktemp("world") / "home"
    with sites.fresh_home(folder, "world", secret=settings.SECRET_KEY) as home:
        sites.build(home, sites.chosen_world())
        yield home


@pytest.fixture(scope="module")
def site(
    built_world: sites.Home, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any, request: Any
) -> Iterator[sites.Site]:
    """This module's copy of the world, served; models in the test read and write the same database."""
    name = request.module.__name__.rpartition(".")[2]
    folder = tmp_path_factory.mktemp(name) / "home"
    with (
        django_db_blocker.unblock(),
        sites.fresh_home(folder, name[:30], like=built_world, secret=built_world.secret) as home,
        sites.looking_into(home),
        sites.serving(home) as address,
    ):
        yield sites.Site(address, home)


@pytest.fixture(autouse=True)
def _own_files(site: sites.Site, settings: Any) -> Iterator[None]:
    """Models in the test work on the site's own files and on its day."""
    from datetime import date

    from smartprovince.core import clock

    settings.FILES_DIR = site.home.folder / "files"
    with clock.pinned(date.fromisoformat(sites.TODAY)):
        yield


# --- the browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.FLAGS)
        yield running
        running.close()


class Complaints(list[str]):
    """What went wrong in the browser: console errors (a violated CSP among them), scripts, files that are missing."""

    def watch(self, page: Any) -> None:
        page.on("console", lambda message: self.hear(message))
        page.on("pageerror", lambda error: self.append(f"{page.url}: script error: {error}"))
        page.on("response", lambda response: self.judge(response))

    def hear(self, message: Any) -> None:
        # Answers are judged by `judge`, which knows a refused form from a missing file.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.append(f"{message.page.url if message.page else ''}: console: {message.text}")

    def judge(self, response: Any) -> None:
        kind = response.request.resource_type
        asked_for = kind in ("document", "xhr", "fetch")
        if response.status >= 500 or (response.status >= 400 and not asked_for):
            self.append(f"{response.url}: {kind} answered {response.status}")


@pytest.fixture
def complaints(site: sites.Site) -> Iterator[Complaints]:
    """Fails the test when anything was said; a test that provokes a complaint clears it."""
    heard = Complaints()
    before = len(site.log())
    yield heard
    said = site.log()[before:][-3000:]
    assert not heard, "the browser complained:\n" + "\n".join(dict.fromkeys(heard)) + f"\nthe server said:\n{said}"


@pytest.fixture
def new_page(browser: Any, site: sites.Site, complaints: Complaints) -> Iterator[Callable[..., Any]]:
    """`new_page(viewport)`: a page in a context of its own; `new_page(DESK, javaScriptEnabled=False)` also works."""
    contexts = []

    def make(viewport: dict[str, int] = DESK, **options: Any) -> Any:
        given = {"locale": "id-ID", "timezone_id": "Asia/Makassar", "reduced_motion": "reduce"} | options
        context = browser.new_context(base_url=site.address, viewport=viewport, **given)
        context.set_default_timeout(15_000)
        contexts.append(context)
        context.on("page", complaints.watch)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    return new_page(DESK)


@pytest.fixture
def phone(new_page: Callable[..., Any]) -> Any:
    return new_page(PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def sign_in(site: sites.Site) -> Callable[..., None]:
    """`sign_in(page, person)`: by session cookie, as the sign-in page itself is tested elsewhere."""

    def enter(page: Any, person: Any) -> None:
        cookie = {"name": "sessionid", "value": site.session(person), "url": site.address}
        page.context.add_cookies([cookie])

    return enter


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """`axe(page)`: serious and critical faults of accessibility, one line each; `rules` only, or all `without` some."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Any, *, rules: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(source)  # through the debugger, where the page's CSP has no say
        options: dict[str, Any] = {"resultTypes": ["violations"], "iframes": False, "selectors": True}
        if rules:
            options["runOnly"] = {"type": "rule", "values": list(rules)}
        options["rules"] = {name: {"enabled": False} for name in without}
        found = page.evaluate("options => axe.run(document, options)", options)
        return [_line(each) for each in found["violations"] if each["impact"] in GRAVE]

    return check


def _line(violation: dict[str, Any]) -> str:
    first = violation["nodes"][0]
    return (
        f"{violation['impact']} {violation['id']}: {violation['help']} ({len(violation['nodes'])} ×); "
        f"first: {first['html'][:160]}"
    )
