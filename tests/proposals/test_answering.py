"""Answers: prepared in private, published by somebody else, objected to once; money only with its document."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from smartprovince.core import access, clock
from smartprovince.core.errors import Invalid, NotFound, Refused
from smartprovince.proposals import settings, states
from smartprovince.proposals.answering import actions
from smartprovince.proposals.answering.carrying import make_programme
from smartprovince.proposals.models import Answer, Proposal

pytestmark = pytest.mark.django_db

FOR_2024 = {"outcome": "recommended", "text": "Direkomendasikan untuk RKPD 2024.", "rkpd_year": 2024}
NOT = {"outcome": "not_recommended", "text": "Belum dapat direkomendasikan.", "reason": "Sudah ada program serupa."}


def planned(world, sent, **fields):
    return sent(state=states.PLANNING, **fields)


def prepare(world, proposal, **given):
    values = FOR_2024 | {"recommended_cost": 3_418_800_000} | given
    return actions.prepare_answer(actor=world.people["planner:51"], proposal=proposal, **values)


def test_an_answer_in_preparation_is_for_those_who_handle_it(world, sent):
    proposal = planned(world, sent)
    answer = prepare(world, proposal)
    readers = {name for name, each in world.people.items() if access.may(each, "view", answer)}
    assert readers == {"province_coordinator:51", "planner:51", "leader:51"}
    proposal.refresh_from_db()
    assert proposal.state == states.PLANNING


def test_publishing_tells_the_proposer(world, sent):
    proposal = planned(world, sent)
    answer = prepare(world, proposal)
    actions.publish_answer(actor=world.people["leader:51"], answer=answer)
    proposal.refresh_from_db()
    assert proposal.state == states.RECOMMENDED
    assert access.may(world.people["officer:51.01"], "view", answer)
    assert not access.may(world.people["officer:51.02"], "view", answer)
    with pytest.raises(Invalid):
        actions.publish_answer(actor=world.people["leader:51"], answer=answer)


def test_whoever_prepared_it_does_not_publish_it(world, sent):
    from smartprovince.organisations.models import Membership
    from smartprovince.organisations.roles import Role

    both = world.people["planner:51"]
    Membership.objects.create(person=both, organisation=world.organisations["51"], role=Role.LEADER, granted_by="test")
    answer = prepare(world, planned(world, sent))
    with pytest.raises(Refused):
        actions.publish_answer(actor=type(both).objects.get(pk=both.pk), answer=answer)
    with pytest.raises(NotFound):
        actions.publish_answer(actor=world.people["officer:51.01"], answer=answer)


def test_many_answers_are_published_together_or_none(world, sent):
    answers = [prepare(world, planned(world, sent, number=f"USL-2020-000{n}")) for n in range(1, 4)]
    rows = [{"answer": each} for each in answers]
    leader = world.people["leader:51"]
    last = answers[-1].proposal
    Proposal.objects.filter(pk=last.pk).update(state=states.REVIEWING)
    related = ("proposal", "proposal__forwarding")
    with pytest.raises(Invalid):
        actions.publish_answer.many(actor=leader, rows=rows, related=related)
    assert not Answer.objects.filter(published_at__isnull=False).exists()
    Proposal.objects.filter(pk=last.pk).update(state=states.PLANNING)
    assert actions.publish_answer.many(actor=leader, rows=rows, related=related) == 3
    assert set(Proposal.objects.values_list("state", flat=True)) == {states.RECOMMENDED}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"text": "Usulan Anda disetujui."}, "text"),
        ({"text": "Dana akan dianggarkan tahun depan."}, "text"),
        ({"text": " "}, "text"),
        ({"rkpd_year": 2023}, "rkpd_year"),
        ({"recommended_cost": None}, "recommended_cost"),
        (NOT | {"could_change": ""}, "could_change"),
        (NOT | {"reason": "", "could_change": "x"}, "reason"),
        ({"outcome": "deferred", "reason": "x", "could_change": "y", "review_on": date(2022, 11, 7)}, "review_on"),
        ({"outcome": "to_region"}, "region"),
        ({"outcome": "budgeted"}, "outcome"),
    ],
)
def test_an_answer_names_what_it_lacks_and_promises_nothing(world, sent, given, place):
    with pytest.raises(Invalid) as error:
        prepare(world, planned(world, sent), **given)
    assert place in [each.where for each in error.value.faults]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("day", "year"), [(date(2022, 3, 1), 2023), (date(2022, 6, 30), 2023), (date(2022, 10, 13), 2024)]
)
def test_the_rkpd_of_a_year_is_fixed_in_june_of_the_year_before(db, day, year):
    assert settings.earliest_rkpd("51", day) == year


def published(world, sent, **given):
    proposal = planned(world, sent)
    answer = prepare(world, proposal, **given)
    actions.publish_answer(actor=world.people["leader:51"], answer=answer)
    proposal.refresh_from_db()
    return proposal


def test_an_objection_is_filed_once_and_within_its_days(world, sent):
    proposal = published(world, sent, **NOT, could_change="Bila lokasi berbeda.")
    officer, region = world.people["officer:51.01"], world.people["region_coordinator:51.01"]
    with pytest.raises(Refused):
        actions.file_objection(actor=officer, proposal=proposal, text="Tolong dilihat lagi.")
    late = clock.today() + timedelta(days=15)
    with clock.pinned(late), pytest.raises(Invalid):
        actions.file_objection(actor=region, proposal=proposal, text="Terlambat.")
    actions.file_objection(actor=region, proposal=proposal, text="Programnya berbeda lokasi.")
    with pytest.raises(Invalid):
        actions.file_objection(actor=region, proposal=proposal, text="Sekali lagi.")


@pytest.mark.parametrize(("uphold", "state"), [(True, states.REVIEWING), (False, states.NOT_RECOMMENDED)])
def test_an_objection_is_decided_with_words(world, sent, uphold, state):
    proposal = published(world, sent, **NOT, could_change="Bila lokasi berbeda.")
    actions.file_objection(actor=world.people["region_coordinator:51.01"], proposal=proposal, text="Beda lokasi.")
    leader = world.people["leader:51"]
    with pytest.raises(Invalid):
        actions.decide_objection(actor=leader, proposal=proposal, uphold=uphold, answer="")
    actions.decide_objection(actor=leader, proposal=proposal, uphold=uphold, answer="Kami lihat lagi lokasinya.")
    proposal.refresh_from_db()
    assert proposal.state == state


def test_a_usulan_reaches_the_centre_with_the_letter_of_the_head_of_region(world, sent):
    proposal = planned(world, sent)
    answer = prepare(world, proposal, outcome="to_centre", text="Diteruskan ke pusat.")
    leader, planner = world.people["leader:51"], world.people["planner:51"]
    with pytest.raises(Invalid):
        actions.publish_answer(actor=leader, answer=answer)
    letter = {"addressee": "Kementerian", "letter_number": "050/1/2022", "signed_by": "Gubernur"}
    with pytest.raises(Invalid):
        actions.record_letter(actor=planner, proposal=proposal, **letter, letter_date=date(2022, 11, 8))
    actions.record_letter(actor=planner, proposal=proposal, **letter, letter_date=date(2022, 11, 1))
    actions.publish_answer(actor=leader, answer=answer)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.due_on) == (states.TO_CENTRE, date(2023, 1, 30))
    assert access.may(world.people["programme_owner:"], "view", proposal)
    budget = {"document": "DIPA", "number": "1", "date": date(2022, 11, 7), "year": 2023, "amount": 5}
    with pytest.raises(Invalid):
        actions.budget_proposal(actor=planner, proposal=proposal, **budget)
    reply = {"number": "B-1", "date": date(2022, 11, 7), "text": "Belum dapat dipenuhi."}
    actions.record_reply(actor=planner, proposal=proposal, accepted=False, **reply)
    proposal.refresh_from_db()
    assert proposal.state == states.NOT_RECOMMENDED
    assert proposal.answers.order_by("pk").last().text == "Belum dapat dipenuhi."


def test_money_is_spoken_of_with_its_document_only_and_becomes_a_programme(world, sent, aid):
    proposal = published(world, sent)
    planner = world.people["planner:51"]
    rkpd = {"document": "Pergub RKPD", "number": "30 Tahun 2023", "date": date(2023, 7, 3), "year": 2024}
    with clock.pinned(date(2023, 7, 10)):
        for wrong in ({"number": ""}, {"date": date(2022, 6, 30), "year": 2023}, {"year": 2026}):
            with pytest.raises(Invalid):
                actions.enter_rkpd(actor=planner, proposal=proposal, **rkpd | wrong)
        actions.enter_rkpd(actor=planner, proposal=proposal, **rkpd)
    budget = {"document": "Perda APBD", "number": "9 Tahun 2023", "date": date(2023, 12, 1), "year": 2024}
    with clock.pinned(date(2023, 12, 20)):
        with pytest.raises(Invalid):
            actions.budget_proposal(actor=planner, proposal=proposal, **budget, amount=0, fund_source=aid)
        actions.budget_proposal(actor=planner, proposal=proposal, **budget, amount=3_418_800_000, fund_source=aid)
    proposal.refresh_from_db()
    assert proposal.state == states.BUDGETED
    programme = make_programme(actor=world.people["province_coordinator:51"], proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.programme == programme
    assert programme.origin_id == str(proposal.pk)
    line = programme.budget.get()
    assert (line.year, line.fund_source, line.planned, line.document) == (
        2024,
        aid,
        3_418_800_000,
        "Perda APBD 9 Tahun 2023",
    )
    with pytest.raises(Invalid):
        make_programme(actor=world.people["province_coordinator:51"], proposal=proposal)


def test_aid_becomes_a_programme_of_the_region_that_gets_it(world, sent, aid):
    proposal = sent(state=states.BUDGETED, kind=Proposal.Kind.EARMARKED_AID)
    proposal.plan_facts.create(
        kind="budget", date=date(2022, 11, 1), year=2023, amount=5, fund_source=aid, recorded_by="x"
    )
    with pytest.raises(Refused):
        make_programme(actor=world.people["province_coordinator:51"], proposal=proposal)
    made = make_programme(actor=world.people["region_coordinator:51.01"], proposal=proposal)
    assert made.region == world.regions["51.01"]


def test_work_begins_after_the_budget_and_ends_after_it_began(world, sent, aid):
    proposal = sent(state=states.BUDGETED)
    proposal.plan_facts.create(
        kind="budget", date=date(2022, 6, 1), year=2022, amount=5, fund_source=aid, recorded_by="x"
    )
    planner = world.people["planner:51"]
    with pytest.raises(Invalid):
        actions.start_work(actor=planner, proposal=proposal, date=date(2022, 5, 1))
    actions.start_work(actor=planner, proposal=proposal, date=date(2022, 7, 1))
    with pytest.raises(Invalid):
        actions.finish_work(actor=planner, proposal=proposal, date=date(2022, 6, 30))
    actions.finish_work(actor=planner, proposal=proposal, date=date(2022, 10, 1))
    proposal.refresh_from_db()
    assert proposal.state == states.DONE
