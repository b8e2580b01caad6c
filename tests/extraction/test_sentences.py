"""Sentence segmentation: titles, degrees, abbreviations, quotations."""

from __future__ import annotations

import functools
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.nlp import sentence_spans
from tests.growth import grows_linearly

ONE = [
    "Wakil Gubernur Darto Wibawa, S.IP., M.Si, menegaskan bahwa jalan itu selesai.",
    "Rapat dipimpin H.Muhidin Salam, SE, MM di aula.",
    "Hal itu diatur Pergub No. 29 Tahun 2024 tentang Irigasi.",
    "Plt. Kepala Disnaker Rini Astari hadir.",
    "Biayanya Rp. 5 juta dan Rp.838 juta.",
    "TRIBUN-X.COM, BATU - Ketua RT M. Yasin datang ke Jl. Melati.",
    '"Kami siap." ujarnya.',
    "“Kapan mulai?” tanya warga.",
    "Prof. Dr. Ir. Wahid Salim, M.Sc, Ph.D, memberi kuliah.",
    "Anggarannya naik 2.5 persen pada Kab. Sumber Jaya.",
    "Kol. Inf. Bagus Pranoto memeriksa pasukan.",
]


@pytest.mark.parametrize("text", ONE)
def test_one_sentence_stays_one(text: str) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == [text]


MANY = [
    ("Rapat selesai. Warga pulang.", ["Rapat selesai.", "Warga pulang."]),
    ("Target itu untuk tahun 2025. Dinas siap.", ["Target itu untuk tahun 2025.", "Dinas siap."]),
    ('"Sudah selesai." Ia lalu pergi.', ['"Sudah selesai."', "Ia lalu pergi."]),
    ("Judul berita\n\nIsi berita.", ["Judul berita", "Isi berita."]),
    ("Harga naik tajam.Pedagang mengeluh.", ["Harga naik tajam.", "Pedagang mengeluh."]),
    ("1. Budi\n2. Ani", ["1. Budi", "2. Ani"]),
]


@pytest.mark.parametrize(("text", "expected"), MANY)
def test_sentences_are_parted(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentence_spans(text)] == expected


@given(st.text(alphabet='aB .!?\n"”\u00a0,1', max_size=200))
def test_spans_are_ordered_trimmed_and_hold_every_word(text: str) -> None:
    spans = sentence_spans(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
    assert all(text[a:b] == text[a:b].strip() and "\n" not in text[a:b] for a, b in spans)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


def test_a_long_text_takes_linear_time() -> None:
    text = "Kepala Dinas Sosial Kota Batu, Drs. Rini Astari, M.Si, mengatakan bantuan itu Rp. 5 juta. "
    assert grows_linearly(lambda n: functools.partial(sentence_spans, text * n), 10_000)
