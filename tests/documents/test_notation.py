from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartprovince.documents.reading import AmbiguousNumber, NotADate, NotANumber, parse_date, parse_decimal
from smartprovince.documents.wording import format_date, format_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.8"),
        ("52,0", "52.0"),
        ("52.0", "52.0"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        ("1234.567", "1234.567"),
        ("1,2345", "1.2345"),
        ("12 345", "12345"),
        ("12\u00a0345,5", "12345.5"),
        ("1'234.5", "1234.5"),
        ("-5", "-5"),
        ("−5,5", "-5.5"),
        ("+7", "7"),
        (",5", "0.5"),
        ("Rp3.418.800.000", "3418800000"),
        ("Rp 3.418.800.000", "3418800000"),
        ("rp. 1.500", "1500"),
        ("-Rp1.500", "-1500"),
        ("3418800000", "3418800000"),
        ("  12  ", "12"),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, value: str) -> None:
    assert parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [("1.234", "1234", "1.234"), ("1,234", "1.234", "1234"), ("-12.500", "-12500", "-12.5")],
)
def test_one_mark_before_three_digits_needs_a_hint(text: str, indonesian: str, english: str) -> None:
    with pytest.raises(AmbiguousNumber) as caught:
        parse_decimal(text)
    assert [abs(reading) for reading in caught.value.readings] == [abs(Decimal(indonesian)), abs(Decimal(english))]
    assert parse_decimal(text, "id") == Decimal(indonesian)
    assert parse_decimal(text, "en") == Decimal(english)


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "Rp", "3,4 M", "1.2.3", "1,23,456", "1.234.56", "1..2", "12a", "1e5", "inf", "nan", "٣", "1_000",
     "--5", "3 4", "1.234,", "66,7%", "=1", "9" * 61],
)  # fmt: skip
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_decimal(text)


@given(st.decimals(-(10**12), 10**12, places=2, allow_nan=False), st.sampled_from(["id", "en"]))
def test_every_number_printed_is_read_back(value: Decimal, language: str) -> None:
    assert parse_decimal(format_number(value, 2, language), language) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "7 Nov 2022", "7 November 2022", "07 Nopember 2022", "Senin, 7 November 2022", "7-Nov-2022", "7 nov. 2022",
        "07-11-2022", "7/11/2022", "7.11.2022", "2022-11-07", "2022-11-07T00:00:00", "2022-11-07 09:14", " 2022-11-07 ",
        44872, 44872.39, date(2022, 11, 7), datetime(2022, 11, 7, 9, 14),
    ],
)  # fmt: skip
def test_dates_are_read_in_every_notation(value: object) -> None:
    assert parse_date(value) == date(2022, 11, 7)


@pytest.mark.parametrize(
    "value",
    ["", "7 Nov", "7-11-22", "31-02-2022", "11/13/2022", "7 Foo 2022", "Nov 2022", "2022", 0, 60, 3_000_000, True, None,
     float("nan")],
)  # fmt: skip
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(NotADate):
        parse_date(value)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.sampled_from(["id", "en"]))
def test_every_date_printed_is_read_back(day: date, language: str) -> None:
    assert parse_date(format_date(day, language)) == day  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (0.5, 0, "1", "1"),
        (2.5, 0, "3", "3"),
        (78.75, 1, "78,8", "78.8"),
        (-0.04, 1, "0,0", "0.0"),
        (-1.25, 1, "−1,3", "−1.3"),
        (3_418_800_000, 0, "3.418.800.000", "3,418,800,000"),
    ],
)
def test_numbers_are_printed_for_the_language(value: float, decimals: int, indonesian: str, english: str) -> None:
    assert format_number(value, decimals, "id") == indonesian
    assert format_number(value, decimals, "en") == english
