"""The rules of counting, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartprovince.movement.counting import (
    Fact,
    Met,
    Rule,
    Status,
    Why,
    count,
    floor_met,
    history,
    needed_for,
    stage_reached,
    verdict,
)

D = date


def joined(first: date | None, last: date, **more) -> Fact:
    return Fact("joined", first, last, **more)


@pytest.mark.parametrize(
    ("of", "needed"),
    [(33, 27), (19, 16), (27, 22), (35, 28), (5, 4), (38, 31), (8, 7), (9, 8), (10, 8), (15, 12)],
)
def test_needed_is_the_table_of_the_programme(of, needed):
    """domain.md §4, the ten outreach provinces of 2022."""
    assert needed_for(0.80, of) == needed


@given(st.integers(0, 1000), st.integers(0, 100))
def test_needed_is_the_least_number_that_reaches_the_floor(of, hundredths):
    needed = needed_for(hundredths / 100, of)
    assert needed * 100 >= hundredths * of
    assert (needed - 1) * 100 < hundredths * of


def test_a_region_without_any_paper_is_unknown_by_every_rule():
    for rule in Rule:
        assert verdict(rule, [], D(2022, 10, 13)).status == Status.POSSIBLE


def test_joining_later_says_that_it_had_not_joined_before():
    assert verdict(Rule.JOINED, [joined(D(2023, 2, 28), D(2023, 2, 28))], D(2022, 10, 13)).status == Status.NOT_YET


@pytest.mark.parametrize("kind", ["drafted", "in_force"])
def test_a_plan_documented_later_may_have_been_there_before(kind):
    """A region may have written a plan by itself earlier: only joining is dated by its own paper."""
    fact = Fact(kind, D(2023, 5, 1), D(2023, 5, 1), fixed=True)
    found = verdict(Rule(kind), [fact], D(2022, 1, 1))
    assert (found.status, found.why) == (Status.POSSIBLE, Why.NO_PAPER)


def test_joining_never_counts_as_drafted_or_in_force():
    facts = [joined(D(2017, 5, 22), D(2017, 5, 22))]
    on = D(2024, 1, 1)
    assert [verdict(rule, facts, on).status for rule in Rule] == [Status.DOCUMENTED, Status.POSSIBLE, Status.POSSIBLE]


def test_drafting_does_not_count_as_in_force():
    facts = [Fact("drafted", D(2019, 1, 1), D(2019, 1, 1))]
    assert verdict(Rule.IN_FORCE, facts, D(2024, 1, 1)).status == Status.POSSIBLE


def test_in_force_needs_a_regulation_that_stands():
    day = D(2020, 3, 1)
    assert verdict(Rule.IN_FORCE, [Fact("in_force", day, day)], D(2024, 1, 1)).status == Status.POSSIBLE
    assert verdict(Rule.IN_FORCE, [Fact("in_force", day, day, fixed=True)], D(2024, 1, 1)).status == Status.DOCUMENTED


def test_a_regulation_runs_out_after_its_last_day():
    fact = Fact("in_force", D(2018, 1, 1), D(2018, 1, 1), fixed=True, valid_until=D(2022, 12, 31))
    assert verdict(Rule.IN_FORCE, [fact], D(2022, 12, 31)).status == Status.DOCUMENTED
    after = verdict(Rule.IN_FORCE, [fact], D(2023, 1, 1))
    assert (after.status, after.why) == (Status.POSSIBLE, Why.EXPIRED)


def test_a_rough_date_is_uncertain_only_inside_its_interval():
    fact = joined(D(2018, 3, 1), D(2018, 10, 22))
    days = [D(2018, 2, 28), D(2018, 3, 1), D(2018, 10, 21), D(2018, 10, 22)]
    assert [verdict(Rule.JOINED, [fact], day).status for day in days] == [
        Status.NOT_YET,
        Status.POSSIBLE,
        Status.POSSIBLE,
        Status.DOCUMENTED,
    ]


def test_without_a_first_day_everything_before_is_uncertain():
    assert verdict(Rule.JOINED, [joined(None, D(2020, 1, 1))], D(1999, 1, 1)).why == Why.ROUGH_DATE


def test_a_letter_that_there_is_none_settles_the_days_up_to_its_own():
    letter = joined(D(2024, 6, 1), D(2024, 6, 1), holds=False)
    assert verdict(Rule.JOINED, [letter], D(2023, 12, 31)).status == Status.NOT_YET
    assert verdict(Rule.JOINED, [letter], D(2024, 6, 2)).status == Status.POSSIBLE


@pytest.mark.parametrize(
    ("documented", "possible", "met"),
    [(8, 8, Met.YES), (8, 9, Met.YES), (7, 9, Met.UNDETERMINED), (6, 7, Met.NO)],
)
def test_the_floor_is_undetermined_between(documented, possible, met):
    assert floor_met(documented, possible, 8, 9) == met


def test_history_is_a_step_line_with_a_band_for_rough_dates():
    regions = [[joined(D(2017, 5, 22), D(2017, 5, 22))], [joined(D(2018, 3, 1), D(2018, 10, 22))], []]
    steps = [(s.day.isoformat(), s.documented, s.possible) for s in history(Rule.JOINED, regions, D(2020, 1, 1))]
    assert steps == [("2017-05-22", 1, 2), ("2018-03-01", 1, 3), ("2018-10-22", 2, 3), ("2020-01-01", 2, 3)]


def test_a_memorandum_is_the_launch_and_the_furthest_stage_counts():
    facts = [joined(D(2017, 5, 22), D(2017, 5, 22)), Fact("implementation", D(2017, 7, 1), D(2017, 10, 31))]
    assert stage_reached(facts, D(2017, 6, 1)) == "launch"
    assert stage_reached(facts, D(2018, 1, 1)) == "implementation"
    assert stage_reached(facts, D(2016, 1, 1)) == ""


days = st.dates(D(2015, 1, 1), D(2026, 1, 1))
facts = st.builds(
    lambda kind, a, b, holds, fixed: Fact(kind, min(a, b), max(a, b), holds=holds, fixed=fixed),
    st.sampled_from(["joined", "drafted", "in_force"]),
    days,
    days,
    st.booleans(),
    st.booleans(),
)


@given(st.lists(st.lists(facts, max_size=4), max_size=12), days, st.sampled_from(list(Rule)), st.randoms())
def test_counts_are_bounded_and_do_not_depend_on_order(regions, on, rule, random):
    found = count(rule, regions, on)
    assert 0 <= found.documented <= found.possible <= found.of == len(regions)
    shuffled = [random.sample(each, len(each)) for each in regions]
    random.shuffle(shuffled)
    assert count(rule, shuffled, on) == found
