"""A public paper whose first file was not for the public, and a paper beside an answer that has been sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.assessment.models import Answer
from smartprovince.core.models import AuditEntry
from smartprovince.evidence import actions

from .words import SYSTEM, Things, fresh, secret

DAY = date(2022, 11, 7)


def evidence(world: Any, things: Things) -> None:
    for code in ("51", "51.01", "52", "52.01"):
        things |= _replaced(world, code)
    for code in ("51", "52"):
        things |= _sent(world, things, code)


def _kept(world: Any, code: str, title: str, file_name: str, **given: Any) -> Any:
    return actions.add_paper(
        actor=SYSTEM,
        owner=world.organisations[code],
        region=world.regions[code],
        kind="minutes",
        title=title,
        not_before=DAY,
        not_after=DAY,
        file_name=file_name,
        **given,
    )


def _replaced(world: Any, code: str) -> Things:
    word = secret("berkasdulu", code)
    paper = _kept(
        world, code, f"Berganti {code}", f"{word}.pdf", confidentiality="public", content=f"%PDF-1.7\n{word}\n".encode()
    )
    role = "region_coordinator" if "." in code else "province_coordinator"
    actions.replace_file(
        actor=fresh(world, f"{role}:{code}"), paper=paper, content=b"%PDF-1.7\nbaru\n", file_name="terbuka.pdf"
    )
    entry = AuditEntry.objects.get(action="paper.replace_file", object_id=str(paper.pk))
    return {f"paper {code} replaced": paper, f"replacing {code}": entry}


def _sent(world: Any, things: Things, code: str) -> Things:
    """Beside an answer that has been sent already: pointed at as if it had been before."""
    region = f"{code}.02"
    word = secret("terkirim", region)
    paper = _kept(world, region, f"Bukti {word}", f"{word}.pdf", content=f"%PDF-1.7\n{word}\n".encode())
    answer = Answer.objects.get(pk=things[f"answer {region}"].pk)
    use = actions.point_at(actor=SYSTEM, paper=paper, thing=answer, label=f"Putaran {code}: GOV.PUB.1", pages="1")
    return {f"proof {region}": use, f"paper {region} sent": paper}
