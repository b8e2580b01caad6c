"""Areas: the shipped list against the rules it must keep, and what a text names."""

from __future__ import annotations

import csv
import functools
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.records import VocabularyError
from tagih.vocabulary.places import find_places, parent, pick, read_regions, region_name, regions, resolve
from tests.growth import grows_linearly

SHARED = Path(__file__).parents[2].parent / "shared"

# A text, and the names in it with their codes (None: several areas bear the name and nothing decides).
TEXTS = [
    ("Gubernur Kaltim bertemu Bupati Kukar dan warga PPU.", [("Kaltim", "64"), ("Kukar", "64.02"), ("PPU", "64.09")]),
    (
        "Pejabat asal Kaltara, Kalbar, Jatim, NTT, dan DIY hadir.",
        [("Kaltara", "65"), ("Kalbar", "61"), ("Jatim", "35"), ("NTT", "53"), ("DIY", "34")],
    ),
    ("Tangsel belajar ke Muba dan Kutim.", [("Tangsel", "36.74"), ("Muba", "16.06"), ("Kutim", "64.08")]),
    ("Bupati Malang menemui Wali Kota Malang.", [("Malang", "35.07"), ("Malang", "35.73")]),
    ("Hujan turun di Malang sejak pagi.", [("Malang", None)]),
    ("Pemkot Malang memperbaiki jalan. Hujan turun di Malang.", [("Malang", "35.73"), ("Malang", "35.73")]),
    ("Bupati Malang dan Wali Kota Malang sepakat soal air Malang.", [("Malang", "35.07"), ("Malang", "35.73"), ("Malang", None)]),
    ("Kabupaten/Kota Bogor dan kabupaten dan kota Tegal", [("Bogor", None), ("Tegal", None)]),
    ("Polresta Malang Kota membantu Polres Malang.", [("Malang", "35.73"), ("Malang", "35.07")]),
    ("Kapolresta Jambi dan Polda Jambi", [("Jambi", "15.71"), ("Jambi", "15")]),
    ("Kabupaten Bandung Barat berbatasan dengan Kabupaten Bandung.", [("Bandung Barat", "32.17"), ("Bandung", "32.04")]),
    ("Angin bertiup di Kalimantan Timur Laut, bukan di Kalimantan Timur.", [("Kalimantan Timur", "64")]),
    ("Papua Barat Daya mekar dari Papua Barat, induknya Papua.", [("Papua Barat Daya", "96"), ("Papua Barat", "92"), ("Papua", "91")]),
    ("Dari Jakarta ke Jakarta Selatan", [("Jakarta", "31"), ("Jakarta Selatan", "31.74")]),
    ("Yogyakarta ramai, begitu pula Kota Yogyakarta dan Jogja.", [("Yogyakarta", "34"), ("Yogyakarta", "34.71"), ("Jogja", "34")]),
    (
        "Palangkaraya, Palangka Raya, Palangka\u00a0Raya",
        [("Palangkaraya", "62.71"), ("Palangka Raya", "62.71"), ("Palangka\u00a0Raya", "62.71")],
    ),
    ("Kulonprogo, Pangkalpinang, Banjarbaru", [("Kulonprogo", "34.01"), ("Pangkalpinang", "19.71"), ("Banjarbaru", "63.72")]),
    ("Rapat digelar di Tenggarong dan Tanjung Selor.", [("Tenggarong", "64.02"), ("Tanjung Selor", "65.01")]),
    ("SAMARINDA - Pemprov KALTIM", [("SAMARINDA", "64.72"), ("KALTIM", "64")]),
    ("GubernurKaltim tiba di JakartaBupati menyusul.", [("Kaltim", "64"), ("Jakarta", "31")]),
    ("Batang pohon itu tumbang. Bupati Batang datang. Warga gembira, Batang aman.", [("Batang", "33.25"), ("Batang", "33.25")]),
    ("BATU (Kantor Berita) - Festival dibuka.", [("BATU", "35.79")]),
    ("Panen di Banjar, Kalimantan Selatan", [("Banjar", "63.03"), ("Kalimantan Selatan", "63")]),
    ("Perbup Kediri dan Perwali Kediri", [("Kediri", "35.06"), ("Kediri", "35.71")]),
    ("Toli-Toli dan Tolitoli", [("Toli-Toli", "72.04"), ("Tolitoli", "72.04")]),
    # refusals
    ("kaltim, ppu, dan malang dalam huruf kecil", []),
    ("Ia tinggal di Jalan Surabaya dekat Danau Toba dan Selat Malaka.", []),
    ("Bima Arya dan Batu Bata Merah", []),
    ("Dari Sabang sampai Merauke", []),
    ("Polda Metro Jaya dan Polres Metro", []),
    ("Wisatawan naik ke Puncak lewat jalan lama.", []),
    ("Kaur dan Karo di mabes itu pindah tugas.", []),
    ("TRIBUN-BALI.COM dan Radar Bogor memberitakannya.", []),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[t[:40] for t, _ in TEXTS])
