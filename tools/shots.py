"""`make shots`: pictures of every page of the demo at 1440 and 390 px, in `out/shots/`, with an index to leaf through.

tools/shots.py                               builds the demo in a folder of its own and serves it
tools/shots.py --base http://localhost:8000  takes a demo that is served already
tools/shots.py --only province --dark        pages whose view holds a word, in the dark theme
"""

from __future__ import annotations

import argparse
import contextlib
import html
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import browser, pages, served  # noqa: E402

WIDTHS = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
PUBLIC = ["/", "/bali/", "/masuk/"]
WORK = ["/kerja/", "/kerja/dasbor/", "/kerja/menu/", "/kerja/cari/?q=bali", "/kerja/profil/", "/kerja/kontak/"]
WORK += ["/kerja/wilayah/provinsi/51/", "/kerja/wilayah/51.03/", "/kerja/wilayah/51.03/tahap/"]
FIRST = ("koordinator provinsi", "koordinator kabupaten", "asesor")  # who shows most of Bali
TALLEST = 6_000


@dataclass(frozen=True)
class Shot:
    who: str
    view: str
    address: str

    def name(self, width: str) -> str:
        return f"{re.sub(r'[^a-z0-9]+', '-', f'{self.view} {self.who}'.lower()).strip('-')}-{width}.png"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--base", default="", help="address of a demo that is served already")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "shots")
    parser.add_argument("--only", default="", help="only views whose name holds this word")
    parser.add_argument("--dark", action="store_true")
    chosen = parser.parse_args()
    with site(chosen.base) as base:
        taken = take(base, chosen.out, only=chosen.only, dark=chosen.dark)
    print(f"{len(taken)} pages, {2 * len(taken)} pictures in {chosen.out}/ (index.html)")
    return 0 if taken else 1


@contextlib.contextmanager
def site(base: str) -> Iterator[str]:
    if base:
        yield base.rstrip("/").replace("127.0.0.1", "localhost")
        return
    with (
        tempfile.TemporaryDirectory(prefix="smartprovince-shots-") as folder,
        served.fresh_home(Path(folder) / "home", "shots") as home,
    ):
        served.build(home, "demo")
        with served.serving(home) as address:
            yield address


def take(base: str, out: Path, *, only: str, dark: bool) -> list[Shot]:
    """Each view once, by the first who reaches it; the home page of everybody."""
    from playwright.sync_api import sync_playwright

    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    taken: list[Shot] = []
    seen: set[str] = set()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.path(), args=browser.FLAGS)
        for who, door in [("visitor", -1), *enumerate_doors(chromium, base)]:
            context = chromium.new_context(base_url=base, locale="id-ID", reduced_motion="reduce")
            tab = context.new_page()
            if door >= 0:
                enter(tab, door)
            shots = [shot for shot in found(base, who, context) if only in shot.view]
            for shot in [shot for shot in shots if shot.view not in seen or shot.view == "workspace:home"]:
                picture(tab, shot, out, dark=dark)
                taken.append(shot)
                print(f"  {shot.who:<28} {shot.view:<32} {shot.address}", flush=True)
            seen |= {shot.view for shot in shots}
            context.close()
        chromium.close()
    write_index(out, taken)
    return taken


def enumerate_doors(chromium: Any, base: str) -> list[tuple[str, int]]:
    """The demo's doors on the sign-in page, by the words on their buttons."""
    tab = chromium.new_page(base_url=base)
    tab.goto("/masuk/")
    labels = tab.locator("form[action*='/masuk/demo/'] button").all_inner_texts()
    tab.close()
    doors = [(role_on(label), place) for place, label in enumerate(labels)]
    return sorted(doors, key=lambda door: (*[not door[0].startswith(role) for role in FIRST], door[1]))


def role_on(label: str) -> str:
    """The role's line of a door; before it stands the letter of the picture."""
    lines = [line.strip() for line in label.splitlines() if len(line.strip()) > 1]
    return lines[0] if lines else label.strip()


def enter(tab: Any, door: int) -> None:
    tab.goto("/masuk/")
    tab.locator("form[action*='/masuk/demo/'] button").nth(door).click()
    tab.wait_for_url("**/kerja/**")


def found(base: str, who: str, context: Any) -> list[Shot]:
    from django.urls import Resolver404, resolve

    def view_of(path: str) -> str:
        try:
            return resolve(path).view_name or path
        except Resolver404:
            return path

    cookies = "; ".join(f"{each['name']}={each['value']}" for each in context.cookies())
    start, below = (PUBLIC, "/") if who == "visitor" else (WORK, "/kerja/")
    walked = pages.walk(base, start, view_of, cookies=cookies, below=below)
    return [Shot(who, each.view, each.address) for each in walked if each.is_page]


def picture(tab: Any, shot: Shot, out: Path, *, dark: bool) -> None:
    for width, viewport in WIDTHS.items():
        tab.set_viewport_size(viewport)
        tab.goto(shot.address, wait_until="networkidle")
        if dark:
            tab.evaluate("document.documentElement.dataset.theme = 'dark'")
        height = min(TALLEST, tab.evaluate("document.documentElement.scrollHeight"))
        area = {"x": 0, "y": 0, "width": viewport["width"], "height": max(height, viewport["height"])}
        tab.screenshot(path=out / shot.name(width), full_page=True, clip=area, animations="disabled")


def write_index(out: Path, taken: list[Shot]) -> None:
    rows = "\n".join(
        f"<h2>{html.escape(shot.view)} <small>{html.escape(shot.who)} {html.escape(shot.address)}</small></h2>"
        + "".join(f'<img src="{shot.name(width)}" height="600" alt="{width} px" loading="lazy">' for width in WIDTHS)
        for shot in taken
    )
    (out / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>Shots</title>{rows}", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smartprovince.config.settings")
    import django

    django.setup()
    sys.exit(main())
