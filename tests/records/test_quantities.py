"""Numbers read exactly, and written so that they read the same."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records.quantities import NUMERAL_MAX, SCALES, format_number, parse_number, read_numeral, read_words, shift, spell

NUMERALS = [
    # text, value, alternative, ambiguous
    ("7", "7", None, False),
    ("61.533", "61533", "61.533", False),
    ("1.234.567", "1234567", None, False),
    ("59,56", "59.56", None, False),
    ("1.5", "1.5", None, False),
    ("59.56", "59.56", None, False),
    ("2,500", "2.500", "2500", True),
    ("1,234,567", "1234567", None, False),
    ("1.234,5", "1234.5", None, False),
    ("1,234.5", "1234.5", None, False),
    ("0,125", "0.125", None, False),
    ("0.125", "0.125", None, False),
    ("1234,567", "1234.567", None, False),
    ("10.500.000,00", "10500000.00", None, False),
]


@pytest.mark.parametrize(("text", "value", "alternative", "ambiguous"), NUMERALS)
def test_a_numeral_is_read_by_its_shape(text: str, value: str, alternative: str | None, ambiguous: bool) -> None:
    numeral = read_numeral(text)
    assert numeral is not None
    assert numeral.value == Decimal(value)
    assert numeral.alternative == (None if alternative is None else Decimal(alternative))
    assert numeral.ambiguous is ambiguous


@pytest.mark.parametrize(
    "text", ["", "0812", "007", "1.2.3", "1.23.456", "1.234.56", "1,2.3,4", "12a", "1.", ".5", "1" * (NUMERAL_MAX + 1)]
)
def test_a_shape_that_is_no_number_is_refused(text: str) -> None:
    assert read_numeral(text) is None


NUMBERS = [
    ("711,58 miliar", "711580000000"),
    ("1.5 triliun", "1500000000000"),
    ("8000 ribu", "8000000"),
    ("1 juta 250 ribu", "1250000"),
    ("setengah", "0.5"),
    ("setengah juta", "500000"),
    ("satu setengah juta", "1500000"),
    ("dua ratus lima puluh ribu", "250000"),
    ("seribu dua ratus", "1200"),
    ("sebelas", "11"),
    ("sembilan belas", "19"),
    ("sejuta", "1000000"),
    ("nol", "0"),
    ("-0,01", "-0.01"),
    ("minus 3", "-3"),
    ("10\u00a0ribu", "10000"),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_alone_is_exact(text: str, value: str) -> None:
    numeral = parse_number(text)
    assert numeral is not None
    assert numeral.value == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "-", "lima orang", "dua tiga", "puluh", "ribu", "dua ribu tiga juta", "sepuluh lima", "1 2", "dua ratus tiga ratus"]
)
def test_what_is_no_number_or_more_than_one_is_refused(text: str) -> None:
    assert parse_number(text) is None


def test_sloppy_scales_are_passed_in() -> None:
    assert parse_number("2,5 M") is None
    numeral = parse_number("2,5 M", scales={**SCALES, "M": 9})
    assert numeral is not None
    assert numeral.value == Decimal(2_500_000_000)
    words = parse_number("dua milyar", scales={**SCALES, "milyar": 9})
    assert words is not None
    assert words.value == Decimal(2_000_000_000)


def test_ambiguity_is_said_and_scaled() -> None:
    numeral = parse_number("2,500 miliar")
    assert numeral is not None
    assert (numeral.value, numeral.alternative, numeral.ambiguous) == (Decimal("2.5E9"), Decimal("2500E9"), True)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**18), max_value=10**18), st.sampled_from([None, *SCALES])
)
def test_what_is_written_reads_the_same(value: Decimal, scale: str | None) -> None:
    text = format_number(value, scale=scale)
    numeral = parse_number(text)
    if len(text.split()[0].lstrip("-")) > NUMERAL_MAX:
        assert numeral is None
    else:
        assert numeral is not None
        assert numeral.value == value
        assert not numeral.ambiguous


@given(st.integers(min_value=0, max_value=10**15 - 1))
def test_what_is_spelled_reads_the_same(value: int) -> None:
    assert read_words(spell(value).split()) == value


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    numeral = parse_number(text)
    assert numeral is None or numeral.value.is_finite()


@given(st.decimals(allow_nan=False, allow_infinity=False), st.integers(min_value=0, max_value=12))
def test_a_shift_is_exact_and_can_be_undone(value: Decimal, power: int) -> None:
    assert shift(shift(value, power), -power).compare_total(value) == 0


def test_writing() -> None:
    assert format_number(Decimal("711580000000"), scale="miliar") == "711,58 miliar"
    assert format_number(1_234_567) == "1.234.567"
    assert format_number(Decimal("1.234")) == "1,2340"
    assert format_number(Decimal("-0.5")) == "-0,5"
    assert spell(1_250_019) == "satu juta dua ratus lima puluh ribu sembilan belas"
    for refused in (lambda: format_number(Decimal("NaN")), lambda: shift(Decimal("Infinity"), 1), lambda: spell(-1), lambda: spell(10**15)):
        with pytest.raises(ValueError, match=r"finite|spell"):
            refused()


def test_a_megabyte_of_digits_is_refused_at_once() -> None:
    start = time.process_time()
    assert read_numeral("1." * 500_000 + "1") is None
    assert read_numeral("9" * 1_000_000) is None
    assert time.process_time() - start < 20
