"""What a commitment is about and for whom."""

from __future__ import annotations

from importlib import resources

import pytest

from tagih.records import VocabularyError
from tagih.vocabulary import topics as module
from tagih.vocabulary.topics import FILE, find_beneficiaries, find_programmes, find_topics, load, topics


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Iuran BPJS Ketenagakerjaan dua ribu nelayan ditanggung daerah.", ("jamsostek",)),
        ("Puskesmas baru akan dibangun di Krayan.", ("kesehatan",)),
        ("Beasiswa bagi siswa SMK dianggarkan dalam APBD.", ("pendidikan", "keuangan_daerah")),
        ("Pengerukan sungai dan perbaikan tanggul dimulai.", ("lingkungan",)),
        ("Bupati menyapa para tamu.", ()),
    ],
)
def test_topics(sentence: str, expected: tuple[str, ...]) -> None:
    assert find_topics(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Mereka dilindungi JKK dan JKM.", ("JKK", "JKM")),
        ("Jaminan Hari Tua, Jaminan Pensiun, dan Jaminan Kehilangan Pekerjaan ikut diberikan.", ("JHT", "JP", "JKP")),
        ("Cakupan Universal Coverage Jamsostek naik.", ("UCJ",)),
        ("Program itu lanjut tahun depan.", ()),
    ],
)
def test_programmes(sentence: str, expected: tuple[str, ...]) -> None:
    assert find_programmes(sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Iuran pekerja rentan dan nelayannya dibayar.", ("pekerja rentan", "nelayan")),
        ("Bantuan untuk warga, terutama petani.", ("petani",)),
        ("Jalan itu untuk warga.", ("masyarakat",)),
        ("Gedung itu dicat ulang.", ()),
    ],
)
def test_beneficiaries(sentence: str, expected: tuple[str, ...]) -> None:
    assert find_beneficiaries(sentence) == expected


def test_jamsostek_comes_first_and_all_have_titles() -> None:
    assert next(iter(topics().topics)) == "jamsostek"
    assert all(t.title for t in topics().topics.values())
    assert {"JKK", "JKM", "JHT", "JP", "JKP"} <= set(topics().programmes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"jaminan kematian", "jkm"', '"jkm", "jaminan kematian"'),
        ("[topics.jamsostek]", "[topics.jamsostek]\ncolour = 1"),
        ("[indicators]", "[indicators"),
    ],
)
def test_a_broken_file_is_refused_by_name(old: str, new: str) -> None:
    text = resources.files(module.__package__ or "").joinpath(FILE).read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(VocabularyError, match=FILE):
        load(text.replace(old, new, 1))
