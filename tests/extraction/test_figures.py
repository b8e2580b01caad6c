"""Figures: what is read, what is refused, and what is withheld instead of guessed. One line a case."""

import re
import time
from collections.abc import Callable

import pytest

from extraction.reading import Reading
from extraction.rules import figures
from tagih.records import Document, Figure, Unresolved
from tagih.records.output import decimal_text
from tests.growth import grows_linearly


def read(text: str) -> list[Figure | Unresolved]:
    return figures.extract(Reading(Document(id="uji", text=text)))


def only(text: str) -> list[Figure]:
    return [f for f in read(text) if isinstance(f, Figure)]


def short(text: str) -> list[tuple[str, str | None, str]]:
    return [(f.text, decimal_text(f.value), f.unit) for f in only(text)]


READ = [
    # sentence, evidence, value, unit
    ("Santunan sebesar Rp 711,5 miliar dibayarkan.", "Rp 711,5 miliar", "711500000000", "IDR"),
    ("Bantuan itu mencapai Rp.838 juta.", "Rp.838 juta", "838000000", "IDR"),
    ("Proyeknya bernilai Rp1,2 T untuk jalan.", "Rp1,2 T", "1200000000000", "IDR"),
    ("Denda itu Rp 10.500.000,00 saja.", "Rp 10.500.000,00", "10500000", "IDR"),
    ("Dananya Rp 1 juta 250 ribu.", "Rp 1 juta 250 ribu", "1250000", "IDR"),
    ("Modalnya 60 juta rupiah.", "60 juta rupiah", "60000000", "IDR"),
    ("Dananya 1.5 triliun dari pusat.", "1.5 triliun", "1500000000000", "IDR"),
    ("Ekspornya US$ 6,4 juta.", "US$ 6,4 juta", "6400000", "USD"),
    ("Nilainya 5 juta dolar AS.", "5 juta dolar AS", "5000000", "USD"),
    ("Cakupan 59,56 persen.", "59,56 persen", "59.56", "percent"),
    ("Cakupan 59.56% tahun lalu.", "59.56%", "59.56", "percent"),
    ("Tumbuh 17,125% dari tahun lalu.", "17,125%", "17.125", "percent"),
    ("Deflasi -0,01 persen.", "-0,01 persen", "-0.01", "percent"),
    ("Ada 61.533 peserta.", "61.533 peserta", "61533", "people"),
    ("Hadir 2,500 orang.", "2,500 orang", "2500", "people"),
    ("Hadir sebanyak2.500 peserta.", "2.500 peserta", "2500", "people"),
    ("Ada 310jemaah di sana.", "310jemaah", "310", "people"),
    ("Program itu melindungi 100\u00a0ribu pekerja rentan.", "100\u00a0ribu pekerja rentan", "100000", "people"),
    ("Ada dua ratus lima puluh ribu warga.", "dua ratus lima puluh ribu warga", "250000", "people"),
    ("Ada 12 kepala keluarga di sana.", "12 kepala keluarga", "12", "people"),
    ("Jalan sepanjang 12km rusak.", "12km", "12", "kilometer"),
    ("Lahan seluas 41,5 ha dibuka.", "41,5 ha", "41.5", "hektare"),
    ("Gedung seluas 100 m2 itu.", "100 m2", "100", "meter persegi"),
    ("Tersalur 85 paket sembako.", "85 paket sembako", "85", "paket"),
    ("Perbaikan 25 ruas jalan.", "25 ruas jalan", "25", "ruas jalan"),
    ("Bantuan dari 10 kabupaten/kota.", "10 kabupaten/kota", "10", "kabupaten/kota"),
    ("Berlaku 14 (empat belas) hari.", "14 (empat belas) hari", "14", "hari"),
    ("Hadir sebanyak 2024 warga.", "2024 warga", "2024", "people"),
    ("Ada 3.000 lebih perguruan tinggi.", "3.000 lebih perguruan tinggi", "3000", "perguruan tinggi"),
    ("Harganya Rp 3 jutaan.", "Rp 3 jutaan", "3000000", "IDR"),
    ("Ongkosnya Rp 500-an ribu.", "Rp 500-an ribu", "500000", "IDR"),
    ("Hadir 12 ribu-an orang.", "12 ribu-an orang", "12000", "people"),
    ("Ada dua ribu lebih warga.", "dua ribu lebih warga", "2000", "people"),
    ("Modalnya Rp515,9 jutaHonda bekas.", "Rp515,9 juta", "515900000", "IDR"),
    ("Denda itu Rp 2.000.000,- (dua juta rupiah).", "Rp 2.000.000", "2000000", "IDR"),
    ("Tarifnya cuma Rp 1 hari ini.", "Rp 1", "1", "IDR"),
    ("Sengketa 4 pulauyang ramai itu.", "4 pulau", "4", "pulau"),
    ("Ada 12 siswaSMP di sana.", "12 siswa", "12", "people"),
    ("Muatannya 1600 kilogram.", "1600 kilogram", "1600", "kilogram"),
    ("Ada 1.300 lanjut usia di sana.", "1.300 lanjut usia", "1300", "people"),
    ("Listriknya 306,22 terawatt hour.", "306,22 terawatt hour", "306.22", "twh"),
    ("Ada 9 penagih utang.", "9 penagih", "9", "people"),
    ("Ada 930 sukarelawan.", "930 sukarelawan", "930", "people"),
    ("Ada 3 pembangkit baru.", "3 pembangkit", "3", "pembangkit"),
    ("Biayanya 250 SAR saja.", "250 SAR", "250", "SAR"),
    ("Kecelakaan itu: 3 tewas.", "3", "3", "people"),
]


