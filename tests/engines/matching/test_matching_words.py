"""Indonesian texts: what is found, and the reasons a civil servant reads."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from smartprovince.engines.matching import MatchingError, TextIndex, default_synonyms
from smartprovince.engines.matching.near_words import are_near
from smartprovince.engines.matching.thesaurus import Thesaurus
from smartprovince.engines.matching.words import words

REGISTER = [
    "Penyediaan internet publik nirkabel desa",
    "Aplikasi pengelolaan sampah berbasis Android",
    "Layanan kependudukan dan pencatatan sipil daring",
    "Sistem peringatan dini banjir di daerah aliran sungai",
    "Pembayaran retribusi pasar dengan QRIS",
    "Perpustakaan keliling 2024",
    "<script>alert('x')</script>",
    '=HYPERLINK("http://contoh")',
]


@pytest.mark.parametrize(
    ("typed", "found", "reasons"),
    [
        ("Wi-Fi gratis di desa", 0, {"wi-fi = internet publik", "desa"}),
        ("kelola sampah lewat HP", 1, {"hp = android", "kelola ~ pengelolaan", "sampah"}),
        ("Dukcapil online", 2, {"dukcapil = kependudukan dan pencatatan sipil", "online = daring"}),
        ("KEPENDUDUKAN & PENCATATAN SIPIL", 2, {"kependudukan & pencatatan sipil = kependudukan dan pencatatan sipil"}),
        ("EWS luapan sungai", 3, {"ews = peringatan dini", "luapan sungai = banjir"}),
        ("Bayar iuran pasar non-tunai", 4, {"bayar ~ pembayaran", "iuran = retribusi", "non-tunai = qris", "pasar"}),
        ("perpustakaan-perpustakaan, tahun 2024!", 5, {"perpustakaan", "2024"}),
        ("perpustakkaan", 5, {"perpustakkaan ~ perpustakaan"}),
        ("<SCRIPT>", 6, {"script"}),
        ('=hyperlink("x")', 7, {"hyperlink"}),
    ],
)
def test_what_is_typed_finds_what_is_meant_and_says_why(typed, found, reasons):
    hits = TextIndex.build(REGISTER).query([typed], top=3)

    assert hits.ids[0, 0] == found
    assert reasons <= set(hits.reasons(0, 0))


@pytest.mark.parametrize(
    "other", ["SAMPAH DESA", "sampah, desa", "desa sampah", "Sampah  desa\n", "ｓampah–desa", "sampah di desa-desa"]
)
def test_case_punctuation_order_and_width_do_not_matter(other):
    assert TextIndex.build(["sampah desa"]).query([other], top=1).scores[0, 0] == 1.0


def test_synonyms_alone_make_two_texts_the_same_in_score_and_the_reason_names_both():
    hits = TextIndex.build(["turis", "air"]).query(["pelancong"], top=1)

    assert (hits.ids[0, 0], hits.scores[0, 0], hits.reasons(0, 0)) == (0, 1.0, ("pelancong = turis",))


def test_another_number_is_another_thing():
    index = TextIndex.build(["Jalan lingkar 2024", "Jalan lingkar 2025"])

    assert index.query(["Jalan lingkar 2025"], top=2).ids.tolist() == [[1, 0]]
    assert index.query(["Jalan lingkar 2025"], top=2).scores[0, 1] < 0.9


def test_the_most_telling_reason_comes_first_and_no_hit_has_no_reason():
    hits = TextIndex.build(["desa sampah", "desa air", "desa kota", "desa"]).query(["sampah desa"], top=5)

    assert hits.reasons(0, 0) == ("sampah", "desa")
    assert hits.reasons(0, 4) == ()


def test_reasons_are_those_of_the_texts_as_they_were_when_asked():
    index = TextIndex.build(["sampah desa"])
    hits = index.query(["sampah"], top=1)
    index.remove([0])
    index.add(["air bersih"], [0])

    assert hits.reasons(0, 0) == ("sampah",)


def test_a_text_of_stopwords_only_is_still_a_text():
    assert words("dan yang di") == ["dan", "yang", "di"]
    assert TextIndex.build(["dan yang di"]).query(["dan yang di"], top=1).scores.tolist() == [[1.0]]


def test_a_province_brings_its_own_synonyms():
    own = {"banjar": ["dusun", "lingkungan warga"], "tirta": "air"}
    index = TextIndex.build(["balai dusun", "tirta amerta", "wifi"], synonyms=own)

    assert index.query(["balai banjar", "air amerta"], top=1).scores.tolist() == [[1.0], [1.0]]
    assert index.query(["nirkabel"], top=1).ids.tolist() == [[-1]]
    both = TextIndex.build(["balai dusun", "wifi"], synonyms=default_synonyms() | own)
    assert both.query(["balai banjar", "nirkabel"], top=1).scores.tolist() == [[1.0], [1.0]]


def test_no_synonyms_at_all():
    assert TextIndex.build(["wifi"], synonyms=None).query(["nirkabel"], top=1).ids.tolist() == [[-1]]


@pytest.mark.parametrize(
    ("synonyms", "said"),
    [
        ("bali", "'bali'"),
        ({"a": ["..."]}, "holds no word"),
        ({"a": [3]}, "3 holds no word"),
        ({"": "b"}, "holds no word"),
    ],
)
def test_synonyms_that_cannot_be_used_are_refused(synonyms, said):
    with pytest.raises(MatchingError, match=said):
        TextIndex.build(["a"], synonyms=synonyms)


def test_groups_that_share_a_term_become_one():
    terms = Thesaurus({"a": "b", "c": "d", "d": "b", "e": "f"})

    assert len({terms.terms([word])[0].name for word in "abcd"}) == 1
    assert terms.terms(["e"])[0].name == terms.terms(["f"])[0].name != terms.terms(["a"])[0].name


def test_the_table_that_ships_says_each_term_once():
    with files("smartprovince.engines.matching").joinpath("synonyms.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    groups = [[tuple(words(term)) for term in row["terms"].split(" | ")] for row in rows]
    every = [phrase for group in groups for phrase in set(group)]

    assert len(groups) >= 120
    assert all(len(set(group)) > 1 and row["theme"] for group, row in zip(groups, rows, strict=True))
    assert sorted(phrase for phrase in set(every) if every.count(phrase) > 1) == []
    assert len(default_synonyms()) == len(groups)


@pytest.mark.parametrize(
    "pair",
    [
        ("kelola", "pengelolaan"),
        ("mengelola", "pengelolaan"),
        ("dilacak", "pelacakan"),
        ("tabungan", "menabung"),
        ("camat", "kecamatan"),
        ("digital", "digitalisasi"),
        ("pariwsata", "pariwisata"),
    ],
)
def test_forms_of_a_word_are_near(pair):
    assert are_near(*pair)
    assert are_near(*reversed(pair))


@pytest.mark.parametrize(
    "pair", [("jaringan", "daring"), ("luar", "keluarga"), ("bencana", "rencana"), ("2024", "2025"), ("air", "airan")]
)
def test_words_that_only_look_alike_are_not(pair):
    assert not are_near(*pair)
