"""The angkatan and their selection: members by name, the walk of a candidate, who sees what, and letters."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.movement.selection.conftest import fresh

from smartprovince.core import access, clock
from smartprovince.core.access import SystemActor
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry
from smartprovince.movement.models import Candidate, Cohort, Interview, Milestone, Parameter, ParameterValue
from smartprovince.movement.selection import actions, queries, scoring, sheet, sources
from smartprovince.movement.selection.states import CANDIDATE
from smartprovince.movement.selection.steps import steps_of_selection
from smartprovince.organisations.roles import Role
from smartprovince.territory.models import Region, RegionPredecessor

SYSTEM = SystemActor("test")
TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db

# domain.md §4
COHORT_2017 = [
    "Kota Jambi",
    "Kab. Pelalawan",
    "Kab. Siak",
    "Kab. Banyuasin",
    "Kota Tangerang",
    "Kota Tangerang Selatan",
    "Kab. Purwakarta",
    "Kota Bandung",
    "Kota Bekasi",
    "Kota Bogor",
    "Kota Cirebon",
    "Kota Sukabumi",
    "Kab. Sleman",
    "Kota Semarang",
    "Kab. Banyuwangi",
    "Kab. Bojonegoro",
    "Kab. Gresik",
    "Kab. Sidoarjo",
    "Kab. Badung",
    "Kota Singkawang",
    "Kab. Kutai Kartanegara",
    "Kota Samarinda",
    "Kota Makassar",
    "Kota Tomohon",
    "Kab. Mimika",
]
COHORT_2024 = [
    "Kab. Gianyar",
    "Kab. Bangli",
    "Kab. Bone Bolango",
    "Kab. Pekalongan",
    "Kab. Purbalingga",
    "Kab. Serang",
    "Kab. Tanah Bumbu",
    "Kota Banjar",
    "Kota Parepare",
    "Kota Solok",
]


@pytest.mark.parametrize(("key", "names"), [("smart_city-2017", COHORT_2017), ("smart_city-2024", COHORT_2024)])
def test_the_cohorts_that_are_known_whole(register, bali, sign_in, key, names):
    cohort = Cohort.objects.get(key=key)
    facts = list(queries.members(bali, cohort))
    assert sorted(fact.region.short_name for fact in facts) == sorted(names)
    assert all(fact.source or fact.paper for fact in facts)
    row = queries.cohort_row(bali, cohort)
    assert (row.known, row.unknown) == (len(names), 0)
    text = sign_in(bali).get(f"/kerja/angkatan/{key}/").content.decode()
    assert all(name in text for name in names)


def test_other_cohorts_are_never_filled_up(register, bali, sign_in):
    rows = {row.cohort.key: row for row in queries.cohort_rows(bali)}
    assert {key: (row.known, row.unknown) for key, row in rows.items() if row.unknown} == {
        "smart_city-2018": (7, 43),
        "smart_city-2019": (1, 24),
        "smart_city-2022": (3, 47),
        "smart_city-2023": (14, 36),
    }
    assert rows["smart_province-2023"].unknown == 0
    bali.language = "en"
    bali.save()
    page = sign_in(bali).get("/kerja/angkatan/smart_city-2023/").content.decode()
    assert "36 of 50 are not yet known by name" in page


# --- parameters ------------------------------------------------------------------------------------------------------


def test_the_parameters_of_the_programme_load_once(parameters):
    assert list(parameters) == ["IKBT", "IKB", "IKH", "KKD", "SPBE"]
    assert all(row["source"] for row in sources.parameters())
    assert actions.load_parameters(actor=SYSTEM) == 0


def test_values_are_placed_between_their_goalposts():
    scale = scoring.Scale("A", "potential", 1, 1.0, 0.0, 100.0)
    turned = scoring.Scale("B", "challenge", -1, 3.0, 0.0, 100.0)
    assert scoring.placed(scale, Decimal(25)) == 0.25
    assert scoring.placed(scale, Decimal(250)) == 1.0
    assert scoring.placed(turned, Decimal(25)) == 0.75
    assert scoring.placed(scale, None, "Tinggi") == 0.75
    assert scoring.placed(scale, None, "entah") is None
    got = scoring.score([scale, turned], {"A": 0.25})
    assert (got.potential, got.challenge, got.have, got.of, got.coverage) == (0.25, None, 1, 2, 0.25)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"year": 2027}, "year"),
        ({"year": 1999}, "year"),
        ({"value": None}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("1e12")}, "value"),
        ({"source": " "}, "source"),
    ],
)
def test_a_value_that_cannot_be_is_refused(parameters, ministry, register, given, field):
    values = {"year": 2025, "value": Decimal(5), "source": "x"} | given
    with pytest.raises(Invalid) as refused:
        actions.set_value(actor=ministry, region=register["51.05"], parameter=parameters["IKBT"], **values)
    assert [fault.where for fault in refused.value.faults] == [field]
    assert not ParameterValue.objects.exists()


def test_the_same_year_again_corrects_the_value(give, register):
    give(register["51.05"], IKBT=60)
    give(register["51.05"], IKBT=61)
    row = ParameterValue.objects.get()
    assert (row.value, row.version) == (61, 2)


CELLS = "Kode wilayah;Parameter;Tahun;Nilai;Kategori;Sumber\n"


def test_a_sheet_goes_in_whole_or_not_at_all(parameters, ministry, owner):
    bad = CELLS + "51.05;IKBT;2025;60;;Laporan\n99.99;IKBT;2025;60;;Laporan\n51.03;XX;20;enam;;\n"
    with pytest.raises(Invalid) as refused:
        actions.import_values(actor=ministry, owner=owner, content=bad.encode(), file_name="nilai.csv")
    assert {fault.where for fault in refused.value.faults} >= {"A3", "B4", "C4", "D4"}
    assert not ParameterValue.objects.exists()
    good = CELLS + "51.05;IKBT;2025;60,5;;Laporan\n51.03;kkd;2025;;tinggi;Laporan\n"
    actions.import_values(actor=ministry, owner=owner, content=good.encode(), file_name="nilai.csv")
    assert sorted(ParameterValue.objects.values_list("parameter__code", "value")) == [
        ("IKBT", Decimal("60.5")),
        ("KKD", None),
    ]


def test_a_fault_of_the_action_stands_at_its_cell(parameters, ministry, owner):
    twice = CELLS + "51.05;IKBT;2025;60;;Laporan\n51.05;IKBT;2025;61;;Laporan\n"
    late = CELLS + "51.05;IKBT;2029;60;;Laporan\n51.03;IKBT;2025;;;Laporan\n"
    formula = CELLS + "51.05;IKBT;2025;=1+1;;Laporan\n"
    for content, places in ((twice, {"A3"}), (late, {"C2", "D3"}), (formula, {"D2"})):
        with pytest.raises(Invalid) as refused:
            actions.import_values(actor=ministry, owner=owner, content=content.encode(), file_name="n.csv")
        assert {fault.where for fault in refused.value.faults} == places


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_goes_out_comes_back_in(give, register, parameters, ministry, owner, ending):
    give(register["51.05"], IKBT=60, KKD="sedang")
    content = sheet.render(list(queries.all_values(ministry)), ending, TODAY)
    before = list(ParameterValue.objects.values_list("region", "parameter", "year", "value", "category"))
    ParameterValue.objects.all().delete()
    actions.import_values(actor=ministry, owner=owner, content=content, file_name=f"nilai.{ending}")
    after = list(ParameterValue.objects.values_list("region", "parameter", "year", "value", "category"))
    assert after == before


# --- the long list ---------------------------------------------------------------------------------------------------


def test_the_long_list_leaves_out_who_has_joined_and_counts_who_has_no_values(coming, give, register, ministry):
    give(register["51.05"], IKBT=80, IKB=20)
    give(register["51.03"], IKBT=99)  # joined in 2017
    give(register["32.01"], KKD="tinggi")
    listed = queries.long_list(ministry, coming)
    rows = {row.region.code: row for row in listed.rows}
    assert list(rows) == ["32.01", "51.05"]
    assert rows["51.05"].score == scoring.Score(0.8, 0.8, 2, 5, 0.4)
    assert rows["32.01"].score.challenge is None
    assert listed.have_joined == Milestone.objects.filter(kind="joined", region__level="regency").count()
    assert listed.without_values == 514 - listed.have_joined - 2
    assert [row.region.code for row in queries.long_list(ministry, coming, province="51").rows] == ["51.05"]


def test_a_value_of_a_later_year_than_the_angkatan_does_not_count(parameters, ministry, register):
    old = Cohort.objects.get(key="smart_city-2018")
    actions.set_value(
        actor=ministry, region=register["51.05"], parameter=parameters["IKBT"], year=2025, value=Decimal(5), source="x"
    )
    assert queries.long_list(ministry, old).rows == []


def test_nominating_many_is_all_or_nothing(coming, ministry, register):
    with pytest.raises(Invalid) as refused:
        actions.nominate_many(
            actor=ministry, cohort=coming, regions=[register["51.05"], register["51.03"], register["51"]]
        )
    assert len(refused.value.faults) == 2
    assert not Candidate.objects.exists()
    actions.nominate_many(actor=ministry, cohort=coming, regions=[register["51.05"], register["32.01"]])
    assert Candidate.objects.count() == 2


def test_the_second_click_nominates_once(coming, ministry, register):
    first = actions.nominate(actor=ministry, cohort=coming, region=register["51.05"], request_key="a")
    again = actions.nominate(actor=ministry, cohort=coming, region=register["51.05"], request_key="a")
    assert first.pk == again.pk


# --- the walk of a candidate -----------------------------------------------------------------------------------------

DAY = TODAY - timedelta(days=3)
TAKE = {
    "invite": lambda who, row: actions.invite(actor=who, candidate=row, interview_on=DAY),
    "interview": lambda who, row: actions.record_interview(
        actor=who, candidate=row, assessors="A Satu\nB Dua", score=Decimal(80), note="rahasia penilai"
    ),
    "select": lambda who, row: actions.select(actor=who, candidate=row, reason="kuat", decided_on=TODAY),
    "reject": lambda who, row: actions.reject(actor=who, candidate=row, reason="belum", decided_on=TODAY),
    "reconsider": lambda who, row: actions.reconsider(actor=who, candidate=row, reason="data baru"),
    "withdraw": lambda who, row: actions.withdraw(actor=who, candidate=row, reason="surat bupati"),
}
REACH = {
    "long_list": [],
    "interview": ["invite"],
    "selected": ["invite", "interview", "select"],
    "not_selected": ["reject"],
    "withdrawn": ["withdraw"],
}


def test_every_state_and_step_of_the_table_is_walked():
    assert set(REACH) == set(CANDIDATE.states)
    assert set(TAKE) == {step.action for step in CANDIDATE.transitions}


@pytest.mark.parametrize("state", list(REACH))
@pytest.mark.parametrize("step", list(TAKE))
def test_each_step_is_taken_or_refused_by_the_table(candidate, ministry, state, step):
    for each in REACH[state]:
        TAKE[each](ministry, candidate)
    allowed = [t.target for t in CANDIDATE.transitions if t.source == state and t.action == step]
    if step == "select" and state == "interview":
        TAKE["interview"](ministry, candidate)  # a region is selected after it has been heard
    if allowed:
        assert TAKE[step](ministry, candidate).state == allowed[0]
    else:
        with pytest.raises(Invalid):
            TAKE[step](ministry, candidate)
        assert Candidate.objects.get().state == state


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda w, c: actions.reject(actor=w, candidate=c, reason="x", decided_on=TODAY + timedelta(1)), "decided_on"),
        (lambda w, c: actions.reject(actor=w, candidate=c, reason="x", decided_on=DAY - timedelta(1)), "decided_on"),
        (lambda w, c: actions.reject(actor=w, candidate=c, reason="  ", decided_on=TODAY), "reason"),
        (lambda w, c: actions.select(actor=w, candidate=c, reason="x", decided_on=TODAY), ""),
        (lambda w, c: actions.withdraw(actor=w, candidate=c, reason=""), "reason"),
        (lambda w, c: actions.invite(actor=w, candidate=c, interview_on=date(2062, 1, 1)), "interview_on"),
        (lambda w, c: actions.record_interview(actor=w, candidate=c, assessors="A\na", score=Decimal(5)), "assessors"),
        (lambda w, c: actions.record_interview(actor=w, candidate=c, assessors="A\nB", score=Decimal(500)), "score"),
        (lambda w, c: actions.record_interview(actor=w, candidate=c, assessors="A\nB", score=None), "score"),
    ],
)
def test_what_a_step_refuses(candidate, ministry, call, field):
    TAKE["invite"](ministry, candidate)
    with pytest.raises(Invalid) as refused:
        call(ministry, candidate)
    assert field in [fault.where for fault in refused.value.faults]


def test_an_interview_to_come_is_not_recorded_and_its_day_moves(candidate, ministry):
    actions.invite(actor=ministry, candidate=candidate, interview_on=TODAY + timedelta(days=5))
    with pytest.raises(Invalid):
        TAKE["interview"](ministry, candidate)
    actions.invite(actor=ministry, candidate=candidate, interview_on=DAY)
    TAKE["interview"](ministry, candidate)
    with pytest.raises(Invalid):
        actions.invite(actor=ministry, candidate=candidate, interview_on=TODAY)


def test_selecting_is_not_joining(candidate, ministry, register):
    before = Milestone.objects.count()
    for step in REACH["selected"]:
        TAKE[step](ministry, candidate)
    assert Milestone.objects.count() == before
    assert not queries.has_joined(register["51.05"])


def test_a_split_region_is_told_and_followed(candidate, ministry, bali, register, sign_in):
    old, north = register["51.05"], register["51.06"]
    young = [
        Region.objects.create(
            code=code,
            name=name,
            kind="kabupaten",
            level="regency",
            slug=name.lower(),
            parent=register["51"],
            zone="WITA",
        )
        for code, name in (("51.11", "Klungkung Daratan"), ("51.12", "Nusa Penida"))
    ]
    for each in young:
        RegionPredecessor.objects.create(region=each, old_code="51.05", source="UU uji")
    old.valid_until = TODAY - timedelta(days=1)
    old.save()
    TAKE["invite"](ministry, candidate)
    page = sign_in(bali).get(f"/kerja/angkatan/calon/{candidate.pk}/").content.decode()
    assert "Nusa Penida" in page
    for region, reason in ((north, "x"), (young[1], " ")):
        with pytest.raises(Invalid):
            actions.follow_region(actor=ministry, candidate=candidate, region=region, reason=reason)
    actions.follow_region(actor=ministry, candidate=candidate, region=young[1], reason="UU pemekaran")
    row = Candidate.objects.get()
    assert (row.region.code, row.state, row.interview_on) == ("51.12", "interview", DAY)
    assert "Kabupaten Klungkung → Kabupaten Nusa Penida" in [step.note for step in queries.history_of(row)]
    with pytest.raises(Invalid):
        actions.nominate(actor=ministry, cohort=row.cohort, region=old)


# --- who sees and does what ------------------------------------------------------------------------------------------

SEES = [
    ("", Role.PROGRAMME_OWNER, True),
    ("51", Role.PROVINCE_COORDINATOR, True),
    ("51", Role.PLANNER, True),
    ("51", Role.LEADER, True),
    ("51.05", Role.REGION_COORDINATOR, True),
    ("51.05", Role.OFFICER, False),
    ("51.03", Role.REGION_COORDINATOR, False),
    ("32", Role.PROVINCE_COORDINATOR, False),
    ("", Role.MENTOR, False),
    ("", Role.ASSESSOR, False),
    ("51", Role.PARTNER, False),
    ("51", Role.ADMINISTRATOR, False),
]


@pytest.mark.parametrize(("code", "role", "sees"), SEES)
def test_roles_and_candidates(candidate, ministry, person, sign_in, code, role, sees):
    TAKE["invite"](ministry, candidate)
    TAKE["interview"](ministry, candidate)
    runs = role == Role.PROGRAMME_OWNER
    who = ministry if runs else person(code, role)
    client = sign_in(who)
    page = client.get(f"/kerja/angkatan/calon/{candidate.pk}/")
    assert page.status_code == (200 if sees else 404)
    assert ("rahasia penilai" in page.content.decode()) == runs
    assert access.scope(who, "view", Interview).exists() == runs
    expected = 200 if runs else 403 if sees else 404
    for step in ("undang", "wawancara", "pilih", "tolak", "tarik", "tinjau", "ikuti"):
        address = f"/kerja/angkatan/calon/{candidate.pk}/{step}/"
        assert client.get(address).status_code == expected
        if not runs:
            assert client.post(address, {"reason": "x", "decided_on": "2026-11-24"}).status_code == expected
    assert client.get(f"/kerja/angkatan/calon/{candidate.pk}/surat.docx").status_code == expected
    listed = client.get(f"/kerja/angkatan/{candidate.cohort.key}/")
    assert listed.status_code == 200
    assert ("Kab. Klungkung</a>" in listed.content.decode()) == sees
    assert client.get(f"/kerja/angkatan/{candidate.cohort.key}/daftar-panjang/").status_code == (200 if runs else 403)
    assert Candidate.objects.get().version == 2


@pytest.mark.parametrize(("code", "role"), [(code, role) for code, role, _sees in SEES[1:]])
def test_nobody_else_runs_the_selection(coming, person, register, sign_in, owner, parameters, code, role):
    who = person(code, role)
    client = sign_in(who)
    region, parameter = register["51.05"], parameters["IKBT"]
    for call in (
        lambda: actions.nominate(actor=who, cohort=coming, region=region),
        lambda: actions.set_value(actor=who, region=region, parameter=parameter, year=2025, value=1, source="x"),
        lambda: actions.change_parameter(actor=who, parameter=parameter, weight=Decimal(9)),
        lambda: actions.open_cohort(
            actor=who, owner=owner, movement="smart_city", year=2028, not_before=TODAY, not_after=TODAY, source="x"
        ),
        lambda: actions.import_values(actor=who, owner=owner, content=b"", file_name="x.csv"),
    ):
        with pytest.raises((Refused, NotFound)):
            call()
    for address in ("/kerja/angkatan/buka/", "/kerja/angkatan/parameter/baru/", "/kerja/angkatan/nilai/impor/"):
        assert client.get(address).status_code == 403
    outside = role == Role.PARTNER
    for address in ("/kerja/angkatan/parameter/", "/kerja/angkatan/nilai/", "/kerja/angkatan/nilai/51.05/"):
        assert client.get(address).status_code == (403 if outside else 200)
    assert client.get(f"/kerja/angkatan/parameter/{parameter.pk}/").status_code == (404 if outside else 403)
    assert client.post("/kerja/angkatan/nilai/51.05/", {"year": 2025}).status_code in (403, 404)
    assert (Candidate.objects.count(), ParameterValue.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "address",
    [
        "/kerja/angkatan/calon/99999/",
        "/kerja/angkatan/calon/99999/undang/",
        "/kerja/angkatan/smart_city-1999/",
        "/kerja/angkatan/smart_city-1999/daftar-panjang/",
        "/kerja/angkatan/nilai/99.99/",
        "/kerja/angkatan/nilai/nilai.pdf",
        "/kerja/angkatan/parameter/9999/",
    ],
)
def test_forged_keys_are_not_found(parameters, ministry, sign_in, address):
    assert sign_in(ministry).get(address).status_code == 404


def test_a_forged_step_and_forged_choices_change_nothing(candidate, ministry, sign_in, register):
    client = sign_in(ministry)
    assert client.get(f"/kerja/angkatan/calon/{candidate.pk}/terima/").status_code == 404
    page = client.post(f"/kerja/angkatan/calon/{candidate.pk}/ikuti/", {"region": register["51.03"].pk, "reason": "x"})
    assert page.status_code == 422
    wild = client.post(f"/kerja/angkatan/{candidate.cohort.key}/daftar-panjang/", {"region": ["1'--", "-3", "9" * 30]})
    assert wild.status_code == 422
    bad = client.post(
        f"/kerja/angkatan/{candidate.cohort.key}/undang/", {"candidate": [candidate.pk], "undang-interview_on": "x"}
    )
    assert bad.status_code == 422
    assert Candidate.objects.get().version == 1


def test_the_trail_of_a_candidate_does_not_give_the_interview_away(candidate, ministry, klungkung, sign_in):
    TAKE["invite"](ministry, candidate)
    TAKE["interview"](ministry, candidate)
    assert AuditEntry.objects.filter(action="candidate.interview", object_type="movement.interview").count() == 1
    page = sign_in(klungkung).get(f"/kerja/riwayat/movement.candidate/{candidate.pk}/")
    assert page.status_code == 200
    assert "rahasia penilai" not in page.content.decode()
    held = Interview.objects.get()
    assert sign_in(klungkung).get(f"/kerja/riwayat/movement.interview/{held.pk}/").status_code == 404


# --- pages -----------------------------------------------------------------------------------------------------------


def test_a_walk_through_the_pages(coming, ministry, sign_in, register, give):
    give(register["51.05"], IKBT=70, IKB=40)
    client = sign_in(ministry)
    listed = client.get(f"/kerja/angkatan/{coming.key}/daftar-panjang/?urut=-potensi")
    assert "Kab. Klungkung" in listed.content.decode()
    assert listed.content.decode().count("<circle") == 1
    client.post(f"/kerja/angkatan/{coming.key}/daftar-panjang/", {"region": [register["51.05"].pk]})
    row = Candidate.objects.get()
    client.post(
        f"/kerja/angkatan/{coming.key}/undang/", {"candidate": [row.pk], "undang-interview_on": DAY.isoformat()}
    )
    base = f"/kerja/angkatan/calon/{row.pk}"
    assert client.get(f"{base}/surat.docx").content[:2] == b"PK"
    client.post(f"{base}/wawancara/", {"assessors": "A Satu\nB Dua", "score": "77.5", "note": "baik"})
    done = client.post(
        f"{base}/pilih/",
        {"reason": "Potensi kuat", "decided_on": TODAY.isoformat(), "letter_number": "12/SK/2026"},
    )
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.letter.number) == ("selected", "12/SK/2026")
    assert client.get(f"{base}/").status_code == 200
    zipped = client.get(f"/kerja/angkatan/{coming.key}/surat.zip")
    assert len(zipfile.ZipFile(io.BytesIO(zipped.content)).namelist()) == 1


def test_a_stale_form_is_told(candidate, ministry, sign_in):
    client = sign_in(ministry)
    address = f"/kerja/angkatan/calon/{candidate.pk}/tarik/"
    TAKE["invite"](ministry, candidate)
    assert client.post(address, {"version": "1", "reason": "x"}).status_code == 409
    assert Candidate.objects.get().state == "interview"


def test_a_stale_parameter_is_told(parameters, ministry, sign_in):
    row = parameters["IKBT"]
    actions.change_parameter(actor=ministry, parameter=row, weight=Decimal(2))
    given = {
        "name_id": "A",
        "name_en": "A",
        "role": "potential",
        "direction": "1",
        "weight": "3",
        "low": "0",
        "high": "9",
    }
    address = f"/kerja/angkatan/parameter/{row.pk}/"
    assert sign_in(ministry).post(address, given | {"version": "1"}).status_code == 409
    assert sign_in(ministry).post(address, given | {"version": "2", "high": "-1"}).status_code == 422
    assert sign_in(ministry).post(address, given | {"version": "2"}).status_code == 302
    assert Parameter.objects.get(code="IKBT").weight == 3


def test_a_stale_value_is_told_and_nothing_typed_is_lost(give, ministry, register, sign_in, parameters):
    give(register["51.05"], IKBT=60)
    row = ParameterValue.objects.get()
    client = sign_in(ministry)
    page = client.get(f"/kerja/angkatan/nilai/51.05/?nilai={row.pk}")
    assert page.context["form"].initial["seen"] == 1
    give(register["51.05"], IKBT=61)
    given = {"seen": "1", "parameter": row.parameter_id, "year": "2025", "value": "62", "source": "Berita acara"}
    stale = client.post("/kerja/angkatan/nilai/51.05/", given)
    assert (stale.status_code, stale.context["form"]["seen"].value()) == (409, "2")
    assert ParameterValue.objects.get().value == 61
    assert client.post("/kerja/angkatan/nilai/51.05/", given | {"seen": "2"}).status_code == 302
    assert ParameterValue.objects.get().value == 62


def test_names_with_scripts_are_text(candidate, ministry, sign_in):
    TAKE["invite"](ministry, candidate)
    actions.reject(actor=ministry, candidate=candidate, reason="<script>alert(1)</script>", decided_on=TODAY)
    page = sign_in(ministry).get(f"/kerja/angkatan/calon/{candidate.pk}/").content.decode()
    assert "<script>alert" not in page


def test_pages_cost_the_same_for_one_and_thirty(coming, ministry, sign_in, register, give):
    client = sign_in(ministry)
    codes = [f"32.{n:02d}" for n in range(1, 19)] + [f"33.{n:02d}" for n in range(1, 13)]
    counts = {}
    for regions in (codes[:1], codes[1:]):
        for code in regions:
            give(register[code], IKBT=50, IKB=50)
            if not queries.has_joined(register[code]):
                actions.nominate(actor=ministry, cohort=coming, region=register[code])
        for address in (
            "/kerja/angkatan/",
            f"/kerja/angkatan/{coming.key}/",
            f"/kerja/angkatan/{coming.key}/daftar-panjang/",
            "/kerja/angkatan/nilai/",
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(captured))
    assert all(first == second <= 30 for first, second in counts.values()), counts


# --- steps -----------------------------------------------------------------------------------------------------------


def keys(person) -> list[str]:
    return [step["key"].rsplit(".", 1)[0] for step in steps_of_selection(fresh(person))]


def test_everyone_is_told_the_step_that_is_theirs(candidate, ministry, klungkung, bali, register):
    assert keys(ministry) == ["movement.selection.days"]
    actions.invite(actor=ministry, candidate=candidate, interview_on=TODAY + timedelta(days=5))
    assert (keys(ministry), keys(klungkung), keys(bali)) == ([], ["movement.selection.interview"], [])
    actions.invite(actor=ministry, candidate=candidate, interview_on=DAY)
    assert keys(ministry) == ["movement.selection.record"]
    TAKE["interview"](ministry, candidate)
    assert keys(ministry) == ["movement.selection.decide"]
    TAKE["select"](ministry, candidate)
    assert (keys(ministry), keys(klungkung)) == ([], ["movement.selection.sign"])
    from smartprovince.movement import actions as register_actions

    register_actions.record_milestone(
        actor=SYSTEM, region=register["51.05"], kind="joined", basis="memorandum", not_before=TODAY, not_after=TODAY,
        source="Nota kesepakatan",
    )  # fmt: skip
    assert keys(klungkung) == []
    assert clock.today() == TODAY