@pytest.mark.parametrize(("sentence", "evidence", "value", "unit"), READ)
def test_a_figure_is_read_whole(sentence: str, evidence: str, value: str, unit: str) -> None:
    assert short(sentence) == [(evidence, value, unit)]


REFUSED = [
    "Diatur dalam Pasal 12 ayat 3 Undang-Undang Nomor 24 Tahun 2011.",
    "Lihat Pergub 19/2023 dan Keputusan Nomor 400.7.1.2/88/021/2025.",
    "Acara digelar pada 8 Juli 2023 pukul 08.30 WIB.",
    "Rapat pada Senin (9/6/2025) dan Rabu (11/6).",
    "Pada 2025 pemerintah akan mulai.",
    "Budi (62) dan remaja berusia 17 tahun itu hadir.",
    "Warga RT 04 RW 02, lantai 3, kelas 6, Km 24.",
    "Hubungi 081234567890 atau 0541-741963.",
    "Tim itu menang 2-1 atas lawannya.",
    "Peringatan HUT ke-65 pada masa COVID-19.",
    "1. Ketua rapat\n2. Notulis",
    "Siswa SDN Harapan Baru 2 Depok pindah.",
    "Baca juga: Warga Terima 500 Paket Sembako",
    "Baca juga:\nWarga Terima 500 Paket Sembako",
    "Lihat https://contoh.id/500-orang dan @kabar24 hari ini.",
    "Pada usia 5 sampai 6 tahun, anak boleh mendaftar.",
    "Salah satu warga setengah hati.",
    "Diatur dalam Pasal 178, 181, dan 406 KUHP.",
    "Candi itu dari abad ke-10 (907 M).",
    "Warga Simpang Empat Baru dan regu 1 Damkar berjaga.",
    "Jaringan 4G dan 5G sampai ke desa.",
    "Acara pukul 10.00 hingga 19.00 waktu setempat.",
    'Program "Tujuh Kebiasaan" diluncurkan.',
    "Baca juga: Pesta 22 Juni 2025 Diikuti 2.500 Peserta",
    "Ia duduk di peringkat 3 dan kelas 7.",
]


@pytest.mark.parametrize("sentence", REFUSED)
def test_numbers_that_are_no_figures(sentence: str) -> None:
    assert read(sentence) == []


def test_a_figure_never_matches_inside_a_longer_number() -> None:
    assert short("Naik 12,5% menjadi 2.500 peserta.") == [("12,5%", "12.5", "percent"), ("2.500 peserta", "2500", "people")]


RANGES = [
    ("Naik 10-15 persen.", "10-15 persen", "10", "15", "percent"),
    ("Harganya Rp 21-23 jutaan.", "Rp 21-23 jutaan", "21000000", "23000000", "IDR"),
    ("Upahnya Rp 20-40 ribu per hari.", "Rp 20-40 ribu", "20000", "40000", "IDR"),
    ("Harganya Rp 110 juta sampai Rp 130 juta.", "Rp 110 juta sampai Rp 130 juta", "110000000", "130000000", "IDR"),
    ("Datang 700 hingga 1.200 orang.", "700 hingga 1.200 orang", "700", "1200", "people"),
    ("Sekitar 500.000 hingga 1 juta wisatawan.", "500.000 hingga 1 juta wisatawan", "500000", "1000000", "people"),
    ("Hadir 2,500-3,000 orang.", "2,500-3,000 orang", "2500", "3000", "people"),
    ("Naik 5,125-6,250 persen.", "5,125-6,250 persen", "5.125", "6.25", "percent"),
    ("Antara 10 dan 15 persen.", "10 dan 15 persen", "10", "15", "percent"),
]


