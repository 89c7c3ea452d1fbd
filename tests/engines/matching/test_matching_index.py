"""Hits, scores, keys, and an index that grows and shrinks."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartprovince.engines.matching import MatchingError, TextIndex
from smartprovince.engines.matching.index import TERM_SHARE

WORDS = ["sampah", "persampahan", "desa", "wifi", "internet", "publik", "air", "bersih", "dan", "2024", "kelola", "z"]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
corpora = st.lists(texts, max_size=8)


def build(texts, keys=None):
    """With synonyms enough for these words: reading the whole table for each example takes longer than the rest."""
    return TextIndex.build(texts, keys, synonyms={"sampah": "persampahan", "wifi": ["internet publik", "internet"]})


def pairs(hits):
    return [
        [(int(key), float(score)) for key, score in zip(*row, strict=True) if key >= 0]
        for row in zip(hits.ids, hits.scores, strict=True)
    ]


def test_the_score_is_tfidf_cosine_worked_out_by_hand():
    """A word of one letter is one gram (the letter in spaces), so that both spaces hold the same counts here."""
    index = TextIndex.build(["a b", "a c c", "d"], synonyms=None)
    a, b, c = log(4 / 3) + 1, log(4 / 2) + 1, log(4 / 2) + 1
    expected = (a * a) / (sqrt(a**2 + b**2) * sqrt(a**2 + (2 * c) ** 2))

    hits = index.query(["a b"], top=3)

    assert hits.ids.tolist() == [[0, 1, -1]]
    np.testing.assert_allclose(hits.scores, [[1, expected, 0]], atol=1e-5)


def test_letters_have_the_share_that_terms_leave():
    """ "abcd" and "abce" share the grams " ab" and "abc" of four each."""
    index = TextIndex.build(["abce"], synonyms=None)
    one, new = log(2 / 2) + 1, log(2 / 1) + 1
    cosine = (2 * one * one) / (sqrt(4 * one**2) * sqrt(2 * one**2 + 2 * new**2))

    np.testing.assert_allclose(index.query(["abcd"], top=1).scores, [[(1 - TERM_SHARE) * cosine]], atol=1e-5)


def test_a_word_that_no_text_holds_makes_the_query_longer():
    """1 for each gram of "a", which the index knows; ln 2 + 1 for "b", which it does not."""
    hits = TextIndex.build(["a"]).query(["a b"], top=1)

    np.testing.assert_allclose(hits.scores, [[1 / sqrt(1 + (log(2) + 1) ** 2)]], atol=1e-5)


@given(corpora)
def test_a_text_that_stands_in_the_index_scores_one(corpus):
    hits = build(corpus).query(corpus, top=len(corpus) or 1)

    for own, found in enumerate(pairs(hits)):
        assert ((own, 1.0) in found) == bool(corpus[own])


@given(corpora, corpora)
def test_scores_lie_between_0_and_1_and_fall(corpus, asked):
    hits = build(corpus).query(asked, top=9)

    assert hits.ids.dtype == np.int64
    assert hits.ids.shape == hits.scores.shape == (len(asked), 9)
    assert ((hits.scores >= 0) & (hits.scores <= 1)).all()
    assert (np.diff(hits.scores, axis=1) <= 0).all()
    assert ((hits.scores > 0) == (hits.ids >= 0)).all()


def test_equal_scores_stand_in_the_order_of_keys():
    index = build(["air bersih"] * 5, keys=[40, 7, 30, 2, 11])

    assert index.query(["air bersih"], top=3).ids.tolist() == [[2, 7, 11]]


@given(corpora, texts, st.data())
def test_among_is_the_full_ranking_without_the_others(corpus, asked, data):
    index = build(corpus, keys=range(10, 10 + len(corpus)))
    among = data.draw(st.sets(st.sampled_from(range(10, 10 + len(corpus)))) if corpus else st.just(set()))
    [everything] = pairs(index.query([asked], top=20))

    assert pairs(index.query([asked], top=2, among=among)) == [[hit for hit in everything if hit[0] in among][:2]]


steps = st.lists(
    st.one_of(st.tuples(st.just("add"), texts), st.tuples(st.just("remove"), st.integers(0, 50))), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(corpora, steps, corpora)
def test_an_index_that_grew_and_shrank_is_the_index_built_at_once(corpus, steps, asked):
    index, left, new = build(corpus), dict(enumerate(corpus)), 100
    for verb, what in steps:
        if verb == "add":
            index.add([what], [new])
            left[new] = what
            new += 1
        elif left:
            key = sorted(left)[what % len(left)]
            index.remove([key])
            del left[key]
        index.query(asked, top=1)  # what was worked out for it must not outlive the next change
    fresh = build(list(left.values()), left)

    assert len(index) == len(left)
    assert pairs(index.query(asked)) == pairs(fresh.query(asked))
    assert index.duplicates(0.3) == fresh.duplicates(0.3)


@given(st.permutations(range(6)))
def test_the_order_in_which_texts_are_given_does_not_matter(order):
    corpus = ["sampah desa", "wifi desa", "internet publik desa", "air bersih", "kelola air", "air dan sampah desa"]
    shuffled = build([corpus[key] for key in order], order)

    assert pairs(shuffled.query(corpus)) == pairs(build(corpus).query(corpus))


@given(corpora)
def test_duplicates_are_what_queries_find_in_either_direction(corpus):
    index = build(corpus)
    found = {(one, other): score for one, other, score in index.duplicates(0.25)}
    asked = [dict(row) for row in pairs(index.query(corpus, top=len(corpus) or 1))]
    near = {(one, other) for one in range(len(corpus)) for other in range(one) if asked[one].get(other, 0) >= 0.251}

    assert {(other, one) for one, other in near} <= set(found)
    for (one, other), score in found.items():
        assert one < other
        assert asked[one][other] == pytest.approx(score, abs=2e-5)
        assert asked[other][one] == pytest.approx(score, abs=2e-5)


def test_duplicates_come_highest_first_and_then_by_key():
    corpus = ["air bersih desa", "sampah kota", "air bersih desa", "sampah kota", "air bersih desa adat"]

    found = build(corpus, keys=[5, 4, 3, 2, 1]).duplicates()

    assert found[:2] == [(2, 4, 1.0), (3, 5, 1.0)]
    assert [pair[:2] for pair in found[2:]] == [(1, 3), (1, 5)]
    assert 0.6 <= found[2][2] == found[3][2] < 1


def test_more_texts_than_fit_in_one_pass_are_compared_with_all():
    corpus = [f"nomor {number} unik{number}" for number in range(150)]
    corpus[149] = corpus[3]

    index = build(corpus)

    assert index.duplicates(0.95) == [(3, 149, 1.0)]
    assert index.query(corpus, top=1).ids[:, 0].tolist() == [*range(149), 3]


def test_empty_texts_and_an_empty_index_find_nothing():
    empty = build([])

    assert empty.query(["sampah"], top=2).ids.tolist() == [[-1, -1]]
    assert empty.query([], top=2).ids.shape == (0, 2)
    assert empty.query(["sampah"], among=[]).scores.tolist() == [[0.0] * 10]
    assert empty.duplicates() == []
    holes = build(["", "sampah", " .,! "])
    assert holes.query(["", "sampah", "?"], top=2).ids.tolist() == [[-1, -1], [1, -1], [-1, -1]]
    assert holes.duplicates(0.01) == []
    holes.remove([0, 1, 2])
    assert holes.query(["sampah"], top=1).ids.tolist() == [[-1]]
    holes.add(["sampah"], [1])
    assert holes.query(["sampah"], top=1).ids.tolist() == [[1]]


def test_keys_may_be_arrays():
    index = build(["air", "sampah"], keys=np.array([8, 9]))

    assert index.query(["sampah"], top=1, among=np.array([9])).ids.tolist() == [[9]]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda index: index.add(["x"], [1]), "keys given twice: 1"),
        (lambda index: index.add(["x", "y"], [5, 5]), "keys given twice: 5"),
        (lambda index: index.add(["x"], [5, 6]), "1 texts with 2 keys"),
        (lambda index: index.add(["x"], [-1]), "no keys: -1"),
        (lambda index: index.add(["x"], ["5"]), "no keys: '5'"),
        (lambda index: index.add(["x"], [True]), "no keys: True"),
        (lambda index: index.add("x", [5]), "put it in a list"),
        (lambda index: index.add(["x", None], [5, 6]), "text 1 is NoneType"),
        (lambda index: index.remove([0, 7]), "not in the index: 7"),
        (lambda index: index.query(["x"], among=[0, 7, 8]), "not in the index: 7, 8"),
        (lambda index: index.query(["x"], among=["0"]), "no keys: '0'"),
        (lambda index: index.query("x"), "put it in a list"),
        (lambda index: index.query(["x"], top=0), "top is 0"),
        (lambda index: index.duplicates(0), "threshold is 0"),
        (lambda index: index.duplicates(1.5), "threshold is 1.5"),
    ],
)
def test_what_is_refused_changes_nothing(call, said):
    index = build(["air bersih", "sampah desa"])

    with pytest.raises(MatchingError, match=said):
        call(index)

    assert len(index) == 2
    assert pairs(index.query(["sampah desa"], top=1)) == [[(1, 1.0)]]


def test_a_refusal_is_a_value_error():
    assert issubclass(MatchingError, ValueError)
