"""By when: date prefixes as precise as the words, and no more."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.assemble.due import day_of_story, find_due
from tagih.records import Date
from tests.extraction.undertaking_docs import reading

TODAY = "2025-06-18"


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("ditargetkan rampung pada 17 Agustus 2026", "2026-08-17"),
        ("paling lambat tanggal 5 September", "2025-09-05"),
        ("dijadwalkan mulai Juli 2025", "2025-07"),
        ("mulai bulan Maret", "2026-03"),
        ("Desember mendatang sudah selesai", "2025-12"),
        ("konstruksi di tahun 2027 bulan Agustus", "2027-08"),
        ("pada akhir 2026", "2026"),
        ("sebelum tahun 2030", "2030"),
        ("untuk periode tahun 2025-2029", "2029"),
        ("akan dibuka besok (19/6/2025)", "2025-06-19"),
        ("tahun depan kita mulai", "2026"),
        ("bulan depan sudah ada", "2025-07"),
        ("akan tuntas tahun ini", "2025"),
        ("dalam lima tahun ke depan", "2030"),
        ("rampung 8 bulan lagi", "2026-02"),
        ("digelar 16-20 Juli 2025 di alun-alun", "2025-07-20"),
        ("rampung triwulan III 2026", "2026"),
        ("selesai pada kuartal IV-2027", "2027"),
        ("beroperasi semester pertama tahun depan", "2026"),
        ("sampah tuntas 2029", "2029"),
        ("disalurkan pada minggu kedua Agustus", "2025-08"),
        ("dikebut dalam waktu tiga bulan", "2025-09"),
        ("dalam waktu tiga bulan terakhir", None),
        ("sebesar target APBD 2027", "2027"),
        ("mengacu RPJMD 2025-2030", "2030"),
        ("diserahkan pada 5 Juni mendatang", None),
        ("akan dibuka, ujar Budi, Kamis (19/6/2025)", None),
        ("akan dibuka, dikutip pada Jumat, 20 Juni 2025", None),
        ("dipindahkan mulai Jumat, 20 Juni 2025", "2025-06-20"),
        ("akan segera dibangun", None),
        ("sesuai Perda Nomor 4 Tahun 2026", None),
        ("dibangun pada tahun 2019", None),
        ("sebanyak 2030 orang", None),
        ("pukul 08.30 Wita di halaman kantor", None),
    ],
)
def test_due(words: str, due: str | None) -> None:
    assert find_due(words, 0, len(words), TODAY) == due


def test_a_past_time_is_given_only_where_asked_for() -> None:
    words = "pada 2021 menjadi 15 persen"
    assert find_due(words, 0, len(words), TODAY) is None
    assert find_due(words, 0, len(words), TODAY, past=True) == "2021"


@pytest.mark.parametrize(("today", "due"), [(None, None), ("2025", None), ("2025-12-03", "2026-01")])
def test_the_next_month_needs_to_know_this_one(today: str | None, due: str | None) -> None:
    assert find_due("bulan depan", 0, 11, today) == due


@given(st.text(alphabet="pada bulan Mei 2026 (1/2/2027)-tahun ,.", max_size=80))
def test_a_due_date_is_a_date_prefix(words: str) -> None:
    due = find_due(words, 0, len(words), TODAY)
    assert due is None or len(due) in (4, 7, 10)


def test_the_day_of_the_story() -> None:
    dated = Date(id="date-0", text="3 Mei 2024", start=0, end=10, rule="dates", rule_version="1", value="2024-05-03", role="event")
    assert day_of_story(reading("Kabar.", published="2025-01-02T08:00:00+08:00"), [dated]) == "2025-01-02"
    assert day_of_story(reading("Kabar."), [dated]) == "2024-05-03"
    said = [
        dataclasses.replace(dated, id=f"date-{n}", text=text, value=value)
        for n, (text, value) in enumerate([("1/7/2025", "2025-07-01"), ("9/6/2025", "2025-06-09"), ("9/6/2025", "2025-06-09")], 1)
    ]
    assert day_of_story(reading("Kabar."), [dated, *said]) == "2025-06-09"
    assert day_of_story(reading("Kabar."), [dated, *said[:2]]) == "2025-07-01"
    assert day_of_story(reading("Tahun 2023 dan 2023, lalu 2021."), []) == "2023"
    assert day_of_story(reading("Tanpa tahun."), []) is None
