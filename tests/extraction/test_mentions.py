"""Which citations are mentions: second names, talk of rules, other countries' laws, areas behind numbers, titles that nobody listed."""

from __future__ import annotations

import pytest

from extraction.reading import Reading
from extraction.rules.regulations import extract
from tagih.records import Document, Regulation

Found = tuple[str, str, str | None, int | None, str | None, str | None]  # text, type, number, year, jurisdiction, title


def regulations(text: str) -> list[Regulation]:
    found = extract(Reading(Document(id="d", text=text)))
    assert all(text[r.start : r.end] == r.text for r in found)
    return [r for r in found if isinstance(r, Regulation)]


def told(text: str) -> list[Found]:
    return [(r.text, r.type, r.number, r.year, r.jurisdiction, r.title) for r in regulations(text)]


PERDA, UU, PP, SE = "Peraturan Daerah", "Undang-Undang", "Peraturan Pemerintah", "Surat Edaran"

READ: list[tuple[str, list[Found]]] = [
    # a second name in brackets is no second mention; used again, it is
    (
        "Menurut UU Nomor 2 Tahun 2022 tentang Layangan Hias (UU Layangan), benang wajib putih. UU Layangan dikutip.",
        [
            ("UU Nomor 2 Tahun 2022", UU, "2", 2022, "00", "Layangan Hias (UU Layangan)"),
            ("UU Layangan", UU, None, None, "00", "Layangan"),
        ],
    ),
    ("Menurut UU Nomor 2 Tahun 2022 (UU Layangan), benang putih.", [("UU Nomor 2 Tahun 2022", UU, "2", 2022, "00", "Layangan")]),
    (
        "UU No 8 tahun 1981 (KUHAP) dibaca.",
        [("UU No 8 tahun 1981", UU, "8", 1981, "00", "Kitab Undang-Undang Hukum Acara Pidana")],
    ),
    (
        "PP Nomor 9 Tahun 2025 tentang Kembang Api (PP Petas) terbit.\nMenurut PP Petas, sumbu harus panjang. Ketua PP Pemuda hadir.",
        [
            ("PP Nomor 9 Tahun 2025", PP, "9", 2025, "00", "Kembang Api (PP Petas)"),
            ("PP Petas", PP, None, None, "00", "Kembang Api (PP Petas)"),
        ],
    ),
    # the area behind the number is the citation's own
    (
        "Perda Nomor 8 Tahun 2017 Kota Bontang tentang Layangan berlaku. Tamu dari Kota Bogor hadir, Wali Kota Bogor juga.",
        [("Perda Nomor 8 Tahun 2017 Kota Bontang", PERDA, "8", 2017, "64.74", "Layangan")],
    ),
    (
        "Wali Kota Bogor dan Wali Kota Bogor bicara.\nPerda Kota Bontang Nomor 8 Tahun 2017 berlaku.\nMenurut Perda 8/2017, boleh.",
        [
            ("Perda Kota Bontang Nomor 8 Tahun 2017", PERDA, "8", 2017, "64.74", None),
            ("Perda 8/2017", PERDA, "8", 2017, "64.74", None),
        ],
    ),
    # capitals throughout
    (
        "UU REPUBLIK INDONESIA NOMOR 3 TAHUN 2014 TENTANG LAYANGAN",
        [("UU REPUBLIK INDONESIA NOMOR 3 TAHUN 2014", UU, "3", 2014, "00", "LAYANGAN")],
    ),
    (
        "PERATURAN MENTERI KEUANGAN REPUBLIK INDONESIA NOMOR 48/PMK.01/2019",
        [
            (
                "PERATURAN MENTERI KEUANGAN REPUBLIK INDONESIA NOMOR 48/PMK.01/2019",
                "Peraturan Menteri Keuangan",
                "48/PMK.01/2019",
                2019,
                "00",
                None,
            )
        ],
    ),
    # issuers: in other words, behind "dari", named as who signed, or of an institution with "PP" in its name
    (
        "Peraturan Gubernur (Pergub) Daerah Istimewa Yogyakarta Nomor 4 Tahun 2023",
        [
            (
                "Peraturan Gubernur (Pergub) Daerah Istimewa Yogyakarta Nomor 4 Tahun 2023",
                "Peraturan Gubernur",
                "4",
                2023,
                "34",
                None,
            )
        ],
    ),
    (
        "Peraturan Menteri Desa, PDT dan Transmigrasi Nomor 3 Tahun 2020",
        [
            (
                "Peraturan Menteri Desa, PDT dan Transmigrasi Nomor 3 Tahun 2020",
                "Peraturan Menteri Desa, Pembangunan Daerah Tertinggal, dan Transmigrasi",
                "3",
                2020,
                "00",
                None,
            )
        ],
    ),
    (
        "Surat Edaran dari Gubernur Riau Nomor 4 Tahun 2025 dibaca.",
        [("Surat Edaran dari Gubernur Riau Nomor 4 Tahun 2025", SE, "4", 2025, "14", None)],
    ),
    (
        "SK Nomor 82/12/2025 diteken Bupati Bojonegoro.",
        [("SK Nomor 82/12/2025", "Keputusan Bupati", "82/12/2025", 2025, "35.22", None)],
    ),
    ("KPU mencabut Keputusan Nomor 7 Tahun 2025.", [("Keputusan Nomor 7 Tahun 2025", "Keputusan KPU", "7", 2025, "00", None)]),
    (
        "Surat edaran Satpol PP Kabupaten Bogor Nomor 300/9 beredar.",
        [("Surat edaran Satpol PP Kabupaten Bogor Nomor 300/9", SE, "300/9", None, "32.01", None)],
    ),
    ("Ia dijerat UURI No 3 tahun 2019.", [("UURI No 3 tahun 2019", UU, "3", 2019, "00", None)]),
    (
        "Putusan Nomor 6/PUU-XXII/2024 dibaca, putusan nomor 7/Pid.B/2024 tidak.",
        [("Putusan Nomor 6/PUU-XXII/2024", "Putusan MK", "6/PUU-XXII/2024", 2024, "00", None)],
    ),
    (
        "KPU Kota Bogor menerbitkan Keputusan Nomor 3 Tahun 2024.",
        [("Keputusan Nomor 3 Tahun 2024", "Keputusan KPU", "3", 2024, "32.71", None)],
    ),
    (
        "Bupati Lebak menyambut Surat Edaran Nomor 3 Tahun 2025 dari Kementerian Agama.",
        [("Surat Edaran Nomor 3 Tahun 2025", SE, "3", 2025, "00", None)],
    ),
    (
        "Surat Edaran Dinas Pendidikan Kota Bogor tentang Layangan beredar.",
        [("Surat Edaran Dinas Pendidikan Kota Bogor tentang Layangan", SE, None, None, "32.71", "Layangan")],
    ),
    (
        "SE Gubernur Riau Budi Wibawa soal layangan dikutip.",
        [("SE Gubernur Riau Budi Wibawa soal layangan", SE, None, None, "14", "layangan")],
    ),
    ("Ia melanggar Pasal 12 Perda Kota Bogor.", [("Perda Kota Bogor", PERDA, None, None, "32.71", None)]),
    # the year of the day it was signed on
    (
        "Dasarnya SE Gubernur Riau Nomor 45/AB. Edaran itu diteken Budi Wibawa pada Senin (6/5/2025).",
        [("SE Gubernur Riau Nomor 45/AB", SE, "45/AB", 2025, "14", None)],
    ),
    (
        "Dasarnya SE Gubernur Riau Nomor 45/AB. Lomba itu digelar 6 Mei 2024.",
        [("SE Gubernur Riau Nomor 45/AB", SE, "45/AB", None, "14", None)],
    ),
    (
        "SE Satgas PMK Nomor 3 Tahun 2022 berlaku.",
        [("SE Satgas PMK Nomor 3 Tahun 2022", SE, "3", 2022, "00", None)],
    ),
    (
        "Permenko PMK Nomor 4 Tahun 2022",
        [
            (
                "Permenko PMK Nomor 4 Tahun 2022",
                "Peraturan Menteri Koordinator Bidang Pembangunan Manusia dan Kebudayaan",
                "4",
                2022,
                "00",
                None,
            )
        ],
    ),
    # whose they can only be
    ("Ulama membaca qanun lembaga keuangan.", [("qanun lembaga keuangan", "Qanun", None, None, "11", "lembaga keuangan")]),
    ("Menurut SKB tiga menteri, libur.", [("SKB tiga menteri", "Keputusan Bersama", None, None, "00", None)]),
    (
        "Jakarta: Surat Edaran Nomor 7/SEOJK.05/2025 terbit.",
        [("Surat Edaran Nomor 7/SEOJK.05/2025", SE, "7/SEOJK.05/2025", 2025, "00", None)],
    ),
    # titles
    (
        "Perda Kabupaten Bogor tentang Layangan Nomor 3 Tahun 2018.",
        [("Perda Kabupaten Bogor tentang Layangan Nomor 3 Tahun 2018", PERDA, "3", 2018, "32.01", "Layangan")],
    ),
    ("Pemkab Garut menegakkan perda tibum.", [("perda tibum", PERDA, None, None, "32.05", "tibum")]),
    (
        "Pemkot Bogor membaca perda kawasan tanpa rokok.",
        [("perda kawasan tanpa rokok", PERDA, None, None, "32.71", "kawasan tanpa rokok")],
    ),
    ("UU Nomor 2 Tahun 2022 tentang Layangan.Menurut warga", [("UU Nomor 2 Tahun 2022", UU, "2", 2022, "00", "Layangan")]),
    (
        "DPRD Kabupaten Sleman mengesahkan Perda tentang Layangan, Perda Pasar Malam, dan Perda Kearsipan.",
        [
            ("Perda tentang Layangan", PERDA, None, None, "34.04", "Layangan"),
            ("Perda Pasar Malam", PERDA, None, None, "34.04", "Pasar Malam"),
            ("Perda Kearsipan", PERDA, None, None, "34.04", "Kearsipan"),
        ],
    ),
    (
        "Pabrik mematuhi instruksi Gubernur Lampung terkait harga singkong.",
        [("instruksi Gubernur Lampung terkait harga singkong", "Instruksi Gubernur", None, None, "18", "harga singkong")],
    ),
    ("Ia dijerat UU Layangan Jo Pasal 5.", [("UU Layangan", UU, None, None, "00", "Layangan")]),
    ("Perda THM Kota Bogor berlaku.", [("Perda THM Kota Bogor", PERDA, None, None, "32.71", "THM")]),
    ("Ia mengutip UU Pemerintah Daerah.", [("UU Pemerintah Daerah", UU, None, None, "00", "Pemerintah Daerah")]),
    ("Menurut Inpres efisiensi, hemat.", [("Inpres efisiensi", "Instruksi Presiden", None, None, "00", "efisiensi")]),
    ("Wali Kota Malang meneken SE penutupan jalan.", [("SE penutupan jalan", SE, None, None, "35.73", "penutupan jalan")]),
    (
        "Undang-Undang Layangan Umum (UULU) terbit. UULU dikutip.",
        [
            ("Undang-Undang Layangan Umum (UULU)", UU, None, None, "00", "Layangan Umum (UULU)"),
            ("UULU", UU, None, None, "00", "Layangan Umum (UULU)"),
        ],
    ),
    (
        "Anggota DPR Nilai Revisi UU Layangan Perlu Dipercepat Tahun Ini",
        [("UU Layangan", UU, None, None, "00", "Layangan")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[t[:50] for t, _ in READ])
def test_read(text: str, expected: list[Found]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Perda Kota Bogor itu usang, dan tiga Perda Kota Bogor lain tersebut juga.",
        "Surat edaran gubernur itu berlaku.",
        "Ada sejumlah undang-undang terkait layangan.",
        "DPRD Sahkan Dua Perda Strategis",
        "Perwali Atur Layangan, Warga Senang",
        "Pergub Batasi Layangan di Taman",
        "Perda Ditolak Warga",
        "Permendag Permudah Usaha Layangan",
        "Keputusan Wali Kota Bogor itu final.",
        "Warga memuji keputusan Wali Kota Bogor terkait layangan.",
        "Turis mengutip UU Layangan Malaysia.",
        "Kongres Amerika Serikat mengesahkan Undang-Undang Layangan, kata Presiden Amerika kepada media Inggris dan Jepang.",
        "SK DPP Partai Layang Nomor 3/2025 dibaca.",
        "PermenLHK P",
        "Wabah PMK tahun 2022 menyerang sapi; petugas PMK 2 Tahun 2025 hadir.",
        "Tes SKB tahun 2024 ramai, HR-V SE tahun 2025 laku, tiket PP tahun 2025 mahal.",
        "Peserta PBI terkait iuran mengeluh, dan PMA soal izin.",
        "Gugatan PKPU Nomor 5/Pdt.Sus-PKPU/2025 diterima.",
    ],
)
def test_refused(text: str) -> None:
    assert told(text) == []


def test_a_bare_one_behind_a_numbered_one_is_that_one_again() -> None:
    assert [r.text for r in regulations("SE Gubernur Bali Nomor 4 Tahun 2025 terbit. SE Gubernur Bali dibaca.")] == [
        "SE Gubernur Bali Nomor 4 Tahun 2025"
    ]
    assert [r.text for r in regulations("SE Gubernur Bali dibaca.")] == ["SE Gubernur Bali"]


def test_leading_zeros_make_no_other_instrument() -> None:
    found = regulations("Perbup Bantul Nomor 03 Tahun 2020 dan Perbup Bantul Nomor 3 Tahun 2020")
    assert [(r.number, r.instrument) for r in found] == [("03", "perbup-bantul-3-2020"), ("3", "perbup-bantul-3-2020")]
    assert [r.year for r in regulations("Perpres 07 Tahun 2020 diganti. Perpres 7 usang.")] == [2020, 2020]
