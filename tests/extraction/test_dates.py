"""Dates: which are read, with which year and role; which are none. One line a case."""

import time

import pytest

from extraction.reading import Reading
from extraction.rules import dates
from tagih.records import Date, Document, Unresolved


def read(text: str, published: str | None = None) -> list[Date | Unresolved]:
    return dates.extract(Reading(Document(id="uji", text=text, published=published)))


def short(text: str, published: str | None = None) -> list[tuple[str, str, str]]:
    return [(d.text, d.value, d.role) for d in read(text, published) if isinstance(d, Date)]


READ = [
    ("Ia dilantik pada Rabu (5/7/2023) pagi.", "5/7/2023", "2023-07-05", "event"),
    ("Rapat digelar Rabu, (14/05/2025) di kantor.", "14/05/2025", "2025-05-14", "event"),
    ("Pada tanggal 8 Juli 2023, ia hadir.", "8 Juli 2023", "2023-07-08", "event"),
    ("Sejak Desember 2024 jalan itu putus.", "Desember 2024", "2024-12", "event"),
    ("Pertek selesai sebelum 28 Desember 2025.", "28 Desember 2025", "2025-12-28", "due"),
    ("Diumumkan paling lambat tanggal 11 Desember 2024.", "11 Desember 2024", "2024-12-11", "due"),
    ("Pajaknya jatuh tempo 16 September 2025.", "16 September 2025", "2025-09-16", "due"),
    ("Pendaftaran dibuka hingga Senin (1/9/2025).", "1/9/2025", "2025-09-01", "due"),
    ("Surat itu tertanggal 6 Mei 2025.", "6 Mei 2025", "2025-05-06", "other"),
    ("Surat Nomor: 12/ABC/2025 tanggal 6 Mei 2025 itu.", "6 Mei 2025", "2025-05-06", "other"),
    ("Izinnya berlaku hingga 7 Januari 2034.", "7 Januari 2034", "2034-01-07", "other"),
    ("Dikutip dari kanal YouTube miliknya, Senin (9/6/2025).", "9/6/2025", "2025-06-09", "other"),
    ("Katanya, ditulis Kamis (5/6/2025).", "5/6/2025", "2025-06-05", "publication"),
]


@pytest.mark.parametrize(("sentence", "evidence", "value", "role"), READ)
def test_a_date_and_its_role(sentence: str, evidence: str, value: str, role: str) -> None:
    assert short(sentence) == [(evidence, value, role)]


REFUSED = [
    "Buka 24/7, mulai pukul 09.30 WIB.",
    "Pergub Nomor 19/2023 dan SK 100.3.3.1/712/013/2025 terbit tahun 2025.",
    "Skor 2-1 pada menit ke-15.",
    "Baca juga: Jadwal Pemutihan 1 Juli 2025",
    "Tanggal 22 Juni diperingati setiap tahun.",
]


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_date(sentence: str) -> None:
    assert read(sentence) == []


YEARS = [
    # text, published, values
    ("Ia datang Senin (9/6). Rapatnya Selasa (10/6/2025).", None, ["2025-06-09", "2025-06-10"]),
    ("Rapat Selasa (10/6/2025). Aturannya terbit Rabu (30/10) lalu.", None, ["2025-06-10", "2024-10-30"]),
    ("Ia datang Senin (9/6).", "2025-06-10T08:00:00+07:00", ["2025-06-09"]),
    ("Ia datang Kamis (29/8) menjelang Pilkada 2024.", None, ["2024-08-29"]),
    ("Program berjalan 19 Juni hingga 13 Juli 2025.", None, ["2025-06-19", "2025-07-13"]),
    ("Sejak 20 Februari lalu. Berakhir 31 Mei 2025.", None, ["2025-02-20", "2025-05-31"]),
    ("Pilkada 2024 selesai. Ia dilantik 11 Juni lalu.", None, ["2024-06-11"]),
    ("Pilkada 2024 dan Pemilu 2019. Ia dilantik 11 Juni lalu.", None, []),
    ("Acara Senin (9/7/2025) itu misprint.", None, ["2025-07-09"]),
]


@pytest.mark.parametrize(("text", "published", "values"), YEARS)
def test_a_missing_year_comes_from_the_neighbours(text: str, published: str | None, values: list[str]) -> None:
    assert [value for _, value, _ in short(text, published)] == values


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Ia datang Senin (9/6).", "no year"), ("Batas akhirnya 31 Juni 2025.", "no such day"), ("Pada 25/13/2024 itu.", "no such day")],
)
def test_what_cannot_be_resolved_is_counted(text: str, reason: str) -> None:
    (unresolved,) = read(text)
    assert isinstance(unresolved, Unresolved)
    assert unresolved.kind == "dates"
    assert reason in unresolved.reason


BODY = "\n\nSAMARINDA - Pemkot menggelar rapat pada Senin (17/3/2025) untuk membahas program itu bersama warga dan pelaku usaha."


def test_the_clock_of_a_sites_header_is_no_date() -> None:
    text = "• Senin, 22 Desember 2025\n\nPemkot Perluas Layanan\n\n- Selasa, 18 Maret 2025 | 11:10 WIB" + BODY
    assert short(text) == [("18 Maret 2025", "2025-03-18", "publication"), ("17/3/2025", "2025-03-17", "event")]


def test_the_published_date_tells_the_stamp_from_the_clock() -> None:
    text = "Senin, 22 Desember 2025\n\nPemkot Perluas Layanan\n\nSelasa, 18 Maret 2025" + BODY
    assert short(text, "2025-03-18")[0] == ("18 Maret 2025", "2025-03-18", "publication")
    assert len(short(text, "2025-03-18")) == 2


def test_a_deadline_carries_over_a_list() -> None:
    found = short("Diumumkan paling lambat tanggal 11 Desember 2024 untuk provinsi, dan 18 Desember 2024 untuk kota.")
    assert [role for _, _, role in found] == ["due", "due"]


def test_evidence_and_ids_hold() -> None:
    text = "Pada 10 hingga 16 Juni 2025, Senin (9/6) dan 31 Juni 2025."
    found = read(text)
    assert len(found) == 4
    assert all(text[d.start : d.end] == d.text for d in found)
    assert len({d.id for d in found}) == len(found)


@pytest.mark.parametrize(
    "text", ["1/" * 300_000, "9 Juni 2025 " * 20_000, "Senin (9/6) " * 20_000, "Nomor " * 100_000, "sebelum " * 80_000 + "9 Juni 2025"]
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    reading = Reading(Document(id="uji", text=text))
    start = time.perf_counter()
    dates.extract(reading)
    assert time.perf_counter() - start < 20
