"""What is no part of a text's own facts: teasers of other stories, addresses, account names."""

from __future__ import annotations

import functools

import pytest

from extraction.matching import aside_spans
from tests.growth import grows_linearly


@pytest.mark.parametrize(
    ("text", "asides"),
    [
        ("Baca juga: Pemkot tambah 20 lampu\nAda 5 orang.", ["Baca juga: Pemkot tambah 20 lampu"]),
        ("- Baca juga: Dua Jalan Rusak", ["Baca juga: Dua Jalan Rusak"]),
        ("Baca juga:\nLima Jalan Rusak\nAda 5 orang.", ["Baca juga:\nLima Jalan Rusak"]),
        ("Lihat http://contoh.id/20 dan @akun20.", ["http://contoh.id/20", "@akun20"]),
        # Glued into a paragraph: it ends where the capitals of its title do,
        ("tuturnya.Baca juga: Lima Jalan Rusak di Bogor Warga meminta 20 lampu.", ["Baca juga: Lima Jalan Rusak di Bogor Warga "]),
        ("ujarnya.BACA JUGA - Tiga Cara Hemat Air Pemkot memasang 30 keran.", ["BACA JUGA - Tiga Cara Hemat Air Pemkot "]),
        ("katanya.Baca JugaJadwal Kapal 12 Juni Ada yang batal.", ["Baca JugaJadwal Kapal 12 Juni Ada yang "]),
        # with its own mark, or with its sentence where capitals tell nothing.
        ("katanya. Baca Juga: Siapa Bupati Baru, Dulu Guru? Ada 30 orang.", ["Baca Juga: Siapa Bupati Baru, Dulu Guru?"]),
        ("katanya. Baca juga: Pemkot bangun 20 sekolah. Ada 30 orang.", ["Baca juga: Pemkot bangun 20 sekolah."]),
        ("Nanti kita lihat juga bagaimana 20 orang itu bekerja.", []),
    ],
)
def test_asides(text: str, asides: list[str]) -> None:
    assert [text[a:b] for a, b in aside_spans(text)] == asides


def test_a_long_line_that_begins_like_a_teaser_is_a_story() -> None:
    text = "Baca juga: Lima Jalan Rusak di Bogor Warga meminta 20 lampu. " + "Wali kota datang melihat jalan itu. " * 20
    assert [text[a:b] for a, b in aside_spans(text)] == ["Baca juga: Lima Jalan Rusak di Bogor Warga "]


@pytest.mark.parametrize("unit", ["Baca juga: ", "Baca Juga: A B C ", "http://a ", "@a Baca juga:\n"])
def test_asides_take_linear_time(unit: str) -> None:
    assert grows_linearly(lambda size: functools.partial(aside_spans, unit * (size // len(unit))), 200_000)
