"""What a figure means: target, actual, budget, rate or other. One line a sentence, one role a figure."""

import pytest

from extraction.reading import Reading
from extraction.rules import figures
from tagih.records import Document, Figure

# The first noun of a phrase decides.
HEADS = [
    ("Target PAD Kota Palu tahun depan Rp 512 miliar.", "target"),
    ("Pemkab mematok target retribusi parkir Rp 3 miliar.", "target"),
    ("Realisasi retribusi parkir baru Rp 1,4 miliar.", "actual"),
    ("Penerimaan pajak kendaraan mencapai 82 persen dari target.", "actual"),
    ("Tunggakan iuran peserta mencapai Rp 2,3 miliar.", "actual"),
    ("Serapan anggaran dinas itu baru Rp 12 miliar.", "actual"),
    ("Anggaran gaji PPPK tahun depan Rp 30 miliar.", "budget"),
    ("Anggaran subsidi tarif bus mencapai Rp 20 miliar.", "budget"),
    ("Potensi pendapatan parkir diperkirakan Rp 9 miliar setahun.", "other"),
    ("Yayasan itu menerima dana hibah Rp 3 miliar.", "actual"),
    ("Harga gabah dipatok Rp 6.500 per kilogram.", "rate"),
    ("Defisit APBD tercatat Rp 40 miliar.", "actual"),
    ("Dari target dan sudah diterima oleh 300 warga, program itu dievaluasi.", "actual"),
]

# Words of time never turn a tariff, a budget or a capacity into a target.
TIME = [
    ("Tarif bus akan naik menjadi Rp 5.000.", "rate"),
    ("Pemprov akan mengalokasikan Rp 20 miliar.", "budget"),
    ("Gedung itu nantinya berkapasitas 300 orang.", "other"),
    ("Sekitar 300 pedagang bakal direlokasi.", "target"),
    ("Dana itu tidak akan cukup, maka kami tambah menjadi Rp 3,5 miliar.", "budget"),
    ("Pemilihan akan digelar di seluruh wilayah yang mencakup 15 kecamatan.", "actual"),
    ("Dinas PU akan memperbaiki 12 kilometer jalan tahun ini.", "target"),
    ("Pemkot ingin menurunkan kemiskinan ke angka 5 persen.", "target"),
    ("Ada 50 kepala daerah yang akan mengikuti retret.", "target"),
    ("Gubernur akan bertemu 35 kepala daerah.", "actual"),
    ("Dinas akan memakai data dari 35 kelurahan yang sudah mendata warganya.", "actual"),
    ("Acara itu akan dipandu oleh 12 relawan.", "other"),
    ("Pemkab akan menyalurkan Rp 20 miliar kepada desa.", "budget"),
    ("Warga akan menerima Rp 600 ribu.", "rate"),
    ("Rumah sakit itu akan dilengkapi 120 tempat tidur.", "target"),
]

PLAIN = [
    ("Kuota haji Kabupaten Bone 850 orang.", "other"),
    ("Stadion itu berkapasitas 30.000 penonton.", "other"),
    ("Pemprov memegang 51 persen saham bank itu.", "other"),
    ("Wisatawan diprediksi mencapai 200 ribu orang.", "other"),
    ("Andai satu desa punya 500 siswa, dapurnya satu.", "other"),
    ("Pendaki tersesat 12 kilometer ke arah tenggara.", "other"),
    ("Jaksa menuntut terdakwa membayar Rp 800 juta.", "other"),
    ("Setiap KPM menerima Rp 300 ribu per bulan.", "rate"),
    ("Kerugian pedagang Rp 400 ribu per warung.", "actual"),
    ("Produksi kota itu 700 ton sampah.", "actual"),
    ("Kebutuhan anggaran untuk beras Rp 19 triliun.", "budget"),
    ("Saldo kas daerah Rp 15 triliun per April 2025.", "actual"),
]

SEVERAL = [
    ("Realisasinya 20 ton dari kuota 90 ton.", ["actual", "other"]),
    ("Program itu menargetkan 35 juta keluarga atau 140 juta jiwa.", ["target", "target"]),
    ("Jalur prestasi mendapat porsi 30 persen, terdiri dari 25 persen untuk akademik dan 5 persen untuk olahraga.", ["other"] * 3),
    ("Pemkab akan membangun 3 sekolah, 2 puskesmas, dan 5 jembatan.", ["target"] * 3),
    ("Prevalensi stunting 19 persen ditargetkan menjadi 14 persen.", ["actual", "target"]),
    ("Dari pagu Rp 30 miliar, yang terserap baru Rp 18 miliar.", ["budget", "actual"]),
    ("Pemkab mengalokasikan Rp 6 miliar untuk memperbaiki 8 kilometer jalan.", ["budget", "target"]),
    ("Tanggul baru akan memiliki panjang 2,7 kilometer dan lebar 9 meter.", ["target", "target"]),
]


def roles(text: str) -> list[str]:
    found = figures.extract(Reading(Document(id="uji", text=text)))
    return [f.role for f in found if isinstance(f, Figure)]


@pytest.mark.parametrize(("sentence", "role"), [*HEADS, *TIME, *PLAIN])
def test_a_figures_role(sentence: str, role: str) -> None:
    assert roles(sentence)[-1:] == [role]


@pytest.mark.parametrize(("sentence", "expected"), SEVERAL)
def test_the_roles_of_several_figures(sentence: str, expected: list[str]) -> None:
    assert roles(sentence) == expected


def test_a_title_means_what_the_body_says() -> None:
    text = "Dapat Rp 7,5 Miliar, Pasar Dibangun\n\nPemkab menganggarkan Rp 7,5 miliar untuk pasar itu."
    assert roles(text) == ["budget", "budget"]


def test_a_body_that_tells_two_meanings_keeps_both() -> None:
    text = "Pasar Baru Dibangun\n\nProyek itu dianggarkan Rp 7,5 miliar. Kontraktor sudah menerima Rp 7,5 miliar."
    assert roles(text) == ["budget", "actual"]
