"""The invented movement of the worked example: ways under way, a mentor's reports, events with what they left behind.

Everything here is *data simulasi*; it gives every role something that is truly theirs to do next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from smartprovince.core import clock
from smartprovince.movement.gates.actions import begin_cycle
from smartprovince.movement.mentoring import actions as mentoring
from smartprovince.movement.mentoring.models import MentorTerm
from smartprovince.movement.models import Cohort, Parameter
from smartprovince.movement.selection import actions as selection
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role
from smartprovince.outreach import actions as events
from smartprovince.outreach import inviting, preparing, registering
from smartprovince.outreach.desk import actions as desk
from smartprovince.outreach.desk import notes, participating
from smartprovince.outreach.models import Event, Registration
from smartprovince.territory.models import Region

MARK = "(data simulasi)"
ENTERED = "Sudah menandatangani nota kesepakatan sebelum siklus dicatat (simulasi)."
WITA = ZoneInfo("Asia/Makassar")
# Invented values on the scale of each parameter: region → so many tenths of the way between its goalposts.
TENTHS = {"51.01": 5, "51.02": 6, "51.03": 9, "51.04": 7, "51.05": 4, "51.06": 4, "51.07": 3, "51.08": 5, "51.71": 8}


def load_movement(actor: Any, province: Region) -> int:
    """Load what is missing; a second run changes nothing. Returns the number of events."""
    if not Event.objects.filter(simulated=True).exists():
        regions = {region.code: region for region in province.parts.all()}
        ways(actor, province, regions)
        candidates(regions)
        mentor(actor, regions)
        held = sosialisasi_held(actor, province)
        bimtek_held(actor, province, regions)
        coming = sosialisasi_coming(actor, province)
        rakor_draft(actor, province)
        seat_the_desk(coming)
        what_was_left(held)
    return Event.objects.filter(simulated=True).count()


def person_of(role: str, code: str = "51") -> Person:
    """An invented person with a role, read afresh so that the rights are those of now."""
    seats = Membership.objects.filter(role=role, person__simulated=True)
    seats = seats.filter(organisation__region__code=code) if code else seats.filter(organisation__region=None)
    found = seats.order_by("pk").first()
    if found is None:
        raise LookupError(f"the demo has nobody with the role {role!r} at {code!r}")
    return Person.objects.get(pk=found.person_id)


def at(day: int, month: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=WITA)


# --- ways and candidates ---------------------------------------------------------------------------------------------


def ways(actor: Any, province: Region, regions: dict[str, Region]) -> None:
    """Two regions of the angkatan 2022 at the launch, one and the province itself at the assessment."""
    cohort = Cohort.objects.get(movement="smart_city", year=2022)
    for code in ("51.01", "51.02"):
        begin_cycle(
            actor=actor,
            region=regions[code],
            name=f"Smart City 1.0 {MARK}",
            started_on=date(2022, 4, 21),
            cohort=cohort,
            stage="launch",
            reason=ENTERED,
            simulated=True,
        )
    for region, name in ((regions["51.04"], "Smart City 1.0"), (province, "Smart Province 1.0")):
        begin_cycle(actor=actor, region=region, name=f"{name} {MARK}", started_on=date(2022, 10, 3), simulated=True)


def candidates(regions: dict[str, Region]) -> None:
    """Invented parameters of nine regions, and two candidates of the next angkatan."""
    owner = person_of(Role.PROGRAMME_OWNER, "")
    for parameter in Parameter.objects.filter(movement="smart_city"):
        for place, (code, tenths) in enumerate(TENTHS.items()):
            shift = Decimal((place * 3 + parameter.order) % 3 - 1) / 10
            share = min(Decimal(1), max(Decimal(0), Decimal(tenths) / 10 + shift))
            selection.set_value(
                actor=owner,
                region=regions[code],
                parameter=parameter,
                year=2021,
                value=(parameter.low + (parameter.high - parameter.low) * share).quantize(Decimal("0.01")),
                category="sedang" if parameter.code == "KKD" else "",
                source=f"Nilai rekaan {MARK}",
            )
    cohort = Cohort.objects.get(movement="smart_city", year=2023)
    for code in ("51.07", "51.08"):
        candidate = selection.nominate(actor=owner, cohort=cohort, region=regions[code])
        if code == "51.08":
            selection.invite(actor=owner, candidate=candidate, interview_on=date(2022, 11, 15))


# --- mentoring -------------------------------------------------------------------------------------------------------


def mentor(actor: Any, regions: dict[str, Region]) -> None:
    """A term with Badung; one report approved, one sent and waiting, next steps of both sides."""
    ministry = Organisation.objects.get(kind=Organisation.Kind.MINISTRY, parent=None)
    someone = person_of(Role.MENTOR, "51")
    term = mentoring.assign(
        actor=actor,
        organisation=ministry,
        mentor=someone,
        region=regions["51.03"],
        valid_from=date(2022, 6, 1),
        valid_until=date(2023, 5, 31),
        letter_number="SIM-010/2022",
        letter_date=date(2022, 5, 25),
    )
    owner = person_of(Role.PROGRAMME_OWNER, "")
    first = _report(term, someone, date(2022, 8, 16), "Analisis kesenjangan kesiapan", date(2022, 9, 30))
    mentoring.approve_report(actor=owner, report=first)
    _report(term, someone, date(2022, 10, 25), "Rancangan Buku 2 dan quick win", date(2022, 11, 12))


def _report(term: MentorTerm, someone: Person, day: date, topic: str, due: date) -> Any:
    with clock.pinned(day):
        report = mentoring.write_report(
            actor=someone,
            term=MentorTerm.objects.get(pk=term.pk),
            kind="visit",
            held_on=day,
            authors=f"Pembimbing {MARK}",
            participants=f"Tim pelaksana Badung {MARK}",
            topics=f"{topic} {MARK}",
            recommendations="Lengkapi data dukung, lalu sepakati pemilik tiap program (simulasi).",
            steps=(
                mentoring.NextStep(
                    side="region", text="Kirim daftar program dengan pemilik dan anggaran (simulasi)", due_on=due
                ),
                mentoring.NextStep(side="mentor", text="Bagikan contoh peta jalan (simulasi)", due_on=due),
            ),
        )
        return mentoring.send_report(actor=someone, report=report)


# --- events ----------------------------------------------------------------------------------------------------------


def _event(actor: Any, province: Region, kind: str, title: str, **given: Any) -> Event:
    home = Organisation.objects.get(region=province, kind=Organisation.Kind.PROVINCE)
    values = {"region": province, "mode": "on_site", "venue": "Ruang pertemuan (simulasi)", "zone": "WITA"}
    return events.create_event(
        actor=actor, organiser=home, kind=kind, title=f"{title} {MARK}", simulated=True, **values | given
    )


def _people(event: Event, regions: list[Region], each: int) -> None:
    """Invented participants, `each` from every region."""
    for region in regions:
        for number in range(each):
            registering.register(
                actor=registering.WAITING_LIST,
                event=event,
                name=f"Peserta {region.short_name} {number + 1} {MARK}",
                came_by=Registration.Source.PAPER,
                consented=True,
                organisation_name=f"Pemda {region.short_name}",
                region=region,
                position="Staf (simulasi)",
            )


def sosialisasi_held(actor: Any, province: Region) -> Event:
    """Held and closed; its report waits to be written."""
    event = _event(
        actor, province, "outreach", "Sosialisasi Bali Smart Island", starts_at=at(20, 10, 9), ends_at=at(20, 10, 12),
        is_public=True, capacity=120,
    )  # fmt: skip
    event = events.record_past_event(actor=actor, event=event)
    _people(event, list(province.parts.filter(level=Region.Level.REGENCY).order_by("code")), 3)
    present = [n for n in Registration.objects.filter(event=event).values_list("number", flat=True) if n % 4]
    desk.enter_paper_list(
        actor=person_of(Role.PROVINCE_COORDINATOR), event=event, day=date(2022, 10, 20), numbers=present
    )
    return event


def what_was_left(event: Event) -> None:
    """Two usulan, a question and a commitment, noted from paper; then the event is closed."""
    who = person_of(Role.PROVINCE_COORDINATOR)
    homes = {o.region.code: o for o in Organisation.objects.filter(kind="regency").select_related("region") if o.region}
    take: Callable[..., Any] = notes.take_note
    take(actor=who, event=event, kind="proposal", addressee="province", organisation=homes["51.06"],
         text="Satu data timbangan sampah bersama empat kabupaten/kota (simulasi)")  # fmt: skip
    take(actor=who, event=event, kind="proposal", addressee="centre", organisation=homes["51.08"],
         text="Pendampingan penyusunan rencana induk bagi kabupaten yang belum ikut (simulasi)")  # fmt: skip
    take(actor=who, event=event, kind="question", organisation=homes["51.05"],
         text="Dokumen apa yang membuktikan bahwa kabupaten sudah bergabung? (simulasi)")  # fmt: skip
    take(actor=who, event=event, kind="commitment", organisation=homes["51.03"], due_on=date(2022, 11, 30),
         text="Membagikan kode sumber layanan antrean puskesmas (simulasi)")  # fmt: skip
    events.close_event(actor=who, event=Event.objects.get(pk=event.pk))


def bimtek_held(actor: Any, province: Region, regions: dict[str, Region]) -> None:
    """Bimtek I of Tabanan, with homework that is due soon."""
    event = _event(
        actor, province, "bimtek_1", "Bimtek I Kabupaten Tabanan", region=regions["51.02"], starts_at=at(26, 10, 9),
        ends_at=at(27, 10, 16),
    )  # fmt: skip
    event = events.record_past_event(actor=actor, event=event)
    home = Organisation.objects.get(region=regions["51.02"], kind="regency")
    _people(event, [regions["51.02"]], 12)
    numbers = list(Registration.objects.filter(event=event).values_list("number", flat=True))
    who = person_of(Role.PROVINCE_COORDINATOR)
    desk.enter_paper_list(actor=who, event=event, day=date(2022, 10, 26), numbers=numbers)
    preparing.add_output(actor=actor, event=event, kind="output", title="Draf Buku 1 (simulasi)", organisation=home)
    preparing.add_output(
        actor=actor, event=event, kind="homework", title="Isi analisis SWOT per elemen (simulasi)", organisation=home,
        due_on=date(2022, 11, 10),
    )  # fmt: skip
    events.close_event(actor=actor, event=Event.objects.get(pk=event.pk))


def sosialisasi_coming(actor: Any, province: Region) -> Event:
    """Announced, open for registration, with questions and a short test."""
    event = _event(
        actor, province, "outreach", "Sosialisasi Smart Province bagi perangkat daerah", starts_at=at(18, 11, 9),
        ends_at=at(18, 11, 12), is_public=True, capacity=60, mode="both",
        summary="Pengenalan empat tahap gerakan, cara mengajukan usulan, dan peran kabupaten/kota (simulasi).",
        consent_text="Nama, jabatan, dan alamat surel dipakai untuk kegiatan ini saja.",
    )  # fmt: skip
    for start, minutes, title in ((at(18, 11, 9), 30, "Pembukaan"), (at(18, 11, 9, 30), 60, "Empat tahap gerakan"),
                                  (at(18, 11, 10, 30), 75, "Menyusun usulan")):  # fmt: skip
        preparing.add_agenda_item(
            actor=actor, event=event, title=f"{title} (simulasi)", starts_at=start, minutes=minutes
        )
    preparing.add_question(
        actor=actor, event=event, text="Hadir langsung atau daring?", kind="choice", choices=["langsung", "daring"],
        is_required=True,
    )  # fmt: skip
    who = person_of(Role.PROVINCE_COORDINATOR)
    participating.add_item(
        actor=who, event=event, text="Berapa tahap dalam gerakan ini?", choices=["dua", "empat", "enam"], right=1
    )
    event = events.open_event(actor=actor, event=Event.objects.get(pk=event.pk))
    homes = list(Organisation.objects.filter(kind="regency", region__parent=province).order_by("region__code"))
    inviting.invite_organisations(
        actor=actor,
        event=event,
        organisations=homes,
        letter_number="SIM-021/2022",
        letter_date=date(2022, 11, 2),
        seats=2,
    )
    return event


def rakor_draft(actor: Any, province: Region) -> None:
    _event(
        actor,
        province,
        "coordination",
        "Rakor Diskominfo kabupaten/kota",
        starts_at=at(6, 12, 9),
        ends_at=at(6, 12, 15),
    )


def seat_the_desk(event: Event) -> None:
    """The event desk of the demo belongs to the event that is coming."""
    Membership.objects.filter(role=Role.EVENT_DESK, person__simulated=True).update(event_id=event.pk)