@pytest.mark.parametrize(("sentence", "evidence", "low", "high", "unit"), RANGES)
def test_ranges(sentence: str, evidence: str, low: str, high: str, unit: str) -> None:
    (figure,) = only(sentence)
    assert (figure.text, decimal_text(figure.value), decimal_text(figure.value_high), figure.unit, figure.qualifier) == (
        evidence, low, high, unit, "range",
    )  # fmt: skip


def test_a_unit_that_stands_once_serves_two_numbers() -> None:
    assert short("Ada 7 dan 9 orang di dua pos itu.")[:2] == [("7", "7", "people"), ("9 orang", "9", "people")]


def test_one_amount_with_two_units_is_two_figures() -> None:
    assert short("Lahan 39,5 hektare atau 12 persen.") == [("39,5 hektare", "39.5", "hektare"), ("12 persen", "12", "percent")]


QUALIFIERS = [
    ("Ada sekitar 15 orang.", "approximate"),
    ("Ada kurang lebih sebanyak 15 orang.", "approximate"),
    ("Ada lebih dari 15 orang.", "at_least"),
    ("Minimal 15 orang hadir.", "at_least"),
    ("Ada 15 orang lebih di sana.", "at_least"),
    ("Naik 15 persen lebih tinggi.", None),
    ("Tidak lebih dari 15 orang.", "at_most"),
    ("Maksimal 15 orang.", "at_most"),
    ("Ada potongan hingga 50 persen.", "at_most"),
    ("Naik hingga 50 persen.", None),
    ("Harganya naik hingga mencapai 50 persen.", None),
    ("Ada puluhan ribu pekerja.", "vague"),
    ("Ada 15 orang.", None),
    ("Setidaknya masih ada 15 orang.", "at_least"),
    ("Panjangnya kurang lebih hanya 15 meter.", "approximate"),
    ("Tidak sampai 15 orang hadir.", "at_most"),
    ("Setuju 50 persen plus satu.", None),
    ("Kasus itu merugikan negara hingga Rp 15 miliar.", None),
    ("Targetnya sampai 15 unit.", None),
]


@pytest.mark.parametrize(("sentence", "qualifier"), QUALIFIERS)
def test_qualifiers(sentence: str, qualifier: str | None) -> None:
    (figure,) = only(sentence)
    assert figure.qualifier == qualifier
    assert (figure.value is None) == (qualifier == "vague")


ROLES = [
    ("Pemkab menargetkan 6,5 persen warga terlindungi.", "target"),
    ("Jembatan itu akan dibangun sepanjang 75 meter.", "target"),
    ("Pemkab mengalokasikan Rp 18 miliar.", "budget"),
    ("Harga telur Rp 29 ribu per kilogram.", "rate"),
    ("Suku bunga kredit kini 8,75 persen.", "rate"),
    ("Realisasi bantuan tercatat Rp 20 miliar.", "actual"),
    ("Korban tercatat 12 orang.", "actual"),
    ("Daerah memegang porsi 40 persen.", "other"),
    ("Pelatihan berlangsung selama 12 hari.", "other"),
]


# Words that look like a cue of a plan, and are none.
NO_TARGETS = [
    ("Pemkot akan mengelola empat pulau itu bersama warga.", "actual"),
    ("Daerah itu kaya akan budaya, dengan 40 tarian.", "actual"),
    ("Petugas yang dikerahkan ada 12 orang, dan mereka akan bekerja lagi.", "actual"),
    ("Ia ingin menyampaikan dua hal.", "other"),
    ("Gedung itu dibangun di atas lahan seluas 16 hektare.", "actual"),
    ("Margin of error survei itu 3 persen.", "other"),
    ("Penyidik pidana khusus menahan dua tersangka.", "actual"),
    ("Partai menerima dana hibah Rp 5 ribu per suara.", "rate"),
]


@pytest.mark.parametrize(("sentence", "role"), NO_TARGETS)
def test_what_only_looks_like_a_plan(sentence: str, role: str) -> None:
    assert [f.role for f in only(sentence)] == [role]


def test_numbers_in_the_names_of_places_count_nothing() -> None:
    assert only("Bupati Empat Lawang mengunjungi Kabupaten Lima Puluh Kota.") == []
    assert short("Sekolah Rakyat 24 Samarinda punya 96 siswa.") == [("96 siswa", "96", "people")]


