"""The portfolio of the worked example: one real usulan with its source, all else invented and marked so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from smartprovince.core import clock
from smartprovince.instruments.models import Subdimension
from smartprovince.organisations.models import Organisation
from smartprovince.organisations.roles import Role
from smartprovince.portfolio.models import FundSource, Period, Programme
from smartprovince.portfolio.programmes import actions as programmes
from smartprovince.portfolio.progress import actions as progress
from smartprovince.portfolio.registers.actions import add_entry
from smartprovince.proposals import actions as proposals
from smartprovince.proposals.answering import actions as answering
from smartprovince.proposals.filing import actions as filing
from smartprovince.proposals.filing.rows import Cost
from smartprovince.proposals.handling import actions as handling
from smartprovince.proposals.models import Proposal
from smartprovince.proposals.reviewing import actions as reviewing
from smartprovince.territory.models import Region

from .movement import person_of

MARK = "(simulasi)"
BULELENG = "kominfosanti.bulelengkab.go.id"
SIMULATED = {"simulated": True, "source": "data simulasi"}


def load_portfolio(actor: Any, province: Region) -> int:
    """All of it, unless it is there. Returns how many usulan there are."""
    if not Proposal.objects.filter(source__startswith=BULELENG).exists():
        regions = {each.code: each for each in Region.objects.filter(code__startswith=province.code)}
        wifi_of_buleleng(actor, regions["51.08"])
        entries = registers(actor, regions)
        followed(actor, regions, entries)
        asked(regions, entries)
    return Proposal.objects.count()


def theme(code: str) -> dict[str, Any]:
    part = Subdimension.objects.select_related("dimension").get(code=code)
    return {"dimension": part.dimension, "subdimension": part}


def wifi_of_buleleng(actor: Any, region: Region) -> Proposal:
    """Real, from the news page of Buleleng's own Dinas; what became of it is not known."""
    aid = FundSource.objects.get(code="bkk-provinsi")
    return filing.record_known(
        actor=actor,
        region=region,
        sent_on=date(2019, 2, 26),
        title="Wi-Fi gratis di 753 titik",
        kind=Proposal.Kind.EARMARKED_AID,
        addressee=Proposal.Addressee.PROVINCE,
        organisation=Organisation.objects.get(region=region, kind=Organisation.Kind.REGENCY),
        summary=(
            "Diusulkan dalam Forum Perangkat Daerah Dinas Kominfos Provinsi Bali: Wi-Fi gratis di 753 titik dengan "
            "bantuan keuangan khusus, beserta pemantauan dan server pusat."
        ),
        location="753 titik di Kabupaten Buleleng",
        source=f"{BULELENG}, Forum Perangkat Daerah 26 Februari 2019",
        source_url=f"https://{BULELENG}",
        as_of=date(2019, 2, 26),
        costs=[
            {
                "year": 2020,  # the year that a forum of early 2019 plans for; the source names none
                "fund_source": aid,
                "item": "Wi-Fi gratis di 753 titik, pemantauan, dan server pusat (tahun: perkiraan)",
                "quantity": Decimal(1),
                "unit": "paket",
                "unit_cost": 3_418_800_000,
            }
        ],
        **theme("SOC.COM"),
    )


