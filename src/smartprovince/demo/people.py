"""Invented people and teams of the worked example: one sign-in for each role, officers in every kabupaten/kota."""

from __future__ import annotations

from datetime import date
from typing import Any

from smartprovince.instruments.queries import dimensions
from smartprovince.organisations import actions
from smartprovince.organisations.models import Membership, Organisation, Person, Team
from smartprovince.organisations.roles import Role
from smartprovince.territory.models import Region

PASSWORD = "bali-simulasi-2022"  # noqa: S105 - printed by the demo, for invented people only
DOMAIN = "contoh.simulasi.test"

R = Role
PROVINCE_SEATS = [
    (R.PROVINCE_COORDINATOR, "koordinator", "Koordinator Provinsi", "Diskominfos"),
    (R.PLANNER, "perencana", "Perencana", "Bappeda"),
    (R.LEADER, "pimpinan", "Pimpinan", "Sekretariat Daerah"),
    (R.ADMINISTRATOR, "admin", "Administrator", "Diskominfos"),
]
REGION_SEATS = [
    (R.REGION_COORDINATOR, "koordinator", "Koordinator"),
    (R.DIMENSION_LEAD, "dimensi", "Penanggung Jawab Lingkungan"),
    (R.OFFICER, "petugas", "Petugas"),
    (R.LEADER, "pimpinan", "Pimpinan"),
]
OUTSIDE = [
    (R.MENTOR, "pembimbing", "Pembimbing", "Universitas Contoh", Organisation.Kind.UNIVERSITY),
    (R.PARTNER, "mitra", "Mitra", "Perusahaan Contoh", Organisation.Kind.COMPANY),
    (R.PUBLIC, "warga", "Warga Terverifikasi", "Komunitas Contoh", Organisation.Kind.COMMUNITY),
]


def load_people(actor: Any, province: Region) -> int:
    """Governments, offices, people and memberships. A second run changes nothing. Returns how many people there are."""
    if Person.objects.filter(simulated=True).exists():
        return Person.objects.filter(simulated=True).count()
    home = actions.set_up_governments(actor=actor, province=province)
    ministry = Organisation.objects.get(kind=Organisation.Kind.MINISTRY, parent=None)
    _seat(actor, ministry, R.PROGRAMME_OWNER, "pemilik-program", "Pemilik Program Nasional")
    _seat(actor, ministry, R.ASSESSOR, "asesor", "Asesor", region=province)
    for role, stem, name, _office in PROVINCE_SEATS:
        _seat(actor, home, role, f"{stem}.bali", f"{name} Bali")
    for part in province.parts.filter(level=Region.Level.REGENCY).order_by("code"):
        government = Organisation.objects.get(region=part, kind=Organisation.Kind.REGENCY)
        for role, stem, name in REGION_SEATS:
            dimension = "ENV" if role == R.DIMENSION_LEAD else ""
            _seat(actor, government, role, f"{stem}.{part.slug}", f"{name} {part.short_name}", dimension=dimension)
    badung = province.parts.get(code="51.03")
    for role, stem, name, organisation, kind in OUTSIDE:
        place = actions.create_organisation(
            actor=actor, parent=None, name=f"{organisation} (data simulasi)", kind=kind, region=province, simulated=True
        )
        _seat(actor, place, role, stem, name, region=badung if role == R.MENTOR else None)
    _seat(actor, home, R.EVENT_DESK, "meja-acara", "Meja Acara Bali")
    load_teams(actor, province)
    return Person.objects.filter(simulated=True).count()


def _seat(
    actor: Any,
    organisation: Organisation,
    role: Role,
    stem: str,
    name: str,
    region: Region | None = None,
    dimension: str = "",
) -> Membership:
    person = actions.create_person(
        actor=actor, email=f"{stem}@{DOMAIN}", name=name, password=None, simulated=True, position=str(role.label)
    )
    return actions.grant_membership(
        actor=actor, organisation=organisation, person=person, role=role, region=region, dimension=dimension
    )


def load_teams(actor: Any, province: Region) -> None:
    """A council and an implementing team with a lead for each dimension, and seats from outside government."""
    council = actions.create_team(
        actor=actor,
        region=province,
        kind=Team.Kind.COUNCIL,
        name="Dewan Smart Province (simulasi)",
        decree_number="SIM-001/2022",
        decree_date=date(2022, 9, 1),
        valid_from=date(2022, 9, 1),
        valid_until=date(2024, 8, 31),
        simulated=True,
    )
    actions.seat_member(actor=actor, team=council, seat="chair", name="Ketua Dewan (simulasi)")
    company = Organisation.objects.filter(kind=Organisation.Kind.COMPANY, simulated=True).first()
    actions.seat_member(actor=actor, team=council, seat="member", name="Anggota (simulasi)", organisation=company)
    team = actions.create_team(
        actor=actor,
        region=province,
        kind=Team.Kind.EXECUTIVE,
        name="Tim Pelaksana Smart Province (simulasi)",
        decree_number="SIM-002/2022",
        decree_date=date(2022, 9, 1),
        valid_from=date(2022, 9, 1),
        valid_until=date(2024, 8, 31),
        simulated=True,
    )
    for dimension in dimensions():
        name = f"Penanggung jawab {dimension.name_official} (simulasi)"
        actions.seat_member(actor=actor, team=team, seat="lead", dimension=dimension.code, name=name)