def test_a_figure_told_twice_has_one_role() -> None:
    text = "Rp 7,5 Miliar untuk Pasar\n\nPemkab menganggarkan Rp 7,5 miliar. Ada 3 warga. Dinas menargetkan 3 warga ikut."
    assert [f.role for f in only(text)] == ["budget", "budget", "actual", "target"]


@pytest.mark.parametrize(("sentence", "role"), ROLES)
def test_roles(sentence: str, role: str) -> None:
    assert [f.role for f in only(sentence)] == [role]


def test_the_period_is_the_one_year_of_the_sentence() -> None:
    assert [f.period for f in only("Pada tahun 2024 dibayarkan Rp 5 miliar. Pada 2023 dan 2025 dibayarkan Rp 6 miliar.")] == ["2024", None]


WITHHELD = [
    ("Anggarannya Rp 2,500 miliar.", "value", "2500000000"),
    ("Luasnya 1,234 hektare.", "value", "1234"),
    ("Luasnya 1,234-1,500 hektare.", "value", "1.234 or 1234"),
    ("Jumlahnya sekitar 340 ribu untuk itu.", "unit", "340 ribu"),
    ("Bantuannya pas Rp7,3 begitu.", "value", "scale"),
]


@pytest.mark.parametrize(("sentence", "field", "reason"), WITHHELD)
def test_what_reads_two_ways_is_unresolved_instead_of_guessed(sentence: str, field: str, reason: str) -> None:
    (unresolved,) = read(sentence)
    assert isinstance(unresolved, Unresolved)
    assert (unresolved.kind, unresolved.field) == ("figures", field)
    assert reason in unresolved.reason


def test_the_texts_own_spelling_settles_what_reads_two_ways() -> None:
    assert short("Dari 61.533 warga, dananya Rp 6,271 triliun dan lahannya 1,234 hektare.")[1:] == [
        ("Rp 6,271 triliun", "6271000000000", "IDR"),
        ("1,234 hektare", "1.234", "hektare"),
    ]
    assert short("Dari 1,061,533 warga, lahannya 1,234 hektare.")[1:] == []


def test_a_bare_count_takes_the_unit_before_it() -> None:
    assert short("Terdaftar 800 ribu jiwa. Tetangganya hanya 500 ribu saja.") == [
        ("800 ribu jiwa", "800000", "people"),
        ("500 ribu", "500000", "people"),
    ]


def test_elided_counts_take_the_unit_beside_them() -> None:
    assert short("Dari 17 tersangka, 15 di antaranya swasta dan 2 lainnya pejabat.") == [
        ("17 tersangka", "17", "people"),
        ("15", "15", "people"),
        ("2", "2", "people"),
    ]
    assert short("Baru 22 dari 48 sekolah yang layak.") == [("22", "22", "sekolah"), ("48 sekolah", "48", "sekolah")]
    assert short("Angin merusak 57 rumah, 22 rusak berat.") == [("57 rumah", "57", "rumah"), ("22", "22", "rumah")]
    assert short("Rentang 45 -50 juta rupiah.") == [("45 -50 juta rupiah", "45000000", "IDR")]


def test_evidence_and_ids_hold() -> None:
    text = "Judul 3 Kantor\n\nAda 7 dan 9 orang, Rp 5 juta, 12,5% dan puluhan ribu warga; luasnya 1,234 hektare."
    found = read(text)
    assert len(found) > 5
    assert all(text[f.start : f.end] == f.text for f in found)
    assert len({f.id for f in found}) == len(found)


@pytest.mark.parametrize(
    "text",
    ["1" * 600_000, "1." * 300_000, "1.000." * 100_000, "5-" * 50_000, "ke-" * 200_000, "satu " * 100_000, "Rp " * 150_000, "5" + " " * 600_000, "5 " + "a-" * 300_000, "5 (" * 20_000, "5 orang " * 10_000, "1,234 ha, " * 30_000],
)  # fmt: skip
def test_hostile_texts_are_read_in_linear_time(text: str) -> None:
    reading = Reading(Document(id="uji", text=text))
    start = time.process_time()
    figures.extract(reading)
    assert time.process_time() - start < 20


def test_time_grows_with_the_text_and_not_faster() -> None:
    def prepare(n: int) -> Callable[[], object]:
        reading = Reading(Document(id="uji", text="Ada 5 orang dan Rp 3 juta di sana, " * n))
        return lambda: figures.extract(reading)

    assert grows_linearly(prepare, 1_000)


def test_rule_says_what_it_is() -> None:
    assert figures.RULE == "figures"
    assert re.fullmatch(r"\d+", figures.VERSION)
