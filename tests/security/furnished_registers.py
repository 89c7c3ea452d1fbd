"""An entry for each kind of reader in every register, two applications that read alike, a request to copy, a sheet."""

from __future__ import annotations

from typing import Any

from smartprovince.core import files
from smartprovince.portfolio.funds.actions import add_fund_source, load_fund_sources
from smartprovince.portfolio.registers.actions import add_entry
from smartprovince.portfolio.reuse.actions import ask_to_copy

from .words import SYSTEM, Things, fresh, secret

WORDS = {"own": "registersendiri", "province": "registerprovinsi", "governments": "registersemua"}
LEAST: dict[str, dict[str, Any]] = {
    "masalah": {"severity": 3, "basis": "citizen"},
    "sumber-daya": {"kind": "network"},
    "layanan": {"channel": "counter"},
    "aplikasi": {"function": "service"},
    "inovasi": {"problem_solved": "Antrean", "initiator": "agency"},
}
SHEET = b"Nama;Fungsi\nAntrean;service\n"


def registers(world: Any, things: Things) -> None:
    load_fund_sources(actor=SYSTEM)
    for code in ("51", "52"):
        for slug in LEAST:
            for audience, word in WORDS.items():
                name = f"Antrean {secret(word, f'{code}.01')}"
                things[f"{slug} {code}.01 {audience}"] = _entry(world, slug, f"{code}.01", name, audience)
        mine = things[f"aplikasi {code}.01 governments"]
        things[f"aplikasi {code}.02 governments"] = _entry(world, "aplikasi", f"{code}.02", "Antrean", "governments")
        things[f"reuse {code}.02"] = ask_to_copy(
            actor=fresh(world, f"officer:{code}.02"),
            region=world.regions[f"{code}.02"],
            thing=mine,
            message=f"Untuk {secret('pinjam', f'{code}.02')}",
        )
        planner = fresh(world, f"planner:{code}")
        own = add_fund_source(actor=planner, region=world.regions[code], name="Dana sendiri", kind="other")
        things[f"fund source {code}"] = own.code
        officer = fresh(world, f"officer:{code}.01")
        things[f"sheet {code}.01"] = files.append(files.begin_upload(officer, "daftar.csv", len(SHEET)), 0, SHEET)


def _entry(world: Any, slug: str, code: str, name: str, audience: str) -> Any:
    offered = {"offered": True} if slug == "aplikasi" and audience == "governments" else {}
    given = {"name": name, "description": name, "audience": audience} | LEAST[slug] | offered
    return add_entry(actor=SYSTEM, region=world.regions[code], register=slug, **given)