def test_what_a_text_names(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = find_places(text)
    assert [(m.text, m.code) for m in found] == expected
    assert all(text[m.start : m.end] == m.text for m in found)


def test_the_sources_area_decides_between_namesakes() -> None:
    assert [m.code for m in find_places("Hujan di Malang", near="35.73")] == ["35.73"]
    assert [m.code for m in find_places("Panen di Banjar", near="32")] == ["32.79"]
    mention = find_places("Hujan di Malang", near="35")[0]
    assert (mention.code, mention.candidates) == (None, ("35.07", "35.73"))


@pytest.mark.parametrize(
    ("name", "near", "code"),
    [
        ("Kaltim", None, "64"),
        ("kaltim", None, "64"),
        ("Kota Malang", None, "35.73"),
        ("Kab. Malang", None, "35.07"),
        ("Kabupaten Kutai Timur", None, "64.08"),
        ("Wali Kota Bogor", None, "32.71"),
        ("Provinsi Jambi", None, "15"),
        ("Kabupaten Administrasi Kepulauan Seribu", None, "31.01"),
        ("Yogyakarta", None, "34"),
        ("Malang", None, None),
        ("Malang", "35.07", "35.07"),
        ("Antah Berantah", None, None),
        ("Kota Antah Berantah", None, None),
        ("", None, None),
    ],
)
def test_a_name_alone(name: str, near: str | None, code: str | None) -> None:
    assert resolve(name, near=near) == code


def test_every_area_is_found_by_its_full_name() -> None:
    for code, region in regions().items():
        name = f"Provinsi {region.name}" if region.level == "provinsi" else region.name
        assert resolve(name) == code, region
        assert [m.code for m in find_places(f"Di {name} ada rapat.")] == [code], region


def test_names_and_parents() -> None:
    assert [region_name(c) for c in ("64", "64.72", "00")] == ["Kalimantan Timur", "Kota Samarinda", "Indonesia"]
    assert [parent(c) for c in ("64.72", "64", "00")] == ["64", "00", None]
    with pytest.raises(VocabularyError, match=r"99\.99"):
        region_name("99.99")


def test_pick_never_guesses() -> None:
    assert pick(("35.07", "35.73"), None, None) is None
    assert pick(("35.07", "35.73"), "kota", None) == "35.73"
    assert pick(("32.79", "63.03"), None, "63.71") == "63.03"


HEAD = "code,level,name,short,aliases,cued,ambiguous,province\n"
P = "64,provinsi,Kalimantan Timur,Kalimantan Timur,Kaltim,,,\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("kode,nama\n", 1, "columns"),
        (HEAD + "64,provinsi,Kalimantan Timur\n", 2, "cells"),
        (HEAD + "6A,provinsi,X,X,,,,\n", 2, "no code"),
        (HEAD + "00,provinsi,X,X,,,,\n", 2, "no code"),
        (HEAD + P + P, 3, "twice"),
        (HEAD + P + "61,provinsi,Kalimantan Barat,Kalimantan Barat,,,,\n", 3, "out of order"),
        (HEAD + "64,kota,X,X,,,,\n", 2, "level"),
        (HEAD + P + "64.72,desa,X,X,,,,64\n", 3, "level"),
        (HEAD + P + "65.01,kabupaten,Kabupaten X,X,,,,65\n", 3, "province"),
        (HEAD + P + "64.72,kota,Kota X,X,,,,61\n", 3, "province"),
        (HEAD + P + "64.72,kota,Kota X,Y,,,,64\n", 3, "short name"),
        (HEAD + "64,provinsi,X,X,B|A,,,\n", 2, "sorted"),
        (HEAD + "64,provinsi,X,X,A,Z,,\n", 2, "cued"),
        (HEAD + "64,provinsi,X,X,,,ya,\n", 2, "ambiguous"),
        (HEAD + "64,provinsi,X,X,,,yes,\n", 2, "ambiguous"),
    ],
)
def test_a_broken_list_names_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(VocabularyError, match=what) as caught:
        read_regions(text, "daerah.csv")
    assert caught.value.where == f"daerah.csv, line {line}"
    assert caught.value.remedy


def test_the_country_is_whole() -> None:
    levels = [r.level for r in regions().values()]
    assert (levels.count("provinsi"), levels.count("kabupaten"), levels.count("kota")) == (38, 416, 98)


@pytest.mark.shared
def test_codes_and_names_are_those_of_the_gazetteer() -> None:
    source = SHARED / "data/gazetteer/provinces_kabkota.csv"
    if not source.exists():
        pytest.skip(f"{source} is not here")
    renamed = {"31": "Daerah Khusus Jakarta"}  # by UU 2/2024; the gazetteer has the name before it
    with source.open(encoding="utf-8") as f:
        listed = {r["code"]: r["name"].strip() for r in csv.DictReader(f)}
    assert listed | renamed == {c: r.name for c, r in regions().items()}


@given(st.text(alphabet="KaltimBogor Kota.,-\n\u00a0é1", max_size=80))
def test_mentions_are_slices_in_order(text: str) -> None:
    found = find_places(text)
    assert [m.text for m in found] == [text[m.start : m.end] for m in found]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_a_long_text_takes_linear_time() -> None:
    text = "Kalimantan Kota Kabupaten Bandung Barat Aceh Tanjung Batang Wali Kota Papua Barat, "
    assert grows_linearly(lambda n: functools.partial(find_places, text * n), 2_000)
