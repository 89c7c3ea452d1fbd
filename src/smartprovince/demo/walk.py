"""The main job: Bali walks through the whole house, and every step leaves something a person can read.

register → answers → verification → scores of nine regions in six dimensions → gaps → a masterplan draft, written to
`out/bali/`. A second run finds everything there and changes nothing.
"""

from __future__ import annotations

import json
import os
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation

from smartprovince.assessment import exports as scores
from smartprovince.assessment import queries as assessment
from smartprovince.assessment.models import Round
from smartprovince.assessment.results import results_of
from smartprovince.core import audit, clock
from smartprovince.core.access import SystemActor
from smartprovince.documents.docx import render_docx
from smartprovince.documents.pdf import render_pdf
from smartprovince.masterplan import actions as masterplan
from smartprovince.masterplan import drafting
from smartprovince.masterplan.models import Plan
from smartprovince.movement import exports as register
from smartprovince.movement import queries as movement
from smartprovince.organisations.models import Organisation, Person
from smartprovince.organisations.queries import demo_people
from smartprovince.territory.models import Region

from . import movement as movement_of_the_demo
from . import people, portfolio, reference, rounds

PROVINCE = "51"
DATES = (date(2022, 10, 13), date(2023, 12, 31), date(2024, 12, 31))
ACTOR = SystemActor("smartprovince demo")


def walk(out: Path, *, started: float) -> dict[str, Any]:
    """Do the whole walk for Bali and print it. Returns the summary that is written to `summary.json`."""
    seconds: dict[str, float] = {"tables": round(time.perf_counter() - started, 3)}
    seconds |= reference.load_reference(ACTOR)
    bali = Region.objects.get(code=PROVINCE)
    reference.timed(seconds, "boundaries", lambda: reference.derive_boundaries(ACTOR, bali))
    reference.timed(seconds, "people", lambda: people.load_people(ACTOR, bali))
    coordinator = coordinator_of(bali)
    reference.timed(seconds, "movement", lambda: movement_of_the_demo.load_movement(ACTOR, bali))
    round_ = reference.timed(seconds, "assessment", lambda: rounds.load_rounds(ACTOR, bali))
    reference.timed(seconds, "portfolio", lambda: portfolio.load_portfolio(ACTOR, bali))
    plan = reference.timed(seconds, "plan", lambda: load_plan(bali))
    reference.timed(seconds, "sealing", audit.seal)
    summary = summarise(bali, round_, plan, coordinator)
    if is_written(out, summary):
        print(f"Everything stands already; {out}/ is up to date.")
        return summary
    out.mkdir(parents=True, exist_ok=True)
    pages = write_files(out, bali, round_, plan, coordinator, seconds)
    summary["masterplan"]["pages"] = pages
    summary["seconds"] = seconds
    with translation.override("en"):
        report(summary, round_, coordinator)
    write(out / "summary.json", json.dumps(summary, indent=2, ensure_ascii=False).encode())
    print(f"\nWritten to {out}/: " + ", ".join(sorted(path.name for path in out.iterdir())))
    return summary


def coordinator_of(province: Region) -> Person:
    home = Organisation.objects.get(region=province, kind=Organisation.Kind.PROVINCE)
    return home.memberships.get(role="province_coordinator").person


def load_plan(province: Region) -> Plan:
    """The draft of the province's masterplan, with its own concept."""
    found = Plan.objects.filter(region=province).first()
    return found or masterplan.start_plan(
        actor=ACTOR,
        region=province,
        title="Rencana Induk Smart Province Bali",
        concept="Bali Smart Island",
        period_start=2023,
        period_end=2032,
        simulated=True,
    )


# --- what comes out --------------------------------------------------------------------------------------------------


def summarise(bali: Region, round_: Round, plan: Plan, person: Any) -> dict[str, Any]:
    """The facts of the walk under fixed keys, so that outside checks can read them."""
    results = results_of(round_, person)
    version = round_.instrument_version
    coverage = {day.isoformat(): movement.coverage(bali.code, day, "joined").as_summary() for day in DATES}
    return {
        "province": bali.code,
        "as_of": clock.today().isoformat(),
        "simulated": True,
        "regions": len(results.regions),
        "subdimensions": version.nodes.filter(parent__parent__isnull=False, kind="group").count(),
        "indicators": sum(node.is_indicator for node in version.nodes.all()),
        "instrument": f"{version.instrument.code}/{version.label}",
        "scale": [int(version.scale_low), int(version.scale_high)],
        "coverage": coverage,
        "scores": rounds.scores_by_region(results),
        "masterplan": {"pages": None, "sections": plan.sections.count()},
    }