def registers(actor: Any, regions: dict[str, Region]) -> dict[str, Any]:
    """Problems, applications, an innovation, services and resources of several kabupaten/kota."""

    def add(register: str, code: str, name: str, **values: Any) -> Any:
        home = Organisation.objects.get(region=regions[code], kind__in=["province", "regency"])
        given = {"organisation": home, "audience": "governments"} | SIMULATED | values
        return add_entry(actor=actor, region=regions[code], register=register, name=f"{name} {MARK}", **given)

    waste = theme("ENV.WAS")
    problems = {
        code: add(
            "masalah", code, name, severity=severity, people_affected=people, trend=trend, basis=basis,
            crosses_border=crosses, description=text, **waste,
        )
        for code, name, severity, people, trend, basis, crosses, text in (
            ("51.71", "Sampah campur memenuhi TPA bersama", 5, 620_000, "worse", "gap", True,
             "Pemilahan di rumah tangga rendah, timbangan truk belum tercatat bersama."),
            ("51.03", "Sampah pesisir menumpuk pada musim barat", 4, 180_000, "same", "citizen", True,
             "Sampah kiriman datang dari hulu beberapa kabupaten."),
            ("51.06", "Belum ada pencatatan timbulan sampah per desa", 3, 90_000, "unknown", "gap", False,
             "Angka timbulan masih perkiraan."),
        )
    }  # fmt: skip
    queue = add("aplikasi", "51.03", "Antrean Puskesmas Daring", function="service", status="running",
                user_count=42_000, cost_per_year=180_000_000, licence="owned", source_held="Diskominfo Badung",
                offered=True, offer_terms="Server sendiri dan pelatihan dua hari.",
                description="Warga mengambil nomor antrean puskesmas dari telepon.", **theme("LIV.HEA"))  # fmt: skip
    add("aplikasi", "51.02", "Nomor Antrean Online Puskesmas", function="service", status="running", user_count=9_000,
        cost_per_year=95_000_000, licence="vendor", description="Pendaftaran dan antrean layanan puskesmas daring.",
        **theme("LIV.HEA"))  # fmt: skip
    scale = add("aplikasi", "51.71", "Timbang Sampah TPS3R", function="monitoring", status="running", user_count=310,
                cost_per_year=60_000_000, licence="open", source_held="Repositori kode Kota Denpasar", offered=True,
                offer_terms="Lisensi terbuka; timbangan digital disiapkan desa.",
                description="Mencatat timbangan sampah dan residu setiap hari di tiap TPS3R.", **waste)  # fmt: skip
    copied = add("inovasi", "51.71", "Bank sampah dengan tabungan pupuk", problem=problems["51.71"],
                 problem_solved="Warga tidak memilah karena tidak melihat hasilnya.", initiator="agency",
                 results="Pemilahan naik dari 18% ke 41% rumah tangga di 12 banjar.", applied_on=date(2021, 3, 1),
                 cost=240_000_000, cost_per_year=55_000_000, applications=[scale], replicable=True,
                 needed_to_copy="Satu petugas tiap banjar dan timbangan digital.", still_running="yes",
                 legal_basis="Peraturan desa adat (simulasi)", money_next_year="unknown", **waste)  # fmt: skip
    return {"problems": problems, "queue": queue, "scale": scale, "innovation": copied}


def followed(actor: Any, regions: dict[str, Region], entries: dict[str, Any]) -> None:
    """Two programmes with targets and money; one of them reports each quarter."""
    waste = _programme(
        actor, regions["51.71"], "Pengurangan sampah dari sumber", 2022, 2024, "ENV.WAS",
        background="Skor sampah terendah di antara sub-dimensi lingkungan.", legal_basis="Perwali (simulasi)",
        rpjmd_programme="Program Pengelolaan Persampahan", sub_activity="2.11.11.2.01.0004", latitude=-8.65,
        longitude=115.22,
    )  # fmt: skip
    programmes.link_programme(
        actor=actor, programme=waste, problems=[entries["problems"]["51.71"]], applications=[entries["scale"]],
        innovations=[entries["innovation"]],
    )  # fmt: skip
    _targets(actor, waste, "Rumah tangga yang memilah", "%", "level", Decimal(18), {2022: 25, 2023: 35, 2024: 50})
    _money(actor, waste, {2022: 1_800_000_000, 2023: 2_400_000_000, 2024: 2_600_000_000})
    waste = programmes.move_programme(
        actor=actor, programme=Programme.objects.get(pk=waste.pk), step="start", day=date(2022, 2, 1)
    )
    lamps = _programme(actor, regions["51.06"], "Penerangan jalan hemat energi", 2023, 2023, "ENV.ENE", quick_win=True)
    _money(actor, lamps, {2023: 900_000_000})
    progress.open_year(actor=actor, province=regions["51"], year=2022)
    for quarter, value, spent in ((1, 19, 240_000_000), (2, 21, 690_000_000), (3, 22, 1_150_000_000)):
        _report(waste, quarter, Decimal(value), spent)


def _programme(actor: Any, region: Region, name: str, first: int, last: int, part: str, **more: Any) -> Programme:
    home = Organisation.objects.get(region=region, kind__in=["province", "regency"])
    facts = {
        "kind": "programme",
        "phase": "short" if first == last else "medium",
        "start_year": first,
        "end_year": last,
        "organisation": home,
        "audience": "governments",
        "description": f"{name}, data simulasi untuk contoh kerja.",
    }
    values = facts | SIMULATED | theme(part) | more
    made: Any = add_entry(actor=actor, region=region, register="program", name=f"{name} {MARK}", **values)
    return made


def _targets(
    actor: Any, programme: Programme, name: str, unit: str, measure: str, baseline: Decimal, targets: dict[int, int]
) -> None:
    row = {
        "pk": None, "level": "outcome", "name": name, "unit": unit, "group": "", "measure": measure, "direction": 1,
        "baseline": baseline, "baseline_year": programme.start_year - 1, "node_code": "", "leads_to": None,
        "targets": {year: Decimal(value) for year, value in targets.items()},
    }  # fmt: skip
    programmes.set_indicators(actor=actor, programme=programme, rows=[row])


def _money(actor: Any, programme: Programme, years: dict[int, int]) -> None:
    source = FundSource.objects.get(code="apbd-kabkota")
    rows = [
        {
            "pk": None,
            "year": year,
            "fund_source": source,
            "planned": sum_,
            "revised": None,
            "document": "APBD (simulasi)",
        }
        for year, sum_ in years.items()
    ]
    programmes.set_budget(actor=actor, programme=Programme.objects.get(pk=programme.pk), rows=rows)


