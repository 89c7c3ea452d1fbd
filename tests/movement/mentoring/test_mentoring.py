"""Terms, reports, next steps and the hand-over: what each role may, and what ends with a term."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from smartprovince.core import access, clock, outbox
from smartprovince.core.access import SystemActor
from smartprovince.core.checks import checks
from smartprovince.core.errors import Conflict, Invalid, NotFound, Refused
from smartprovince.core.models import AuditEntry, DueAction
from smartprovince.core.registry import due_actions
from smartprovince.movement.mentoring import actions, handover, queries
from smartprovince.movement.mentoring.actions import NextStep
from smartprovince.movement.mentoring.appointments import KIND
from smartprovince.movement.mentoring.rules import writings_of_others
from smartprovince.movement.mentoring.states import REPORT
from smartprovince.movement.mentoring.steps import steps_of_mentoring
from smartprovince.movement.models import FollowUp, HandOver, MentorReport, MentorTerm
from smartprovince.organisations.actions import end_membership
from smartprovince.organisations.models import Membership, Organisation, Person
from smartprovince.organisations.roles import Role

from .conftest import END, START, STEPS, TODAY, fresh

SYSTEM = SystemActor("test")
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


# --- terms -----------------------------------------------------------------------------------------------------------


def test_a_term_gives_its_membership_and_ends_with_it(term, mentor):
    seat = Membership.objects.get(person=mentor, role=Role.MENTOR)
    assert (seat.region.code, seat.valid_from, seat.valid_until) == ("51.05", START, END)
    assert seat.organisation.kind == Organisation.Kind.UNIVERSITY
    assert term.membership == seat
    assert [grant.role for grant in fresh(mentor).granted("mentoring.report")] == [Role.MENTOR]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"start": END, "end": START}, "valid_until"),
        ({"end": date(2062, 1, 1)}, "valid_until"),
        ({"code": "51.05"}, "mentor"),
    ],
)
def test_what_an_assignment_refuses(term, assign, mentor, given, field):
    with pytest.raises(Invalid) as refused:
        assign(mentor, **given)
    assert field in [fault.where for fault in refused.value.faults]
    assert MentorTerm.objects.count() == 1


def test_only_people_of_organisations_that_send_mentors(assign, klungkung):
    with pytest.raises(Invalid):
        assign(klungkung)


def test_a_second_term_of_the_same_pair_takes_the_membership_up_again(term, assign, mentor, ministry):
    actions.end(actor=ministry, term=term, reason="tugas lain")
    again = assign(mentor, start=TODAY, end=END)
    assert again.membership_id == term.membership_id
    assert Membership.objects.get(pk=term.membership_id).valid_from == TODAY


def test_a_term_is_extended_and_its_membership_with_it(term, ministry):
    with pytest.raises(Invalid):
        actions.extend(actor=ministry, term=term, valid_until=END)
    actions.extend(actor=ministry, term=term, valid_until=END + DAY)
    assert Membership.objects.get(pk=term.membership_id).valid_until == END + DAY


TERMS = [
    ("51", Role.PROVINCE_COORDINATOR, 200),
    ("51", Role.PLANNER, 200),
    ("51.05", Role.REGION_COORDINATOR, 200),
    ("51.05", Role.OFFICER, 200),
    ("51.03", Role.REGION_COORDINATOR, 404),
    ("32", Role.PROVINCE_COORDINATOR, 404),
    ("51", Role.ADMINISTRATOR, 404),
    ("51", Role.PARTNER, 404),
    ("", Role.ASSESSOR, 404),
]


@pytest.mark.parametrize(("code", "role", "status"), TERMS)
def test_roles_and_terms(term, sent, ministry, person, sign_in, code, role, status):
    actions.end(actor=ministry, term=MentorTerm.objects.get(), reason="selesai")
    client = sign_in(person(code, role))
    base = f"/kerja/bimbingan/{term.pk}"
    for address in (f"{base}/", f"{base}/serah-terima/", f"{base}/serah-terima.docx"):
        assert client.get(address).status_code == status
    for address in (f"{base}/perpanjang/", f"{base}/akhiri/", f"{base}/laporan-baru/"):
        assert client.get(address).status_code == (403 if status == 200 else 404)
        assert client.post(address, {"reason": "x"}).status_code == (403 if status == 200 else 404)
    assert client.get("/kerja/bimbingan/tugaskan/").status_code == 403
    assert client.get("/kerja/bimbingan/").status_code == 200
    assert MentorTerm.objects.count() == 1


# --- reports ---------------------------------------------------------------------------------------------------------

REACH = {"draft": [], "sent": ["send"], "returned": ["send", "return"], "approved": ["send", "approve"]}


def take(step: str, report: MentorReport, mentor: Person, ministry: Person) -> MentorReport:
    if step == "send":
        return actions.send_report(actor=fresh(mentor), report=report)
    if step == "return":
        return actions.return_report(actor=ministry, report=report, reason="lengkapi")
    if step == "approve":
        return actions.approve_report(actor=ministry, report=report)
    return actions.change_report(
        actor=fresh(mentor), report=report, kind="call", held_on=report.held_on, authors="A", topics="T",
        recommendations="R",
    )  # fmt: skip


@pytest.mark.parametrize("state", list(REACH))
@pytest.mark.parametrize("step", ["change", "send", "return", "approve"])
def test_each_step_of_a_report_is_taken_or_refused_by_the_table(draft, mentor, ministry, state, step):
    assert set(REACH) == set(REPORT.states)
    for each in REACH[state]:
        take(each, draft, mentor, ministry)
    row = MentorReport.objects.get()
    target = [t.target for t in REPORT.transitions if (t.source, t.action) == (state, step)]
    if target:
        assert take(step, row, mentor, ministry).state == target[0]
    else:
        with pytest.raises((Invalid, NotFound)):
            take(step, row, mentor, ministry)
        assert MentorReport.objects.get().state == state


def test_a_report_has_one_number_and_the_second_click_makes_no_other(term, mentor, write):
    first = write(term, mentor, request_key="satu")
    again = write(term, mentor, request_key="satu")
    other = write(term, mentor)
    assert first.pk == again.pk
    assert (first.number, other.number) == ("BIM-2026-0001", "BIM-2026-0002")
    with pytest.raises(Invalid):
        write(term, mentor, authors=" ")
    assert write(term, mentor).number == "BIM-2026-0003"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held_on": TODAY + DAY}, "held_on"),
        ({"held_on": START - DAY}, "held_on"),
        ({"authors": "  "}, "authors"),
        ({"steps": [NextStep(side="region", text="", due_on=TODAY)]}, "steps"),
        ({"steps": [NextStep(side="region", text="x", due_on=None)]}, "steps"),
        ({"steps": [NextStep(side="region", text="x", due_on=START)]}, "steps"),
        ({"steps": [NextStep(side="pusat", text="x", due_on=TODAY)]}, "steps"),
        ({"steps": [NextStep(side="region", text="x", due_on=TODAY, key=999_999)]}, "steps"),
    ],
)
def test_what_a_report_refuses(term, mentor, write, given, field):
    with pytest.raises(Invalid) as refused:
        write(term, mentor, **given)
    assert field in [fault.where for fault in refused.value.faults]
    assert not MentorReport.objects.exists()


def test_topics_and_recommendations_are_needed_to_send(term, mentor, write):
    report = write(term, mentor, topics="", recommendations="")
    with pytest.raises(Invalid) as refused:
        actions.send_report(actor=fresh(mentor), report=report)
    assert {fault.where for fault in refused.value.faults} == {"topics", "recommendations"}


def test_steps_are_added_changed_and_removed_while_it_is_a_draft(draft, mentor):
    first, second = draft.follow_ups.order_by("pk")
    actions.change_report(
        actor=fresh(mentor), report=draft, kind="visit", held_on=draft.held_on, authors="A",
        steps=[
            NextStep(key=first.pk, side="mentor", text="Kirim dua contoh", due_on=TODAY),
            NextStep(key=second.pk, side="region", text="", due_on=None, remove=True),
            NextStep(side="region", text="Baru", due_on=TODAY),
        ],
    )  # fmt: skip
    assert list(draft.follow_ups.order_by("pk").values_list("text", flat=True)) == ["Kirim dua contoh", "Baru"]


def test_a_step_of_another_report_cannot_be_taken(draft, term, mentor, write):
    other = write(term, mentor)
    stolen = other.follow_ups.first()
    with pytest.raises(Invalid):
        actions.change_report(
            actor=fresh(mentor), report=draft, kind="visit", held_on=draft.held_on, authors="A",
            steps=[NextStep(key=stolen.pk, side="region", text="dicuri", due_on=TODAY)],
        )  # fmt: skip
    assert not FollowUp.objects.filter(text="dicuri").exists()


READERS = [
    ("", Role.PROGRAMME_OWNER, False, True),
    ("51", Role.PROVINCE_COORDINATOR, False, True),
    ("51", Role.LEADER, False, True),
    ("51.05", Role.REGION_COORDINATOR, False, True),
    ("51.05", Role.DIMENSION_LEAD, False, True),
    ("51.05", Role.OFFICER, False, True),
    ("51.03", Role.REGION_COORDINATOR, False, False),
    ("32", Role.PROVINCE_COORDINATOR, False, False),
    ("", Role.MENTOR, False, False),
    ("", Role.ASSESSOR, False, False),
    ("51", Role.ADMINISTRATOR, False, False),
    ("51", Role.PARTNER, False, False),
]


@pytest.mark.parametrize(("code", "role", "reads_draft", "reads_sent"), READERS)
def test_roles_and_reports(draft, mentor, ministry, person, sign_in, code, role, reads_draft, reads_sent):
    decides = role == Role.PROGRAMME_OWNER
    who = ministry if decides else person(code, role)
    client = sign_in(who)
    base = f"/kerja/bimbingan/laporan/{draft.pk}"
    assert client.get(f"{base}/").status_code == (200 if reads_draft else 404)
    assert client.post(f"{base}/kirim/").status_code == 404
    actions.send_report(actor=fresh(mentor), report=draft)
    page = client.get(f"{base}/")
    assert page.status_code == (200 if reads_sent else 404)
    assert client.get(f"{base}/ubah/").status_code == (403 if reads_sent else 404)
    assert client.post(f"{base}/kirim/").status_code == (403 if reads_sent else 404)
    listed = client.get("/kerja/bimbingan/laporan/").content.decode()
    assert (draft.number in listed) == reads_sent
    follows = role in (Role.REGION_COORDINATOR, Role.DIMENSION_LEAD, Role.OFFICER) and code == "51.05"
    for step in FollowUp.objects.all():
        expected = 404 if not reads_sent else 200 if follows and step.side == "region" else 403
        assert client.get(f"/kerja/bimbingan/langkah/{step.pk}/").status_code == expected
        assert client.get(f"/kerja/bimbingan/langkah/{step.pk}/buka-lagi/").status_code == expected
    for address, given in ((f"{base}/kembalikan/", {"reason": "x"}), (f"{base}/setujui/", {})):
        if not decides:
            assert client.post(address, given).status_code == (403 if reads_sent else 404)
    assert MentorReport.objects.get().state == "sent"


def test_the_programme_owner_decides_but_not_on_an_own_report(sent, ministry, sign_in, assign, owner, write, register):
    client = sign_in(ministry)
    assert client.post(f"/kerja/bimbingan/laporan/{sent.pk}/kembalikan/", {"reason": ""}).status_code == 422
    assert client.post(f"/kerja/bimbingan/laporan/{sent.pk}/kembalikan/", {"reason": "lengkapi"}).status_code == 302
    own = assign(ministry, "51.03")
    report = write(own, ministry)
    report = actions.send_report(actor=fresh(ministry), report=report)
    with pytest.raises(Refused):
        actions.approve_report(actor=fresh(ministry), report=report)


@pytest.mark.parametrize(
    "address",
    [
        "/kerja/bimbingan/99999/",
        "/kerja/bimbingan/99999/serah-terima/",
        "/kerja/bimbingan/99999/akhiri/",
        "/kerja/bimbingan/laporan/99999/",
        "/kerja/bimbingan/laporan/99999/ubah/",
        "/kerja/bimbingan/langkah/99999/",
    ],
)
def test_forged_keys_are_not_found(term, ministry, mentor, sign_in, address):
    for who in (ministry, mentor):
        assert sign_in(who).get(address).status_code == 404


# --- next steps ------------------------------------------------------------------------------------------------------


def test_each_side_finishes_its_own_step(sent, mentor, klungkung, bali):
    own = {step.side: step for step in sent.follow_ups.all()}
    for who, side in ((mentor, "region"), (klungkung, "mentor"), (bali, "region"), (bali, "mentor")):
        with pytest.raises(Refused):
            actions.finish_step(actor=fresh(who), follow_up=own[side], done_on=TODAY, done_note="x")
    for who, side in ((mentor, "mentor"), (klungkung, "region")):
        done = actions.finish_step(actor=fresh(who), follow_up=own[side], done_on=TODAY, done_note="Selesai")
        assert (done.done_on, done.done_by) == (TODAY, str(who))
        with pytest.raises(Invalid):
            actions.finish_step(actor=fresh(who), follow_up=done, done_on=TODAY, done_note="lagi")
        opened = actions.reopen_step(actor=fresh(who), follow_up=done, reason="ternyata belum")
        assert opened.done_on is None


@pytest.mark.parametrize(
    ("done_on", "note", "field"),
    [(TODAY + DAY, "x", "done_on"), (START, "x", "done_on"), (TODAY, " ", "done_note")],
)
def test_what_finishing_refuses(sent, klungkung, done_on, note, field):
    step = sent.follow_ups.get(side="region")
    with pytest.raises(Invalid) as refused:
        actions.finish_step(actor=klungkung, follow_up=step, done_on=done_on, done_note=note)
    assert [fault.where for fault in refused.value.faults] == [field]


def test_late_steps_are_shown_as_late(sent, klungkung, sign_in):
    klungkung.language = "en"
    klungkung.save()
    page = sign_in(klungkung).get("/kerja/bimbingan/langkah/?lihat=terlambat").content.decode()
    assert "Kirim contoh peta jalan" in page
    assert "Susun tim pelaksana" not in page
    assert sign_in(klungkung).get("/kerja/bimbingan/?terlambat=ya").content.decode().count("Kab. Klungkung</a>") == 1


# --- the end of a term -----------------------------------------------------------------------------------------------


def test_after_the_term_a_mentor_keeps_the_own_reports_and_nothing_else(
    sent, term, assign, scholar, write, mentor, ministry
):
    other = scholar("rekan")
    beside = actions.send_report(actor=fresh(other), report=write(assign(other), fresh(other)))
    assert set(access.scope(fresh(mentor), "view", MentorReport)) == {sent, beside}
    actions.end(actor=ministry, term=term, reason="selesai")
    who = fresh(mentor)
    assert set(access.scope(who, "view", MentorReport)) == {sent}
    assert not access.scope(who, "view", HandOver).exists()
    assert not access.scope(who, "edit", MentorReport).exists()
    assert not queries.mine_to_follow(who).exists()
    assert set(access.scope(who, "view", MentorTerm)) == {term}
    with pytest.raises((Refused, NotFound)):
        write(MentorTerm.objects.get(pk=term.pk), mentor)
    assert access.scope(fresh(other), "view", HandOver).count() == 1


def test_the_next_mentor_reads_what_was_left_and_follows_it(sent, term, ministry, assign, scholar):
    actions.end(actor=ministry, term=term, reason="selesai")
    successor = scholar("penerus")
    assert not access.scope(fresh(successor), "view", MentorReport).exists()
    assign(successor, start=TODAY)
    who = fresh(successor)
    assert list(access.scope(who, "view", MentorReport)) == [sent]
    assert access.scope(who, "view", HandOver).count() == 1
    left = queries.mine_to_follow(who).get()
    actions.finish_step(actor=who, follow_up=left, done_on=TODAY, done_note="dikirim")


def test_the_hand_over_says_what_the_rows_say(sent, term, ministry, mentor, write, klungkung):
    write(term, mentor, recommendations="konsep yang belum dikirim")
    actions.finish_step(actor=klungkung, follow_up=sent.follow_ups.get(side="region"), done_on=TODAY, done_note="sudah")
    actions.end(actor=ministry, term=term, reason="selesai", last_day=TODAY - DAY)
    note = HandOver.objects.get()
    seat = Membership.objects.get(person=klungkung)
    assert note.content == {
        "valid_from": START.isoformat(),
        "valid_until": (TODAY - DAY).isoformat(),
        "reports": [
            {
                "number": sent.number,
                "kind": "visit",
                "held_on": sent.held_on.isoformat(),
                "state": "sent",
                "topics": sent.topics,
                "recommendations": sent.recommendations,
            }
        ],
        "mentor_steps": [
            {"report": sent.number, "text": STEPS[0].text, "due_on": STEPS[0].due_on.isoformat()},
        ],
        "region_steps": [],
        "contacts": [
            {
                "role": "region_coordinator",
                "dimension": "",
                "organisation": str(seat.organisation),
                "membership": seat.pk,
            }
        ],
    }
    assert str(klungkung) not in str(note.content)


def test_the_hand_over_is_read_by_region_and_programme_and_as_word(sent, term, ministry, klungkung, sign_in):
    actions.end(actor=ministry, term=term, reason="selesai")
    for who in (klungkung, ministry):
        page = sign_in(who).get(f"/kerja/bimbingan/{term.pk}/serah-terima/").content.decode()
        assert "Bentuk tim lebih dahulu." in page
    assert str(klungkung) in sign_in(klungkung).get(f"/kerja/bimbingan/{term.pk}/serah-terima/").content.decode()
    word = sign_in(klungkung).get(f"/kerja/bimbingan/{term.pk}/serah-terima.docx").content
    assert "Bentuk tim lebih dahulu." in zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()


def test_a_term_that_runs_out_is_handed_over_by_the_tick(sent, term, ministry):
    row = DueAction.objects.get(kind=KIND)
    assert row.payload == {"term": term.pk, "until": END.isoformat()}
    due_actions.get(KIND)(**row.payload)
    assert not HandOver.objects.exists()  # not yet: it comes again
    assert DueAction.objects.filter(kind=KIND).count() == 2
    with clock.pinned(END + DAY):
        due_actions.get(KIND)(**row.payload)
        due_actions.get(KIND)(**row.payload)
    assert HandOver.objects.count() == 1


def test_the_appointment_of_an_extended_term_moves(term, ministry):
    old = DueAction.objects.get(kind=KIND).payload
    actions.extend(actor=ministry, term=term, valid_until=END + 30 * DAY)
    with clock.pinned(END + DAY):
        due_actions.get(KIND)(**old)
        assert not HandOver.objects.exists()


def test_a_membership_that_an_administrator_ends_is_handed_over_too(sent, term, mentor, person):
    home = Membership.objects.get(pk=term.membership_id).organisation
    admin = Person.objects.create_user("admin@contoh.id", "kata-sandi-uji", name="admin")
    Membership.objects.create(person=admin, organisation=home, role=Role.ADMINISTRATOR, granted_by="test")
    end_membership(actor=admin, membership=term.membership)
    assert not access.scope(fresh(mentor), "edit", MentorReport).exists()
    outbox.deliver()
    assert HandOver.objects.get().term == term
    assert MentorTerm.objects.get().valid_until == TODAY - DAY


def test_a_term_is_ended_once(term, ministry):
    actions.end(actor=ministry, term=term, reason="selesai")
    with pytest.raises(Invalid):
        actions.end(actor=ministry, term=MentorTerm.objects.get(), reason="lagi")
    with pytest.raises(Invalid):
        actions.extend(actor=ministry, term=MentorTerm.objects.get(), valid_until=END)


# --- pages, steps, the gate's check ----------------------------------------------------------------------------------


def rows(*steps: dict[str, str], initial: int = 0) -> dict[str, str]:
    given = {"langkah-TOTAL_FORMS": str(len(steps)), "langkah-INITIAL_FORMS": str(initial)}
    for number, step in enumerate(steps):
        given |= {f"langkah-{number}-{name}": value for name, value in step.items()}
    return given


def test_a_report_through_the_pages(term, mentor, ministry, klungkung, sign_in):
    client = sign_in(mentor)
    address = f"/kerja/bimbingan/{term.pk}/laporan-baru/"
    assert client.get(address).status_code == 200
    given = {"kind": "visit", "held_on": TODAY.isoformat(), "authors": "P", "topics": "T", "recommendations": "R"}
    step = {"side": "region", "text": "Susun <b>tim</b>", "due_on": TODAY.isoformat()}
    assert client.post(address, given | rows(step | {"due_on": "besok"})).status_code == 422
    assert client.post(address, given).status_code == 422  # the rows are missing altogether
    assert client.post(address, given | rows(step, {"side": "mentor", "text": "", "due_on": ""})).status_code == 302
    report = MentorReport.objects.get()
    row = report.follow_ups.get()
    base = f"/kerja/bimbingan/laporan/{report.pk}"
    changed = given | rows(step | {"key": str(row.pk), "text": "Susun tim"}, initial=1)
    assert client.post(f"{base}/ubah/", changed | {"version": "1"}).status_code == 302
    assert client.post(f"{base}/ubah/", changed | {"version": "9"}).status_code == 409
    assert report.follow_ups.get().text == "Susun tim"
    assert client.post(f"{base}/kirim/").status_code == 302
    client = sign_in(klungkung)
    assert client.get(f"{base}/").status_code == 200
    done = client.post(f"/kerja/bimbingan/langkah/{row.pk}/", {"done_on": TODAY.isoformat(), "done_note": "Ada"})
    assert done.status_code == 302
    assert sign_in(ministry).post(f"{base}/setujui/").status_code == 302
    assert MentorReport.objects.get().state == "approved"


def test_a_mentor_is_assigned_extended_and_ended_through_the_pages(mentor, ministry, sign_in, register):
    client = sign_in(ministry)
    given = {
        "mentor": mentor.pk,
        "region": register["51.05"].pk,
        "valid_from": "2026-11-01",
        "valid_until": "2027-06-30",
    }
    assert client.post("/kerja/bimbingan/tugaskan/", given | {"valid_until": "2026-10-01"}).status_code == 422
    assert client.post("/kerja/bimbingan/tugaskan/", given | {"mentor": 99_999}).status_code == 422
    assert client.post("/kerja/bimbingan/tugaskan/", given).status_code == 302
    term = MentorTerm.objects.get()
    base = f"/kerja/bimbingan/{term.pk}"
    assert client.post(f"{base}/perpanjang/", {"valid_until": "2027-12-31"}).status_code == 302
    assert client.post(f"{base}/akhiri/", {"version": "1", "last_day": "2026-11-23", "reason": "x"}).status_code == 409
    assert client.post(f"{base}/akhiri/", {"last_day": "2026-11-23", "reason": "x"}).status_code == 302
    assert HandOver.objects.count() == 1
    assert client.get(f"{base}/").status_code == 200


def test_a_stale_report_is_a_conflict(draft, mentor):
    with pytest.raises(Conflict):
        actions.send_report(actor=fresh(mentor), report=draft, version=draft.version + 1)


def keys(person: Person) -> list[str]:
    return sorted(step["key"].rsplit(".", 1)[0] for step in steps_of_mentoring(fresh(person)))


def test_everyone_is_told_the_step_that_is_theirs(term, mentor, klungkung, ministry, write):
    assert keys(mentor) == ["movement.mentoring.write"]
    report = write(term, mentor)
    assert keys(mentor) == []
    report = actions.send_report(actor=fresh(mentor), report=report)
    assert keys(mentor) == keys(klungkung) == ["movement.mentoring.follow"]
    assert keys(ministry) == ["movement.mentoring"]
    actions.return_report(actor=ministry, report=report, reason="lengkapi")
    assert keys(ministry) == []
    assert keys(mentor) == ["movement.mentoring.follow", "movement.mentoring.mend"]
    actions.finish_step(actor=klungkung, follow_up=report.follow_ups.get(side="region"), done_on=TODAY, done_note="x")
    assert keys(klungkung) == []


def test_many_steps_are_one_step_that_leads_to_the_list(term, mentor, klungkung, write):
    many = [NextStep(side="region", text=f"Langkah {n}", due_on=TODAY) for n in range(9)]
    actions.send_report(actor=fresh(mentor), report=write(term, mentor, steps=many))
    assert [step["key"] for step in steps_of_mentoring(klungkung)] == ["movement.mentoring.follow"]


def test_the_gate_asks_for_mentors_of_many_regions_at_once(term, assign, scholar, register):
    check = checks.get("mentors_assigned")
    regions = [register[code] for code in ("51.03", "51.05", "51.06")]
    found = check(regions, parameters={"least": 1}, on=TODAY)
    assert {r.code: found[r.pk].met for r in regions} == {"51.03": False, "51.05": True, "51.06": False}
    assert found[register["51.05"].pk].day == START
    assert not check(regions, parameters={"least": 1}, on=END + DAY)[register["51.05"].pk].met
    assert not check(regions, parameters={"least": 2}, on=TODAY)[register["51.05"].pk].met
    assign(scholar("kedua"))
    assert check(regions, parameters={"least": 2}, on=TODAY)[register["51.05"].pk].met
    with CaptureQueriesContext(connection) as captured:
        check(list(register.values())[:300], parameters={}, on=TODAY)
    assert len(captured) == 1


def test_pages_cost_the_same_for_one_and_thirty(
    term, mentor, assign, scholar, write, ministry, bali, sign_in, register
):
    counts: dict[str, list[int]] = {}
    codes = [f"51.0{n}" for n in (1, 2, 3, 4, 6, 7, 8)]
    for _round in range(2):
        for number, code in enumerate(codes[: 1 if _round == 0 else None]):
            who = scholar(f"p{_round}{number}")
            own = assign(who, code)
            for _report in range(1 + 4 * _round):
                actions.send_report(actor=fresh(who), report=write(own, who))
        client = sign_in(bali)
        for address in ("/kerja/bimbingan/", "/kerja/bimbingan/laporan/", "/kerja/bimbingan/langkah/"):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.setdefault(address, []).append(len(captured))
    assert all(first == second <= 25 for first, second in counts.values()), counts
    assert MentorReport.objects.count() >= 30


def test_the_note_as_a_document_carries_the_mark_when_it_is_invented(sent, term, ministry):
    actions.end(actor=ministry, term=term, reason="selesai")
    note = HandOver.objects.get()
    assert not handover.document(note, "Kementerian").simulated
    note.simulated = True
    assert handover.document(note, "Kementerian").simulated


def test_how_a_report_came_about_is_its_mentors_own(sent, mentor, klungkung):
    written = AuditEntry.objects.filter(action__in=("report.write", "follow_up.keep"))
    assert written.exists()
    assert not written.filter(writings_of_others(fresh(mentor))).exists()
    assert written.filter(writings_of_others(klungkung)).count() == written.count()
    assert not AuditEntry.objects.filter(writings_of_others(klungkung), action="report.send").exists()