def is_written(out: Path, summary: dict[str, Any]) -> bool:
    """Whether the files are there and say the same."""
    names = ("masterplan.pdf", "masterplan.docx", "scores.csv", "scores.xlsx", "register.xlsx")
    try:
        written = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    same = all(written.get(key) == value for key, value in summary.items() if key != "masterplan")
    return same and all((out / name).is_file() for name in names)


def write_files(out: Path, bali: Region, round_: Round, plan: Plan, person: Any, seconds: dict[str, float]) -> int:
    """The six files. Returns the number of pages of the masterplan."""
    with translation.override("id"):
        document = reference.timed(
            seconds, "draft", lambda: drafting.build_document(plan, person=person, on=clock.today())
        )
        pdf = reference.timed(seconds, "masterplan.pdf", lambda: render_pdf(document))
        write(out / "masterplan.pdf", pdf)
        write(out / "masterplan.docx", reference.timed(seconds, "masterplan.docx", lambda: render_docx(document)))
        write(out / "scores.csv", scores.scores_csv(round_, person))
        write(out / "scores.xlsx", scores.scores_xlsx(round_, person))
        write(out / "register.xlsx", register.register_xlsx(bali, clock.today(), person=person))
    return page_count(pdf)


def page_count(pdf: bytes) -> int:
    """Pages of a PDF, counted by the reader the browser tests use; by its page objects where that is not installed."""
    try:
        import io

        from pypdf import PdfReader
    except ImportError:
        return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type/Page")
    return len(PdfReader(io.BytesIO(pdf)).pages)


def write(path: Path, content: bytes) -> None:
    """Beside, then into place: a killed run leaves no half file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def register_workbook(code: str, person: Any) -> bytes:
    with translation.override("id"):
        return register.register_xlsx(movement.province_of(code), clock.today(), person=person)


# --- what a person reads in the terminal -----------------------------------------------------------------------------


def report(summary: dict[str, Any], round_: Round, person: Any) -> None:
    print(
        f"\nBali, {clock.today():%d-%m-%Y}. Scores and people are simulated (data simulasi); the register is sourced."
    )
    print("\n1  Register: joined, with a paper (rule “joined”, floor 80% = 8 of 9)")
    for day, found in summary["coverage"].items():
        print(
            f"   {day}   documented {found['documented']} (possible {found['possible']}) of {found['of']}"
            f"   floor met: {found['floor_met']}"
        )
    results = results_of(round_, person)
    print(f"\n2  Assessment: {round_} ({summary['indicators']} indicators, scale 0–100)")
    for row in assessment.progress(round_, person):
        print(f"   {row.region.short_name:<18} answered {row.answered:>2} of {row.asked}   {row.state_label}")
    print("\n3  Scores by dimension")
    codes = rounds.DIMENSIONS
    print("   " + f"{'':<18}" + "".join(f"{code:>7}" for code in codes) + f"{'total':>8}{'coverage':>10}")
    names = {region.code: region.short_name for region in results.regions}
    for code, score in summary["scores"].items():
        values = "".join(f"{score[d]:>7.1f}" if score[d] is not None else f"{'–':>7}" for d in codes)
        print(f"   {names[code]:<18}{values}{score['total']:>8.1f}{score['coverage']:>10.0%}")
    print("\n4  Widest gaps to 100, mean of the regions")
    for name, value in rounds.widest_gaps(results)[:5]:
        print(f"   {name:<44} {value:5.1f}")
    print(
        f"\n5  Masterplan draft: {summary['masterplan']['sections']} sections, {summary['masterplan']['pages']} pages"
    )
    print(
        "\nSeconds: " + ", ".join(f"{name} {value:.1f}" for name, value in summary["seconds"].items() if value >= 0.05)
    )


def print_sign_ins(port: int) -> None:
    """One sign-in for each role: open /masuk/ and press the button of the role."""
    print(f"\nSign in at http://localhost:{port}/masuk/ with one button for each role:")
    for grant in demo_people():
        place = grant.region or grant.organisation
        print(f"   {grant.get_role_display():<34} {grant.person.name:<34} {place}")
    print()
