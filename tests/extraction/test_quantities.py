"""Quantities of a text, by a module that knows nothing of documents: exact values, units, qualifiers, and what is left open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.quantities import find_quantities, format_quantity

ONE = [
    # text, evidence, value, upper end, unit, qualifier
    ("Anggarannya Rp 711,58 miliar.", "Rp 711,58 miliar", "711580000000", None, "IDR", None),
    ("Anggarannya Rp.838 juta.", "Rp.838 juta", "838000000", None, "IDR", None),
    ("Anggarannya Rp1,2 T.", "Rp1,2 T", "1200000000000", None, "IDR", None),
    ("Nilainya 1.5 triliun.", "1.5 triliun", "1500000000000", None, "IDR", None),
    ("Nilainya US$ 3,5 juta.", "US$ 3,5 juta", "3500000", None, "USD", None),
    ("Harganya Rp 15 rb/kg.", "Rp 15 rb", "15000", None, "IDR", None),
    ("Ada 61.533 peserta.", "61.533 peserta", "61533", None, "people", None),
    ("Ada 2,500 orang.", "2,500 orang", "2500", None, "people", None),
    ("Naik 59,56 persen.", "59,56 persen", "59.56", None, "percent", None),
    ("Naik 59.56%.", "59.56%", "59.56", None, "percent", None),
    ("Naik setengah persen.", "setengah persen", "0.5", None, "percent", None),
    ("Untuk dua ratus lima puluh ribu warga.", "dua ratus lima puluh ribu warga", "250000", None, "people", None),
    ("Naik 10-15 persen.", "10-15 persen", "10", "15", "percent", "range"),
    ("Tumbuh +3% hingga +4%.", "3% hingga +4%", "3", "4", "percent", "range"),
    ("Inflasi 2,5±1 persen.", "2,5±1 persen", "2.5", None, "percent", None),
    ("Ada puluhan ribu warga.", "puluhan ribu warga", None, None, "people", "vague"),
    ("Ada lebih dari 3.000 KK.", "3.000 KK", "3000", None, "people", "at_least"),
    ("Ada 10.000 (sepuluh ribu) bibit.", "10.000 (sepuluh ribu) bibit", "10000", None, "bibit", None),
    ("Dendanya Rp 2.000.000 (dua juta rupiah).", "Rp 2.000.000", "2000000", None, "IDR", None),
    ("Ada 12 lembar selimut.", "12 lembar selimut", "12", None, "lembar", None),
    ("Ada 12 paket perlengkapan bayi.", "12 paket", "12", None, "paket", None),
    ("Diikuti 3 ribu masyarakat.", "3 ribu masyarakat", "3000", None, "people", None),
]


@pytest.mark.parametrize(("text", "evidence", "value", "high", "unit", "qualifier"), ONE, ids=[o[0] for o in ONE])
def test_a_quantity(text: str, evidence: str, value: str | None, high: str | None, unit: str, qualifier: str | None) -> None:
    (q,) = find_quantities(text)
    assert text[q.start : q.end] == evidence
    assert q.value == (None if value is None else Decimal(value))
    assert q.value_high == (None if high is None else Decimal(high))
    assert (q.unit, q.qualifier, q.ambiguous) == (unit, qualifier, False)


def test_two_readings_are_both_given_and_none_is_guessed() -> None:
    (q,) = find_quantities("Anggarannya Rp 2,500 juta.")
    assert q.ambiguous
    assert q.value is None
    assert q.readings == (Decimal("2.500E+6"), Decimal("2.500E+9"))
    (q,) = find_quantities("Anggarannya pas Rp 7,3.")
    assert q.unscaled


NONE = [
    "Pasal 5 ayat (2), RT 04/RW 02, kelas 7, pukul 19.30 WITA, skor 3-1, usia 17 tahun",
    "Hubungi 081234567890 atau (0541) 123456 sebelum 5 Mei 2026",
    "Truk bernomor pelat KT 1234 AB melintas di KM 12",
    "Surat Nomor 131.74-1220 dibacakan, dua pertiga anggota hadir",
]


@pytest.mark.parametrize("text", NONE)
def test_numbers_that_are_no_quantity(text: str) -> None:
    assert [text[q.start : q.end] for q in find_quantities(text)] == []


def test_a_bare_count_takes_the_unit_before_it_where_it_can() -> None:
    text = "Targetnya 40 ribu nelayan. Baru mencapai 12.500. Indeksnya mencapai 48,29."
    assert [(text[q.start : q.end], q.unit) for q in find_quantities(text)] == [("40 ribu nelayan", "people"), ("12.500", "people")]


AMOUNTS = st.decimals(min_value=1, max_value=10**13, places=2, allow_nan=False)


@given(AMOUNTS, st.sampled_from(["IDR", "USD", "percent", "hektare", "kilometer"]), st.sampled_from([None, "juta", "miliar"]))
def test_what_is_written_is_read_again(value: Decimal, unit: str, scale: str | None) -> None:
    """`find_quantities(format_quantity(x))` is x, but for sums below the smallest coin and percentages from a thousand on."""
    if unit == "percent":
        value, scale = value % 999, None
    if unit == "IDR":
        value = value.to_integral_value() + 50
    text = f"sebesar {format_quantity(value, unit, scale=scale)} saja"
    (q,) = find_quantities(text)
    assert q.value == value
    assert q.unit == unit


@given(st.text(alphabet="Rp 1250.,%-±()ribu juta orang KT\n", max_size=60))
def test_any_text_has_evidence_in_order(text: str) -> None:
    found = list(find_quantities(text))
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert [q.start for q in found] == sorted({q.start for q in found})
