"""Regulations: a table of sentences, one a row; what must be refused stands in the same tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.reading import Reading
from extraction.rules.regulations import extract
from tagih.records import Document, Regulation, Unresolved
from tests.growth import grows_linearly


@dataclass(frozen=True)
class Row:
    """What a citation must be; a field left out is not looked at (`...`)."""

    text: object = ...
    type: object = ...
    number: object = ...
    year: object = ...
    jurisdiction: object = ...
    title: object = ...
    inferred: object = ...
    instrument: object = ...

    def differs(self, found: Regulation) -> list[str]:
        names = ("text", "type", "number", "year", "jurisdiction", "title", "inferred", "instrument")
        return [f"{n}: {getattr(found, n)!r}" for n in names if getattr(self, n) is not ... and getattr(self, n) != getattr(found, n)]


def read(text: str, jurisdiction: str | None = None) -> list[Regulation | Unresolved]:
    found = extract(Reading(Document(id="d", text=text, jurisdiction=jurisdiction)))
    assert all(text[r.start : r.end] == r.text for r in found)
    return found


def regulations(text: str, jurisdiction: str | None = None) -> list[Regulation]:
    return [r for r in read(text, jurisdiction) if isinstance(r, Regulation)]


def check(text: str, rows: list[Row]) -> None:
    found = regulations(text)
    assert len(found) == len(rows), [f.text for f in found]
    assert not [d for f, row in zip(found, rows, strict=True) for d in row.differs(f)]


# Instruments of one number and year that only their type, or their area's level, tells apart.
CONFUSED = [
    ("Pergub Kalbar Nomor 7 Tahun 2022", "Peraturan Gubernur", "61", "pergub-kalimantan-barat-7-2022"),
    ("Kepgub Kalbar Nomor 7 Tahun 2022", "Keputusan Gubernur", "61", "kepgub-kalimantan-barat-7-2022"),
    ("Ingub Kalbar Nomor 7 Tahun 2022", "Instruksi Gubernur", "61", "ingub-kalimantan-barat-7-2022"),
    ("Surat Edaran Gubernur Kalbar Nomor 7 Tahun 2022", "Surat Edaran", "61", "se-gubernur-kalimantan-barat-7-2022"),
    ("Perda Provinsi Kalbar Nomor 7 Tahun 2022", "Peraturan Daerah", "61", "perda-kalimantan-barat-7-2022"),
    ("Perbup Malang Nomor 7 Tahun 2022", "Peraturan Bupati", "35.07", "perbup-malang-7-2022"),
    ("Keputusan Bupati Malang Nomor 7 Tahun 2022", "Keputusan Bupati", "35.07", "kepbup-malang-7-2022"),
    ("Instruksi Bupati Malang Nomor 7 Tahun 2022", "Instruksi Bupati", "35.07", "inbup-malang-7-2022"),
    ("SE Bupati Malang Nomor 7 Tahun 2022", "Surat Edaran", "35.07", "se-bupati-malang-7-2022"),
    ("Perwali Malang Nomor 7 Tahun 2022", "Peraturan Wali Kota", "35.73", "perwali-malang-7-2022"),
    ("SK Wali Kota Malang Nomor 7 Tahun 2022", "Keputusan Wali Kota", "35.73", "kepwali-malang-7-2022"),
    ("Instruksi Walikota Malang Nomor 7 Tahun 2022", "Instruksi Wali Kota", "35.73", "inwali-malang-7-2022"),
    ("SE Wali Kota Malang Nomor 7 Tahun 2022", "Surat Edaran", "35.73", "se-wali-kota-malang-7-2022"),
    ("Perda Kota Malang Nomor 7 Tahun 2022", "Peraturan Daerah", "35.73", "perda-kota-malang-7-2022"),
    ("Perda Kabupaten Malang Nomor 7 Tahun 2022", "Peraturan Daerah", "35.07", "perda-kabupaten-malang-7-2022"),
    ("Peraturan DPRD Kota Malang Nomor 7 Tahun 2022", "Peraturan DPRD", "35.73", "perdprd-kota-malang-7-2022"),
    ("Qanun Aceh Nomor 7 Tahun 2022", "Qanun", "11", "qanun-aceh-7-2022"),
    ("Qanun Kota Langsa Nomor 7 Tahun 2022", "Qanun", "11.74", "qanun-kota-langsa-7-2022"),
    ("UU Nomor 7 Tahun 2022", "Undang-Undang", "00", "uu-7-2022"),
    ("UU Darurat Nomor 7 Tahun 1955", "Undang-Undang Darurat", "00", "uu-darurat-7-1955"),
    ("Perppu Nomor 7 Tahun 2022", "Perppu", "00", "perppu-7-2022"),
    ("PP Nomor 7 Tahun 2022", "Peraturan Pemerintah", "00", "pp-7-2022"),
    ("Perpres Nomor 7 Tahun 2022", "Peraturan Presiden", "00", "perpres-7-2022"),
    ("Keppres Nomor 7 Tahun 2022", "Keputusan Presiden", "00", "keppres-7-2022"),
    ("Inpres Nomor 7 Tahun 2022", "Instruksi Presiden", "00", "inpres-7-2022"),
    ("Permendagri Nomor 7 Tahun 2022", "Peraturan Menteri Dalam Negeri", "00", "permendagri-7-2022"),
    ("Kepmendagri Nomor 7 Tahun 2022", "Keputusan Menteri Dalam Negeri", "00", "kepmendagri-7-2022"),
    ("Inmendagri Nomor 7 Tahun 2022", "Instruksi Menteri Dalam Negeri", "00", "inmendagri-7-2022"),
    ("SE Mendagri Nomor 7 Tahun 2022", "Surat Edaran", "00", "se-mendagri-7-2022"),
    ("PKPU Nomor 7 Tahun 2022", "Peraturan KPU", "00", "pkpu-7-2022"),
    ("Peraturan OJK Nomor 7 Tahun 2022", "Peraturan OJK", "00", "pojk-7-2022"),
    ("Peraturan BPK Nomor 7 Tahun 2022", "Peraturan BPK", "00", "perbpk-7-2022"),
    ("Peraturan Bank Indonesia Nomor 7 Tahun 2022", "Peraturan Bank Indonesia", "00", "pbi-7-2022"),
]


@pytest.mark.parametrize(("text", "kind", "area", "key"), CONFUSED, ids=[c[0] for c in CONFUSED])
def test_types_are_kept_apart(text: str, kind: str, area: str, key: str) -> None:
    year = int(text[-4:])
    check(f"Dasarnya {text}.", [Row(text, kind, "7", year, area, None, (), key)])


def test_keys_of_different_instruments_differ() -> None:
    assert len({key for *_, key in CONFUSED}) == len(CONFUSED)


FORMS = [
    ("UU 24/2011", "24", 2011),
    ("UU No.24 Tahun 2011", "24", 2011),
    ("UU No. 24 Th. 2011", "24", 2011),
    ("UU. No 24 Thn 2011", "24", 2011),
    ("UU RI Nomer 24 Tahun 2011", "24", 2011),
    ("UU Nomor : 24 Tahun 2011", "24", 2011),
    ("UU\u00a0Nomor\u00a024\u00a0Tahun\u00a02011", "24", 2011),
    ("UUNomor 24 Tahun 2011", "24", 2011),
    ("UU Nomor24 Tahun 2011", "24", 2011),
    ("Undang-Undang (UU) Nomor 24 tahun 2011", "24", 2011),
    ("Undang-undang Republik Indonesia nomor 24/2011", "24", 2011),
    ("UNDANG-UNDANG NOMOR 24 TAHUN 2011", "24", 2011),
    ("UU 24-2011", "24", 2011),
    ("UU 5/99", "5", 1999),
    ("Permendagri 77 tahun 2020", "77", 2020),
    ("PMK 148/PMK.01/2012", "148/PMK.01/2012", 2012),
    ("Peraturan Menteri Keuangan Nomor 148/PMK.01/2012", "148/PMK.01/2012", 2012),
    ("Peraturan Menteri Perhubungan Nomor PM 11 Tahun 2019", "PM 11", 2019),
    ("Kepmen ESDM 89.K/2020", "89.K/2020", 2020),
    ("Putusan MK Nomor 12/PUU-XX/2022", "12/PUU-XX/2022", 2022),
    ("Kepgub Riau Nomor 100.3.3.1/712/013/2025", "100.3.3.1/712/013/2025", 2025),
    ("Kepgub Riau Nomor 100.3.3.1/ 712 / 013", "100.3.3.1/ 712 / 013", None),
    ("SK Bupati Siak Nomor: 153.A Tahun 2013", "153.A", 2013),
    ("Peraturan Kepala Lembaga Layang-layang Nasional Nomor 3 Tahun 2021", "3", 2021),
    ("Keputusan Panglima Tentara Nasional Indonesia Nomor Kep/66/V/2024", "Kep/66/V/2024", 2024),
    ("Keputusan Gubernur Jawa Tengah Nomor 561/54 Tahun 2022", "561/54", 2022),
    ("PMK Nomor 34/PMK 10/2017", "34/PMK 10/2017", 2017),
    ("PMK No. 34/PMK. 04/2021", "34/PMK. 04/2021", 2021),
    ("Kepmen ESDM Nomor 2157 K/10/MEM/2017", "2157 K/10/MEM/2017", 2017),
    ("Kepmen ESDM 89.K Tahun 2020", "89.K", 2020),
    ("Kepwali Bogor Nomor 100.3.3/Kep. 12 - Hukham/2025", "100.3.3/Kep. 12 - Hukham/2025", 2025),
    ("SE Menteri Agama Nomor SE. 05 Tahun 2022", "SE. 05", 2022),
    ("Kepmendagri 050-5889 Tahun 2021", "050-5889", 2021),
    ("Pergub Riau No. 12 / Tahun 2023", "12", 2023),
    ("Perpu Nomor 51 Prp Tahun 1960", "51 Prp", 1960),
    ("UU Drt No 12 Tahun 1951", "12", 1951),
    ("Perda Riau tahun 2023 nomor 12", "12", 2023),
    ("Perda RTRW Riau Nomor 12 Tahun 2023", "12", 2023),
    ("Perda RTRW Riau 12/2023", "12", 2023),
]


@pytest.mark.parametrize(("text", "number", "year"), FORMS, ids=[f[0] for f in FORMS])
def test_forms_of_number_and_year(text: str, number: str, year: int | None) -> None:
    check(f"Menurut {text}, iuran wajib dibayar.", [Row(text=text, number=number, year=year)])


SENTENCES = [
    # lists and ranges
    (
        "Pergub Nomor 3 dan 4 Tahun 2022 diteken Gubernur Bali.",
        [
            Row("Pergub Nomor 3", number="3", year=2022, inferred=("year", "jurisdiction")),
            Row("4 Tahun 2022", number="4", year=2022, jurisdiction="51"),
        ],
    ),
    ("UU Nomor 3, 4, dan 5 Tahun 2022 terbit.", [Row(number="3", year=2022), Row("4", number="4"), Row("5 Tahun 2022", number="5")]),
    ("UU Nomor 3 Tahun 2020 juncto Nomor 9 Tahun 2021", [Row("UU Nomor 3 Tahun 2020"), Row("Nomor 9 Tahun 2021", number="9", year=2021)]),
    ("UU Nomor 3 sampai 5 Tahun 2022", [Row(number="3"), Row(number="5", year=2022)]),
    ("UU Nomor 3-5 Tahun 2022", [Row(number="3"), Row(number="5", year=2022)]),
    ("UU Nomor 3 Tahun 2022 dan 5 tahun penjara", [Row("UU Nomor 3 Tahun 2022")]),
    (
        "UU Nomor 1 Tahun 2020 tentang Awan, Nomor 2 Tahun 2021 tentang Hujan Lebat, dan Nomor 3 Tahun 2022 tentang Kabut.",
        [Row(title="Awan"), Row("Nomor 2 Tahun 2021", title="Hujan Lebat"), Row(number="3", title="Kabut")],
    ),
    (
        "Keputusan Bersama Menteri Keuangan dan Gubernur Bank Indonesia Nomor 9/KMK.05/2019 dan Nomor 4/1/KEP.GBI/2019",
        [Row(type="Keputusan Menteri Keuangan", year=2019), Row(type="Keputusan Gubernur Bank Indonesia", number="4/1/KEP.GBI/2019")],
    ),
    # titles
    (
        "Perda Kota Bontang No. 4 Thn 2021 tentang Sampah, Limbah, dan Air Kotor berlaku.",
        [Row("Perda Kota Bontang No. 4 Thn 2021", title="Sampah, Limbah, dan Air Kotor")],
    ),
    (
        "Perda Kota Bontang tentang Ketertiban Pasar disahkan.",
        [Row(number=None, year=None, title="Ketertiban Pasar", jurisdiction="64.74", instrument=None)],
    ),
    ("DPRD Bontang membahas peraturan daerah terkait mutu air.", [Row(title="mutu air", jurisdiction="64.74", inferred=("jurisdiction",))]),
    ("Ia dijerat UU Pohon Kota dan UU Sungai.", [Row("UU Pohon Kota", title="Pohon Kota", year=None), Row("UU Sungai", title="Sungai")]),
    (
        "Ia dijerat UU Kesehatan Hewan Nomor 8 Tahun 2019.",
        [Row("UU Kesehatan Hewan Nomor 8 Tahun 2019", number="8", title="Kesehatan Hewan")],
    ),
    (
        "Perda RTRW Sleman tahun 2023 direvisi.",
        [Row("Perda RTRW Sleman tahun 2023", year=2023, number=None, title="RTRW", jurisdiction="34.04")],
    ),
    (
        "Perda retribusi kebun nomor 5 tahun 2020 milik Pemkab Berau",
        [Row("Perda retribusi kebun nomor 5 tahun 2020", number="5", jurisdiction="64.03")],
    ),
    (
        "Perda Berau Nomor 2 Tahun 2020 tentang Perubahan atas Perda Berau Nomor 9 Tahun 2010 tentang Pasar",
        [Row(number="2", title="Perubahan atas Perda Berau Nomor 9 Tahun 2010 tentang Pasar"), Row(number="9", title="Pasar")],
    ),
    ("Menurut UUD 45 semua warga setara.", [Row("UUD 45", type="UUD", year=1945)]),
    ("Peraturan Bersama Menteri Agama dan Menteri Dalam Negeri Nomor 9 dan 8 Tahun 2006", [Row(number="9"), Row("8 Tahun 2006")]),
    ("Ini dasarnya: Kepdirjen Dikti Nomor 7/B/2025Jabatan dosen", [Row(number="7/B/2025", year=2025)]),
    ("Menurut UUD 1945 semua warga setara.", [Row("UUD 1945", type="UUD", number=None, jurisdiction="00")]),
    ("Surat edaran itu bernomor 16 tahun 2025, kata Gubernur Riau.", [Row(number="16", year=2025, jurisdiction="14")]),
    ("Menteri Kesehatan menerbitkan peraturan Nomor 4 Tahun 2025.", [Row(type="Peraturan Menteri Kesehatan", inferred=("type",))]),
    ("SE Gubernur Riau Nomor 45/AB tertanggal 6 Mei 2025", [Row(number="45/AB", year=2025, inferred=("year",))]),
    ("Perpres 54 Tahun 2010 diganti. Perpres 54 usang.", [Row(year=2010), Row("Perpres 54", year=2010, inferred=("year",))]),
    ("Perda Disabilitas dan Peraturan Pemerintah (PP) Layangan milik siapa?", [Row("Perda Disabilitas"), Row(title="Layangan")]),
    ("Pergub soal Layangan diteken Gubernur Riau.", [Row(title="Layangan", jurisdiction="14")]),
    ("Inpres 1 2025 dan Peraturan Pelaksanaan UU Nomor 3 Tahun 2020", [Row("Inpres 1 2025", year=2025), Row("UU Nomor 3 Tahun 2020")]),
    ("Pedagang melanggar perda sampah dan UU perlindungan hewan.", [Row("perda sampah", title="sampah"), Row(title="perlindungan hewan")]),
    ("Warga membaca Pergub Banten lalu perda yang lama.", [Row("Pergub Banten", jurisdiction="36", title=None, instrument=None)]),
    ("Sekolah menerima SE Mendagri kemarin.", [Row("SE Mendagri", type="Surat Edaran", number=None, jurisdiction="00")]),
    ("Ia dijerat Pasal 9 KUHP.", [Row("KUHP", type="Undang-Undang", title="Kitab Undang-Undang Hukum Pidana", number=None)]),
    ("Saksi mengutip KUH Perdata.", [Row("KUH Perdata", title="Kitab Undang-Undang Hukum Perdata")]),
    ("UU Nomor 1 Tahun 2023 tentang KUHP berlaku.", [Row("UU Nomor 1 Tahun 2023", title="KUHP")]),
    ("UU Harmonisasi Peraturan Layangan terbit.", [Row("UU Harmonisasi Peraturan Layangan", title="Harmonisasi Peraturan Layangan")]),
    ("Kepmenperindag 7 tahun 2003 dicabut.", [Row(type="Keputusan Menteri Perindustrian dan Perdagangan", year=2003)]),
    # unnumbered, in the many ways that news names them
    ("DPRD Bontang menyetujui Perda Inisiatif DPRD tentang Layangan.", [Row("Perda Inisiatif DPRD tentang Layangan", title="Layangan")]),
    ("DPRD Bontang menyiapkan perda baru tentang kios apung.", [Row("perda baru tentang kios apung", title="kios apung")]),
    (
        "Pelanggar Perda Ketertiban, Kebersihan dan Keindahan Kota Bontang didenda.",
        [Row(title="Ketertiban, Kebersihan dan Keindahan", jurisdiction="64.74")],
    ),
    ("Gubernur Riau meneken SE larangan pesta kembang api.", [Row("SE larangan", type="Surat Edaran", jurisdiction="14")]),
    ("Gubernur Riau meneken Surat Edaran Larangan Pesta Kembang Api.", [Row(title="Larangan Pesta Kembang Api")]),
    ("Rapat menunggu Peraturan Presiden (Perpres) Kapal Rakyat.", [Row(title="Kapal Rakyat", type="Peraturan Presiden")]),
    ("Dosen menjelaskan PP Pengupahan dan PP Tambang.", [Row("PP Pengupahan"), Row("PP Tambang")]),
    ("Dosen menjelaskan PP mengenai pupuk.", [Row("PP mengenai pupuk", title="pupuk")]),
    ("Menurut SKB 3 Menteri, besok libur.", [Row("SKB 3 Menteri", type="Keputusan Bersama", number=None)]),
    ("Ulama mengutip qanun jinayah di Aceh.", [Row("qanun jinayah", jurisdiction="11")]),
    ("Dosen itu pernah menjelaskan UU Otsus Papua dan UU DKJ.", [Row("UU Otsus Papua", jurisdiction="00"), Row("UU DKJ")]),
    ("Ia dijerat UU Kesehatan 17/2023.", [Row("UU Kesehatan 17/2023", number="17", year=2023, title="Kesehatan")]),
    ("Menurut Perda Nomor 4 Kota Bontang Tahun 2020, parkir gratis.", [Row("Perda Nomor 4 Kota Bontang Tahun 2020", year=2020)]),
    ("Perbub Paser Nomor 2 Tahun 2023 terbit.", [Row(type="Peraturan Bupati", jurisdiction="64.01")]),
    ("Perka BNPB Nomor 3 Tahun 2020 dan Perdirjen Pajak Nomor PER-3/PJ/2020", [Row(type="Peraturan Kepala BNPB"), Row(year=2020)]),
    ("PBM Nomor 9 dan 8 Tahun 2006 mengatur rumah ibadah.", [Row(type="Peraturan Bersama", number="9"), Row(number="8", year=2006)]),
    ("Ada peraturan kepala badan nomor 6 tahun 2024.", [Row(type="Peraturan Kepala Badan", number="6")]),
    ("Keputusan Kepala Dinas Pendidikan Nomor 420/12/2025 berlaku di Kota Bontang.", [Row(jurisdiction="64.74")]),
    # a title ends where another instrument, or another thought, begins
    (
        "Ia dijerat UU Nomor 2 Tahun 2022 tentang Layangan dan UU Nomor 3 Tahun 2023 tentang Balon.",
        [Row(number="2", title="Layangan"), Row(number="3", title="Balon")],
    ),
    ("UU Nomor 2 Tahun 2022 tentang Layangan Hias, Dinas Pariwisata bekerja.", [Row(title="Layangan Hias")]),
    ("UU Nomor 2 Tahun 2022 tentang Layangan Hias Tahun 2022,tidak ada denda.", [Row(title="Layangan Hias Tahun 2022")]),
    ("Pergub soal penerbangan layangan yang di dalamnya ada denda diteken Gubernur Riau.", [Row(title="penerbangan layangan")]),
    # whose it is, from the context
    ("Warga Jakarta Barat dan Jakarta Barat patuh pada Perda Nomor 5 Tahun 2014.", [Row(jurisdiction="31")]),
    ("Kemnaker menerbitkan Surat Edaran Nomor 5 Tahun 2024.", [Row(jurisdiction="00", inferred=("jurisdiction",))]),
    ("Gubernur Kaltara Sabar Sentosa menyebut Pergub Nomor 9 Tahun 2021.", [Row(jurisdiction="65", inferred=("jurisdiction",))]),
    ("Bupati Kediri memaparkan Perda Nomor 9 Tahun 2021.", [Row(jurisdiction="35.06")]),
    ("Rapat di Nunukan.\n\nPergub Nomor 9 Tahun 2021 dibacakan.", [Row(jurisdiction="65")]),
    ("SLEMAN - Perbup Nomor 9 Tahun 2021 dibacakan di depan tamu dari Bantul dan Bantul.", [Row(jurisdiction="34.04")]),
    ("Wali Kota Solok bicara.\nPerwali Nomor 9 Tahun 2021 berlaku.", [Row(jurisdiction="13.72")]),
    ("Kementerian Agama menerbitkan Surat Edaran Nomor 9 Tahun 2021.", [Row(jurisdiction="00")]),
    ("Pemkot Malang dan Pemkab Malang punya Perda Nomor 9 Tahun 2021.", [Row(jurisdiction=None, instrument=None, inferred=())]),
    ("Perda Nomor 9 Tahun 2021 berlaku.", [Row(jurisdiction=None, instrument=None)]),
    # refusals
    ("Peraturan itu, perda tersebut, dan UU ini dibahas lagi.", []),
    ("Raperda tentang Pasar, Rancangan Peraturan Daerah (Raperda) tentang Air, dan RUU Sungai", []),
    ("Ketua PP Muhammadiyah dan PP Pemuda hadir; tas SE itu baru.", []),
    ("Menurut peraturan Menteri Keuangan Siti Harapan, surat edaran kementerian, dan Perda Perda", []),
    ("Kitab Undang-Undang Hukum Disiplin itu tebal; menko PMK soal libur bicara.", []),
    ("SD Inpres 12 dan Pasar Inpres ramai.", []),
    ("Bahaya Mengunyah Permen Karet bagi Anak", []),
    ("Menunggu instruksi Gubernur Banten dan RUU KUHP, warga bersabar.", []),
    ("Dalam perda disebutkan denda, dan perda untuk pasar belum ada.", []),
    ("Petugas PMK Pos Timur memadamkan api.", []),
    ("Uu Sukaraja, Perdana, dan permen karet", []),
    ("Peraturan daerah tentang hal itu belum ada.", []),
    ("Baca juga:\nDPRD Sahkan Perda Pasar Malam\n\nCuaca cerah.", []),
]


@pytest.mark.parametrize(("text", "rows"), SENTENCES, ids=[s[0][:50] for s in SENTENCES])
def test_sentences(text: str, rows: list[Row]) -> None:
    check(text, rows)


def test_a_title_alone_is_tied_to_the_one_instrument_that_bears_it() -> None:
    text = "UU Nomor 2 Tahun 2022 tentang Layangan Hias (UU LH) terbit. Dosen mengutip UU LH, UU Layangan dan UU Balon."
    assert [r.instrument for r in regulations(text)] == ["uu-2-2022"] * 3 + [None]
    assert next(r.id for r in regulations(text)) == "uu-2-2022"
    two = "UU Nomor 2 Tahun 2022 tentang Layangan Hias dan UU Nomor 3 Tahun 2022 tentang Layangan Adu. UU Layangan dikutip."
    assert regulations(two)[-1].instrument is None


def test_the_sources_area_is_the_last_resort() -> None:
    assert [r.jurisdiction for r in regulations("Pergub Nomor 9 Tahun 2021 berlaku.", "64.72")] == ["64"]
    assert [r.jurisdiction for r in regulations("Perwali Nomor 9 Tahun 2021 berlaku.", "64.72")] == ["64.72"]
    assert [r.jurisdiction for r in regulations("Perbup Nomor 9 Tahun 2021 berlaku.", "64.72")] == [None]


def test_what_is_not_known_is_unresolved() -> None:
    regulation, unknown = read("Perda Nomor 9 Tahun 2021 berlaku.")
    assert isinstance(unknown, Unresolved)
    assert (unknown.kind, unknown.field, unknown.text) == ("regulations", "jurisdiction", regulation.text)


def test_ids_are_the_key_and_its_repeats() -> None:
    found = regulations("UU Nomor 3 Tahun 2020, lalu UU 3/2020, lalu UU Pasar, lalu UU 3/2020.")
    assert [r.id for r in found] == ["uu-3-2020", "uu-3-2020#2", "regulation-44", "uu-3-2020#3"]
    assert [r.instrument for r in found] == ["uu-3-2020", "uu-3-2020", None, "uu-3-2020"]


PIECES = [
    "Perda",
    "Kota",
    "Malang",
    "Nomor",
    "5",
    "Tahun",
    "2020",
    "dan",
    "UU",
    "(",
    ")",
    "/",
    ",",
    ".",
    "\n",
    "\u00a0",
    "tentang",
    "Surat Edaran",
    "SKB",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
def test_evidence_and_ids_hold_for_any_text(text: str) -> None:
    found = read(text)
    assert len({r.id for r in found}) == len(found)
    assert all("\n" not in r.text for r in found)


NEAR = [
    "Peraturan ",
    "Perda Nomor ",
    "UU Nomor 3, 4, 5, 6, 7 ",
    "Keputusan Kepala Badan Anu Dan Anu ",
    "SKB Menteri Anu, Menteri Itu (A) ",
    "Undang-Undang (UU) ",
    "Nomor 1/2/3/",
    "Perda tentang Anu Dan Anu, ",
    "UU Anu " + " " * 200,
    "SE 1.1.1.1.1-",
    "Wali Kota Bogor dan Perda Nomor 5 Tahun 2020, ",
    "UU Nomor 1 Tahun 2020 tentang Anu (UU Anu) ",
    "UU Nomor 1 Tahun 2020 (UUPA) ",
    "Kepmen 1-1.1/1-1 K/1",
    "SK Nomor 1/A. 1 - A ",
    "SE Dinas Anu tentang ",
    "Perda Nomor 5 Tahun 2020 Kota Bogor tentang ",
]


@pytest.mark.parametrize(("piece", "size"), [*((piece, 60_000) for piece in NEAR), ("".join(NEAR), 250_000)])
def test_near_citations_take_linear_time(piece: str, size: int) -> None:
    """The last one grows to a megabyte."""

    def prepare(characters: int) -> Callable[[], object]:
        reading = Reading(Document(id="d", text=piece * (characters // len(piece) + 1)))
        _ = reading.sentences, reading.paragraphs
        return lambda: extract(reading)

    assert grows_linearly(prepare, size)
