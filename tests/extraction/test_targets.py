"""Which figures and dated goals are targets, what they measure, and by when."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extraction.assemble import targets
from tagih.records import Figure, Target
from tests.extraction.undertaking_docs import actors, facts, figure, official, reading, statement

TITLE = "Kabar dari Bulungan\n\n"
PUBLISHED = "2025-06-18T09:00:00+08:00"


def run(sentence: str, *figures: tuple[str, str, str]) -> tuple[list[Target], tuple[Figure, ...]]:
    text = TITLE + sentence
    read = reading(text, published=PUBLISHED)
    found = facts(read, *(figure(text, *f) for f in figures))
    return targets.assemble(read, found, actors(read, found))


@pytest.mark.parametrize(
    ("sentence", "words", "value", "unit", "due"),
    [
        ("Pemkab Bulungan menargetkan angka stunting turun menjadi 14,5 persen pada 2027.", "14,5 persen", "14.5", "percent", "2027"),
        ("Target cakupan kepesertaan sebesar 62,3 persen diharapkan tercapai.", "62,3 persen", "62.3", "percent", None),
        ("Dinas Koperasi menargetkan 1.250 pelaku usaha terdata tahun depan.", "1.250 pelaku usaha", "1250", "people", "2026"),
        ("Pemkab Bulungan akan membangun jalan lingkungan sepanjang 4,2 kilometer.", "4,2 kilometer", "4.2", "kilometer", None),
        ("Sebanyak 310 rumah akan diperbaiki oleh Pemkab Bulungan tahun ini.", "310 rumah", "310", "rumah", "2025"),
        (
            "Pemkab Bulungan menaikkan target cakupan air minum dari 51 persen menjadi 58,5 persen pada 2027.",
            "58,5 persen",
            "58.5",
            "percent",
            "2027",
        ),
        ("Pemkab Bulungan membidik cakupan imunisasi 96,4 persen pada akhir 2026.", "96,4 persen", "96.4", "percent", "2026"),
        ("Pendapatan asli daerah ditargetkan mencapai Rp 215 miliar tahun ini.", "Rp 215 miliar", "215000000000", "IDR", "2025"),
    ],
)
def test_figures_that_are_targets(sentence: str, words: str, value: str, unit: str, due: str | None) -> None:
    [target], [taken] = run(sentence, (words, value, unit))
    assert (target.text, target.value, target.unit, target.due, target.figure) == (words, Decimal(value), unit, due, taken.id)
    assert taken.role == "target"
    assert target.jurisdiction == "65.01"


@pytest.mark.parametrize(
    ("sentence", "words", "value", "unit"),
    [
        ("Angka kemiskinan kini tercatat 6,1 persen, di bawah target.", "6,1 persen", "6.1", "percent"),
        ("Pemkab Bulungan menargetkan kegiatan itu berlangsung selama 20 hari.", "20 hari", "20", "hari"),
        ("Realisasinya baru 40,2 persen.", "40,2 persen", "40.2", "percent"),
        ("Kegiatan diikuti 250 peserta dari tiga kecamatan.", "250 peserta", "250", "people"),
        ("Perusahaan itu menargetkan penjualan 3.000 unit.", "3.000 unit", "3000", "unit"),
        ("Pemkab Bulungan akan mengalokasikan Rp 4 miliar untuk jembatan.", "Rp 4 miliar", "4000000000", "IDR"),
    ],
)
def test_figures_that_are_none(sentence: str, words: str, value: str, unit: str) -> None:
    found, [kept] = run(sentence, (words, value, unit))
    assert found == []
    assert kept.role == "other"


def test_where_it_stands_now_is_no_target_and_where_it_shall_go_is() -> None:
    sentence = (
        "Angka stunting sebesar 21,7 persen itu ditargetkan Pemkab Bulungan turun menjadi 18 persen pada 2026 dan 9,5 persen pada 2030."
    )
    found, _ = run(sentence, ("21,7 persen", "21.7", "percent"), ("18 persen", "18", "percent"), ("9,5 persen", "9.5", "percent"))
    assert [(t.text, t.due) for t in found] == [("18 persen", "2026"), ("9,5 persen", "2030")]
    assert {t.indicator.casefold() for t in found} == {"angka stunting"}


def test_a_target_said_again_is_the_same_target() -> None:
    text = "Bulungan Kejar 61,25 Persen\n\nPemkab Bulungan menargetkan cakupan kepesertaan 61,25 persen pada 2027."
    read = reading(text, published=PUBLISHED)
    found = facts(read, figure(text, "61,25 Persen", "61.25", "percent"), figure(text, "61,25 persen", "61.25", "percent"))
    made, figures = targets.assemble(read, found, actors(read, found))
    assert [(t.text, t.due) for t in made] == [("61,25 Persen", "2027"), ("61,25 persen", "2027")]
    assert {f.role for f in figures} == {"target"}


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("Pemkab Bulungan menargetkan pembangunan pasar induk rampung pada Desember 2025.", "2025-12"),
        ("Perbaikan Jembatan Meranti oleh Pemkab Bulungan akan selesai sebelum Oktober 2025.", "2025-10"),
    ],
)
def test_goals_without_a_figure(sentence: str, due: str) -> None:
    [goal], _ = run(sentence)
    assert (goal.value, goal.unit, goal.due, goal.figure) == (None, None, due, None)
    assert goal.text == sentence.rstrip(".") or goal.text == sentence
    assert goal.indicator


@pytest.mark.parametrize(
    "sentence",
    [
        "Pemkab Bulungan akan membangun pasar induk.",
        "Pasar induk itu selesai dibangun pada 2019.",
        "Warga berharap jembatan selesai pada Desember 2025.",
    ],
)
def test_what_is_no_goal(sentence: str) -> None:
    assert run(sentence)[0] == []


def test_a_target_serves_the_area_of_who_says_it_and_a_national_one_the_country() -> None:
    text = (
        TITLE
        + '"Kami menargetkan 95,5 persen balita diimunisasi," kata Wali Kota Tarakan Jamal Yusra. Target nasional sebesar 97,25 persen.'
    )
    read = reading(text, published=PUBLISHED)
    mayor = official(text, "Jamal Yusra", "Wali Kota", "65.71")
    found = facts(read, mayor, figure(text, "95,5 persen", "95.5", "percent"), figure(text, "97,25 persen", "97.25", "percent"))
    said = statement(text, "Kami menargetkan 95,5 persen balita diimunisasi", mayor)
    made, _ = targets.assemble(read, found, actors(read, found, said))
    assert [(t.text, t.jurisdiction) for t in made] == [("95,5 persen", "65.71"), ("97,25 persen", "00")]