def _report(programme: Programme, quarter: int, value: Decimal, spent: int) -> None:
    """Sent by an officer within the days of its quarter, approved by the coordinator."""
    period = Period.objects.get(province__code="51", year=2022, quarter=quarter)
    line = programme.budget.get(year=2022)
    officer, coordinator = person_of(Role.OFFICER, "51.71"), person_of(Role.REGION_COORDINATOR, "51.71")
    with clock.pinned(period.opens_on):
        update = progress.begin_update(actor=officer, programme=Programme.objects.get(pk=programme.pk), period=period)
        update = progress.save_update(
            actor=officer, update=update, story=f"Pendampingan banjar berjalan {MARK}.", physical=Decimal(25 * quarter),
            values={programme.indicators.get().pk: value}, spends={line.pk: spent},
        )  # fmt: skip
        update = progress.send_update(actor=officer, update=update)
        progress.approve_update(actor=coordinator, update=update)


# --- usulan ----------------------------------------------------------------------------------------------------------


def asked(regions: dict[str, Region], entries: dict[str, Any]) -> None:
    """Invented usulan at four places of their way."""
    coordinator, planner = person_of(Role.PROVINCE_COORDINATOR), person_of(Role.PLANNER)
    leader = person_of(Role.LEADER)
    with clock.pinned(date(2022, 10, 10)):
        waste = _sent(regions["51.71"], "Data timbangan sampah terpadu Sarbagita", entries["problems"]["51.71"], 2024)
        coast = _sent(regions["51.03"], "Jaring penahan sampah pesisir bersama", entries["problems"]["51.03"], 2024)
        queue = _sent(regions["51.02"], "Penggantian sistem antrean puskesmas", None, 2023, theme("LIV.HEA"))
    with clock.pinned(date(2022, 10, 14)):
        for each in (waste, coast, queue):
            handling.take_proposal(actor=coordinator, proposal=each)
        handling.pass_check(actor=coordinator, proposal=waste)
        reviewing.ask_reviewers(actor=coordinator, proposal=waste, reviewers=[coordinator])
        handling.pass_check(actor=coordinator, proposal=queue)
        reviewing.ask_reviewers(actor=coordinator, proposal=queue, reviewers=[coordinator])
        handling.return_proposal(
            actor=coordinator, proposal=coast, reason="Jelaskan siapa yang merawat jaring setelah dipasang (simulasi)."
        )
    with clock.pinned(date(2022, 10, 27)):
        for each, value in ((waste, 3), (queue, 1)):
            review = each.reviews.get()
            marks = {row.pk: value for row in review.rubric.criteria.all()}
            reviewing.give_review(
                actor=coordinator, review=review, marks=marks, feedback="Pakai aplikasi yang sudah ada (simulasi)."
            )
        handling.pass_review(actor=coordinator, proposal=queue)
        answering.prepare_answer(
            actor=planner, proposal=queue, outcome="not_recommended",
            text="Belum direkomendasikan: aplikasi serupa sudah berjalan dan dapat dipakai ulang (simulasi).",
            reason="Badung menawarkan Antrean Puskesmas Daring untuk direplikasi (simulasi).",
            could_change="Ajukan replikasi, atau tunjukkan kebutuhan yang tidak dipenuhi aplikasi itu (simulasi).",
        )  # fmt: skip
        answering.publish_answer(actor=leader, answer=queue.answers.get())


def _sent(region: Region, title: str, problem: Any, year: int, about: dict[str, Any] | None = None) -> Proposal:
    officer = person_of(Role.OFFICER, region.code)
    draft: Callable[..., Proposal] = proposals.draft_proposal
    made = draft(
        actor=officer,
        region=region,
        title=f"{title} {MARK}",
        addressee=Proposal.Addressee.PROVINCE,
        organisation=Organisation.objects.get(region=region, kind=Organisation.Kind.REGENCY),
        summary=f"{title}: contoh kerja dengan data simulasi.",
        problem=problem,
        background="Dijelaskan dalam daftar masalah daerah (simulasi).",
        location=region.full_name,
        start_year=year,
        end_year=year,
        goal="Data harian dari setiap titik (simulasi).",
        outputs="Titik yang mencatat dan melaporkan (simulasi).",
        operation="Perangkat daerah pengusul dengan APBD kab/kota (simulasi).",
        **(about or theme("ENV.WAS")),
    )
    aid = FundSource.objects.get(code="bkk-provinsi")
    row = Cost(year, aid, "Perangkat dan pelatihan", Decimal(40), "titik", 12_500_000)
    made = proposals.change_proposal(actor=officer, proposal=made, costs=[row])
    return filing.submit_proposal(actor=officer, proposal=made)
