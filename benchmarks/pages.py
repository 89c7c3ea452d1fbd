"""Pages of a province with 9 regions (Bali) and one with 35 (Jawa Tengah): queries, CPU time, bytes over the wire."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Figure, demo_home, emit, enter, typical

CHART_LIBRARY = "echarts"
RUNS = 20


@dataclass(frozen=True)
class Kind:
    """A page with two sizes of the same thing; `who` is a role, or "" for a visitor."""

    name: str
    who: str
    small: str
    large: str


# Jawa Tengah (33) has 35 kabupaten/kota. One line a page: a new page is one more line.
KINDS = [
    Kind("public province page", "", "/bali/", "/jawa-tengah/"),
    Kind("province page", "programme_owner", "/kerja/dasbor/51/", "/kerja/dasbor/33/"),
    Kind("register of a province", "programme_owner", "/kerja/wilayah/provinsi/51/", "/kerja/wilayah/provinsi/33/"),
    Kind("region page", "programme_owner", "/kerja/wilayah/51.03/", "/kerja/wilayah/33.01/"),
    Kind("all 38 provinces", "programme_owner", "/kerja/wilayah/", "/kerja/wilayah/"),
    Kind("results of a round, 9 regions", "province_coordinator", "/kerja/penilaian/1/hasil/", ""),
    Kind("desk of a coordinator", "province_coordinator", "/kerja/", ""),
]


def measure() -> Iterator[Figure]:
    with demo_home() as home:
        enter(home)
        from tools.served import serving

        for kind in KINDS:
            yield from costs(kind)
        with serving(home) as address, browser() as chromium:
            for kind in KINDS[:4]:
                yield from wire(chromium, address, kind)


def person(role: str) -> Any:
    from smartprovince.organisations.models import Membership

    return Membership.objects.filter(role=role).select_related("person").order_by("pk")[0].person


def client_of(kind: Kind) -> Any:
    from django.test import Client

    client = Client(headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    if kind.who:
        client.force_login(person(kind.who))
    return client


def costs(kind: Kind) -> Iterator[Figure]:
    """Queries of the two sizes beside each other, CPU time (not the waiting), and the page's own bytes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(kind)
    counts, milliseconds, sizes = [], [], []
    for address in dict.fromkeys(filter(None, (kind.small, kind.large))):
        response = client.get(address)
        if response.status_code != 200:
            yield Figure(f"{kind.name}", f"answers {response.status_code}", "", address)
            return
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
        sizes.append(len(response.content))
        milliseconds.append(typical(lambda at=address: client.get(at), runs=RUNS, clock=time.process_time) * 1e3)
    where = kind.small if kind.large in ("", kind.small) else f"{kind.small} (9 regions) and {kind.large} (35)"
    yield Figure(f"{kind.name}: queries", " / ".join(map(str, counts)), "", where)
    yield Figure(f"{kind.name}: CPU", " / ".join(f"{ms:.1f}" for ms in milliseconds), "ms", f"median of {RUNS}, SQLite")
    yield Figure(f"{kind.name}: the page itself", " / ".join(f"{size / 1e3:.1f}" for size in sizes), "kB", "gzip")


# --- over the wire ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright
    from tools import browser as chromium

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.FLAGS)
        yield running
        running.close()


def wire(chromium: Any, address: str, kind: Kind) -> Iterator[Figure]:
    """What a real browser receives, headers included: on the first visit, and on a second page with a warm cache."""
    context = chromium.new_context(base_url=address, locale="id-ID")
    if kind.who:
        context.add_cookies(
            [{"name": "sessionid", "value": client_of(kind).cookies["sessionid"].value, "url": address}]
        )
    tab = context.new_page()
    received: list[tuple[str, int]] = []
    tracker = context.new_cdp_session(tab)
    tracker.send("Network.enable")
    names: dict[str, str] = {}
    tracker.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: event["request"]["url"]}))
    tracker.on(
        "Network.loadingFinished",
        lambda event: received.append((names.get(event["requestId"], ""), int(event["encodedDataLength"]))),
    )
    for visit, target in (("first visit", kind.small), ("after that", kind.large)):
        received.clear()
        tab.goto(target, wait_until="networkidle")
        charts = sum(size for url, size in received if CHART_LIBRARY in url)
        rest = sum(size for _url, size in received) - charts
        largest = ", ".join(f"{re.split(r'[/?]', url)[-1] or 'page'} {size / 1e3:.0f}" for url, size in top(received))
        yield Figure(f"{kind.name}: {visit}", rest / 1e3, "kB", f"without ECharts ({charts / 1e3:.0f} kB); {largest}")
    context.close()


def top(received: list[tuple[str, int]]) -> list[tuple[str, int]]:
    shown = [(url, size) for url, size in received if CHART_LIBRARY not in url and size]
    return sorted(shown, key=lambda each: -each[1])[:4]


if __name__ == "__main__":
    emit(measure())
