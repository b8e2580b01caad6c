"""Citations: what is read of one paragraph does not depend on the others, so that the time is linear in the text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.citing import Citation, citations

PIECES = (
    "Perda", "perda", "PERDA", "UU", "Undang-Undang", "SE", "Surat Edaran", "SKB", "Keputusan", "Peraturan", "Instruksi", "Permen", "KUHP", "UUD 1945",
    "Gubernur", "Bupati", "Wali Kota", "Menteri", "Menteri Kesehatan", "Tiga Menteri", "Republik Indonesia", "Kota", "Provinsi",
    "Nomor", "No.", "nomor:", "ini bernomor", "12", "1, 2, 3,", "4-7", "5 dan 6", "12/2011", "188.4/27/2021", "PMK.05", "Tahun", "Tahun 2020", "th 2019",
    "tentang", "mengenai", "yang mengatur", "soal", "Pengelolaan Sampah", "sampah", "Rancangan", "SDN", "(", ")", "(RUU)", "jo.", "dan", ",", ".", "é", "\n",
)  # fmt: skip
PARAGRAPHS = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from((" ", " ", " ", "", "  ", "    ", "\u00a0"))), max_size=40).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)
BREAK = "\n\n=====\n\n"


def read(text: str) -> list[Citation]:
    return list(citations(text, {}))


@given(PARAGRAPHS, PARAGRAPHS)
def test_a_paragraph_is_read_by_itself(first: str, second: str) -> None:
    shift = len(first) + len(BREAK)
    alone = [*read(first), *(replace(c, start=c.start + shift, end=c.end + shift) for c in read(second))]
    assert read(first + BREAK + second) == alone


@given(PARAGRAPHS)
def test_citations_stand_in_order_and_inside_the_text(text: str) -> None:
    found = read(text)
    assert [c.start for c in found] == sorted({c.start for c in found})
    assert all(0 <= c.start < c.end <= len(text) for c in found)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("UU ", 1),  # the last one
        ("UU", 0),
        ("SE (", 0),
        ("Perda (Perda ", 0),
        ("UU Nomor ", 0),
        ("UU Tahun ", 0),
        ("UU yang yang ini itu dalam ", 0),
        ("Keputusan dan dan dan dan ", 0),
        ("1, 2, 3, ", 0),
        ("(", 0),
    ],
)
def test_heads_without_end_are_read_once(unit: str, expected: int) -> None:
    assert len(read(unit * 5_000)) <= expected


def test_a_list_without_end_is_cut() -> None:
    assert len(read("Perda Nomor " + ", ".join(str(n) for n in range(1, 5_000)) + " Tahun 2020")) <= 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Perda 3/2020", 1),
        ("RaPerda 3/2020", 0),
        ("éPerda 3/2020", 0),
        ("Rancangan Perda 3/2020", 0),
        ("Rancangan ; ; Perda 3/2020", 1),
        ("MengubahPerda 3/2020", 1),
        ("Perda UU 3/2020", 1),
        ("PERDA NOMOR 3 TAHUN 2020", 1),
    ],
)
def test_what_stands_before_decides_whether_a_citation_begins(text: str, found: int) -> None:
    assert len(read(text)) == found
