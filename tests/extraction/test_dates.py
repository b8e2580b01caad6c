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
    ("Sejak Oktober 2023 kebun itu kering.", "Oktober 2023", "2023-10", "event"),
    ("Jembatan itu rampung sebelum 17 Agustus 2026.", "17 Agustus 2026", "2026-08-17", "due"),
    ("Laporan masuk paling lambat tanggal 4 Mei 2026.", "4 Mei 2026", "2026-05-04", "due"),
    ("Pinjaman daerah jatuh tempo 30 November 2026.", "30 November 2026", "2026-11-30", "due"),
    ("Pendaftaran dibuka hingga Senin (1/9/2025).", "1/9/2025", "2025-09-01", "due"),
    ("Surat itu tertanggal 2 April 2025.", "2 April 2025", "2025-04-02", "other"),
    ("Surat Nomor: 12/ABC/2025 tanggal 6 Mei 2025 itu.", "6 Mei 2025", "2025-05-06", "other"),
    ("Potongan itu berlaku sampai dengan 30 Juni 2026.", "30 Juni 2026", "2026-06-30", "due"),
    ("Konsesi itu berlaku selama 20 tahun hingga 3 Maret 2031.", "3 Maret 2031", "2031-03-03", "other"),
    ("Izinnya berlaku hingga 3 Maret 2031.", "3 Maret 2031", "2031-03-03", "other"),
    ("Dikutip dari kanal YouTube dinas itu, Selasa (4/3/2025).", "4/3/2025", "2025-03-04", "other"),
    ("Begitu katanya, ditulis Jumat (2/5/2025).", "2/5/2025", "2025-05-02", "publication"),
    ("Batas akhir pengumpulan berkas yakni Jumat (4/7/2025).", "4/7/2025", "2025-07-04", "due"),
    ("Jalan itu ditutup pada Senin (2/6/2025).", "2/6/2025", "2025-06-02", "event"),
    ("Pasar itu ditargetkan rampung 31 Desember 2025.", "31 Desember 2025", "2025-12-31", "due"),
    ("Aktor kelahiran Biak, 3 Juli 1970 itu datang.", "3 Juli 1970", "1970-07-03", "other"),
    ("Ponselnya, nomor pribadi, terakhir aktif pada tanggal 8 Juni 2025.", "8 Juni 2025", "2025-06-08", "event"),
    ("Rapat digelar Rabu malam (2/7/2025).", "2/7/2025", "2025-07-02", "event"),
]


@pytest.mark.parametrize(("sentence", "evidence", "value", "role"), READ)
def test_a_date_and_its_role(sentence: str, evidence: str, value: str, role: str) -> None:
    assert short(sentence) == [(evidence, value, role)]


RANGES = [
    # a programme of months has a last day, a fair of days does not
    ("Keringanan itu berlangsung mulai 23 Juni hingga 23 September 2025.", ["event", "due"]),
    ("Pameran itu digelar mulai Senin (16/6/2025) hingga Selasa (17/6/2025).", ["event", "event"]),
    ("Pada 4 Mei 2025 ia berkata kredit hingga April 2025 tumbuh.", ["event", "other"]),
]


@pytest.mark.parametrize(("sentence", "roles"), RANGES)
def test_ends_of_ranges(sentence: str, roles: list[str]) -> None:
    assert [role for *_, role in short(sentence)] == roles


TODAY = "2025-06-10T08:00:00+07:00"

AS_OF = [
    # what was counted until a day that is past, and what ends on a day to come
    ("Hingga 31 Mei 2025 tercatat 40 kasus.", "other"),
    ("Hingga Selasa (10/6/2025) tercatat 40 kasus.", "other"),
    ("Pendaftaran dibuka hingga 20 Juni 2025.", "due"),
    ("Kontraknya berakhir pada 31 Desember 2025.", "due"),
    ("Kontraknya berakhir pada 31 Mei 2025.", "event"),
    ("Dinas menargetkan pasar itu dibuka pada 1 Juli 2025.", "due"),
    ('"Itu target kami," kata Bupati, Rabu (11/6/2025).', "event"),
    ("Pasar itu akan dibuka pada 1 Juli 2025.", "event"),
]


@pytest.mark.parametrize(("sentence", "role"), AS_OF)
def test_the_storys_own_day_tells_deadlines_from_counts(sentence: str, role: str) -> None:
    assert [r for *_, r in short(sentence, TODAY)] == [role]


