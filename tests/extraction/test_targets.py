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
        ("Sebanyak 1.500 nelayan ditargetkan masuk ke dalam program itu pada 2026.", "1.500 nelayan", "1500", "people", "2026"),
        ("Sebanyak 1.450 balita menjadi sasaran imunisasi bulan depan.", "1.450 balita", "1450", "people", "2025-07"),
        (
            "Pemkab Bulungan menyetujui target penerimaan pajak dalam rancangan anggaran perubahan tahun 2026 sebesar Rp 81 miliar.",
            "Rp 81 miliar",
            "81000000000",
            "IDR",
            "2026",
        ),
        ("Penyaluran baru separuh dari target 4.100 keluarga.", "4.100 keluarga", "4100", "people", None),
        ("Pemkab Bulungan mengejar angka kemiskinan turun ke level 5,1 persen hingga 2029.", "5,1 persen", "5.1", "percent", "2029"),
        ("Perumdam menargetkan kebocoran air turun ke 20,5 persen.", "20,5 persen", "20.5", "percent", None),
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
        ("Pemkab Bulungan memperkirakan ekonomi akan tumbuh hingga 5,4 persen.", "5,4 persen", "5.4", "percent"),
        ("Harga beras kini dipatok Rp 14.500 di pasar itu.", "Rp 14.500", "14500", "IDR"),
        ("Angka 21,3 persen itu ditargetkan turun.", "21,3 persen", "21.3", "percent"),
        ("Di Bulungan, menurut Ketua Asosiasi, perusahaan itu menargetkan 3.000 unit.", "3.000 unit", "3000", "unit"),
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
        ("Pemkab Bulungan telah memulai pembangunan itu pada April 2024 dan menargetkan selesai pada pertengahan Juli 2026.", "2026-07"),
        ("Pemkab Bulungan terus mengebut jembatan itu dengan target penyelesaian pada 4 November 2025.", "2025-11-04"),
        ("Pemkab Bulungan akan melantik pegawai baru sebelum pekan kedua Juli atau paling lambat 14 Juli 2025.", "2025-07-14"),
        ("Pemkab Bulungan akan membangun pelabuhan pada 2027 dan ditargetkan pada 2030 mulai beroperasi.", "2030"),
    ],
)
def test_goals_without_a_figure(sentence: str, due: str) -> None:
    [goal], _ = run(sentence)
    assert (goal.value, goal.unit, goal.due, goal.figure) == (None, None, due, None)
    assert goal.text == sentence.rstrip(".") or goal.text == sentence
    assert goal.indicator


def test_what_a_work_costs_is_not_its_goal() -> None:
    sentence = "Pemkab Bulungan memulai pembangunan pasar senilai Rp 73 miliar dan ditargetkan selesai pada 2026."
    [goal], [cost] = run(sentence, ("Rp 73 miliar", "73000000000", "IDR"))
    assert (goal.value, goal.due, cost.role) == (None, "2026", "other")


@pytest.mark.parametrize(
    "sentence",
    [
        "Pemkab Bulungan akan membangun pasar induk.",
        "Pasar induk itu selesai dibangun pada 2019.",
        "Warga berharap jembatan selesai pada Desember 2025.",
        "Festival itu akan digelar Pemkab Bulungan pada 12 Juli 2025.",
        "Ada perbedaan target penerimaan pada 2026 antara kedua dinas Pemkab Bulungan.",
    ],
)
def test_what_is_no_goal(sentence: str) -> None:
    assert run(sentence)[0] == []


def test_a_promised_number_said_again_is_not_for_that_a_target() -> None:
    text = "Kuota Turun Jadi 11 Ribu Orang\n\nPemkab Bulungan akan mengaktifkan kembali 11 ribu orang tahun depan."
    read = reading(text, published=PUBLISHED)
    found = facts(read, figure(text, "11 Ribu Orang", "11000", "people"), figure(text, "11 ribu orang", "11000", "people"))
    assert [t.text for t in targets.assemble(read, found, actors(read, found))[0]] == ["11 ribu orang"]


@pytest.mark.parametrize(
    ("sentence", "words", "value", "unit", "indicator"),
    [
        ("Budi Saputra menargetkan ekspor lada tahun ini menjadi 900 ton.", "900 ton", "900", "ton", "ekspor lada"),
        ("TANJUNG SELOR, KABAR - Cakupan air bersih ditargetkan 92,5 persen.", "92,5 persen", "92.5", "percent", "Cakupan air bersih"),
        ("Capaian vaksinasi 80 persen dari target 95,5 persen.", "95,5 persen", "95.5", "percent", "Capaian vaksinasi"),
        ("Sebanyak 1.250 rumah ditargetkan selesai dibangun.", "1.250 rumah", "1250", "rumah", "rumah selesai dibangun"),
    ],
)
def test_what_a_target_measures(sentence: str, words: str, value: str, unit: str, indicator: str) -> None:
    [target], _ = run(sentence, (words, value, unit))
    assert target.indicator == indicator


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
