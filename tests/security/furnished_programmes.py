"""Programmes for different readers, and reports in every state: a draft, one that waits, one that was approved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from smartprovince.core import clock
from smartprovince.portfolio.models import Period
from smartprovince.portfolio.programmes.actions import move_programme
from smartprovince.portfolio.progress import actions
from smartprovince.portfolio.registers.actions import add_entry

from .words import SYSTEM, Things, fresh, secret

QUARTER = date(2022, 10, 10)
WORDS = {"own": "programsendiri", "province": "programprovinsi", "governments": "programsemua"}


def programmes(world: Any, things: Things) -> None:
    for code in ("51", "52"):
        actions.open_year(actor=SYSTEM, province=world.regions[code], year=2022)
        Period.objects.filter(province__code=code, quarter=3).update(locks_on=date(2022, 11, 30))
        things[f"period {code} open"] = Period.objects.get(province__code=code, quarter=3)
        things[f"period {code} next"] = Period.objects.get(province__code=code, quarter=4)
        for audience in WORDS:
            things[f"programme {code}.01 {audience}"] = _programme(world, f"{code}.01", audience)
        things[f"programme {code} own"] = _programme(world, code, "own")
        _reports(world, things, f"{code}.01")


def _programme(world: Any, code: str, audience: str, **more: Any) -> Any:
    return add_entry(
        actor=SYSTEM,
        region=world.regions[code],
        register="program",
        name=f"Program {secret(WORDS[audience], code)}",
        audience=audience,
        kind="programme",
        start_year=2022,
        end_year=2024,
        phase="medium",
        **more,
    )


def _reports(world: Any, things: Things, code: str) -> None:
    """Each of a programme of its own, since a quarter has one report."""
    period = things[f"period {code[:2]} open"]
    officer = fresh(world, f"officer:{code}")
    for state in ("draft", "sent", "approved"):
        programme = _programme(world, code, "governments")
        move_programme(actor=SYSTEM, programme=programme, step="start", day=date(2022, 2, 1))
        with clock.pinned(QUARTER):
            update = actions.begin_update(actor=officer, programme=programme, period=period)
            told = f"Laporan {secret('laporan' + state, code)}"
            actions.save_update(actor=officer, update=update, story=told, physical=Decimal(40))
            if state == "draft":
                actions.attach_paper(actor=officer, update=update, paper=things[f"paper {code} limited"])
                things[f"programme {code} running"] = programme
            else:
                actions.send_update(actor=officer, update=update)
            if state == "approved":
                actions.approve_update(actor=fresh(world, f"region_coordinator:{code}"), update=update)
        things[f"update {code} {state}"] = update