SPANS = [
    ("Digelar Sabtu-Minggu (5-6/7/2025).", ["2025-07-05", "2025-07-06"]),
    ("Digelar pada 5 dan 6 Juli 2025.", ["2025-07-05", "2025-07-06"]),
    ("Rapat Rabu (2/7/2025). Lalu Kamis besok (3/7).", ["2025-07-02", "2025-07-03"]),
]


@pytest.mark.parametrize(("sentence", "values"), SPANS)
def test_days_told_together(sentence: str, values: list[str]) -> None:
    assert [value for _, value, _ in short(sentence)] == values


def test_a_date_on_a_line_that_mark_up_broke_is_no_page_stamp() -> None:
    text = "Pasar Dibuka\n\nPasar itu dibuka, dikutip dari\nkabar kota\n, Minggu (8/6/2025)\n" + BODY
    assert short(text)[0] == ("8/6/2025", "2025-06-08", "event")


REFUSED = [
    "Buka 24/7, mulai pukul 09.30 WIB.",
    "Pergub Nomor 19/2023 dan SK 400.7.1.2/88/021/2025 terbit tahun 2025.",
    "Skor 2-1 pada menit ke-15.",
    "Baca juga: Jadwal Panen Raya 3 Juli 2025",
    "Hari jadi desa itu 14 April setiap tahun.",
    "Warga memilih tanggal 14 April sebagai hari lahir desa itu.",
    "Acaranya pada bulan Mei nanti.",
]


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_date(sentence: str) -> None:
    assert read(sentence) == []


YEARS = [
    # text, published, values
    ("Ia datang Senin (9/6). Rapatnya Selasa (10/6/2025).", None, ["2025-06-09", "2025-06-10"]),
    ("Rapat Selasa (11/3/2025). Aturannya terbit Jumat (29/11) lalu.", None, ["2025-03-11", "2024-11-29"]),
    ("Ia datang Senin (9/6).", "2025-06-10T08:00:00+07:00", ["2025-06-09"]),
    ("Ia datang Selasa (3/9) menjelang Pilkada 2024.", None, ["2024-09-03"]),
    ("Program berjalan 24 Mei hingga 2 Juni 2025.", None, ["2025-05-24", "2025-06-02"]),
    ("Sejak 3 Maret lalu. Berakhir 30 April 2025.", None, ["2025-03-03", "2025-04-30"]),
    ("Pilkada 2024 selesai. Ia dilantik 11 Juni lalu.", None, ["2024-06-11"]),
    ("Pilkada 2024 dan Pemilu 2019. Ia dilantik 11 Juni lalu.", None, []),
    ("Acara Senin (8/7/2025) salah cetak.", None, ["2025-07-08"]),
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
    text = "• Senin, 22 Desember 2025\n\nPemkot Perluas Layanan\n\n- Selasa, 18 Maret 2025 | 09:25 WIB" + BODY
    assert short(text) == [("18 Maret 2025", "2025-03-18", "publication"), ("17/3/2025", "2025-03-17", "event")]


def test_the_published_date_tells_the_stamp_from_the_clock() -> None:
    text = "Senin, 22 Desember 2025\n\nPemkot Perluas Layanan\n\nSelasa, 18 Maret 2025" + BODY
    assert short(text, "2025-03-18")[0] == ("18 Maret 2025", "2025-03-18", "publication")
    assert len(short(text, "2025-03-18")) == 2


def test_a_deadline_carries_over_a_list() -> None:
    found = short("Berkas masuk paling lambat tanggal 4 Mei 2026 untuk SD, dan 11 Mei 2026 untuk SMP.")
    assert [role for _, _, role in found] == ["due", "due"]


def test_evidence_and_ids_hold() -> None:
    text = "Pada 3 hingga 5 Mei 2025, Senin (9/6) dan 31 Juni 2025."
    found = read(text)
    assert len(found) == 4
    assert all(text[d.start : d.end] == d.text for d in found)
    assert len({d.id for d in found}) == len(found)


@pytest.mark.parametrize(
    "text", ["1/" * 300_000, "9 Juni 2025 " * 20_000, "Senin (9/6) " * 20_000, "Nomor " * 100_000, "sebelum " * 80_000 + "9 Juni 2025"]
)
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    reading = Reading(Document(id="uji", text=text))
    start = time.process_time()
    dates.extract(reading)
    assert time.process_time() - start < 20
