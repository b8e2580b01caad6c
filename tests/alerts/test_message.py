"""What a subscriber reads; nothing of a page may break out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagih.alerts.message import Item, as_html, as_text, link, one_line, subject

ITEM = Item(
    identity="a-1",
    outlet="Kabar Contoh",
    headline="Sumur bor untuk tiga desa",
    quote="Bupati berjanji menggali tiga sumur bor sebelum kemarau.",
    url="https://kabar.example/sumur",
    published="2031-05-04T08:00:00+08:00",
    actor="Pemerintah Kabupaten Berau",
    status="pledged",
    due="2031-06",
    area="64.03",
)


def test_as_text() -> None:
    assert as_text("Air bersih", [ITEM]).splitlines() == [
        "1 komitmen baru untuk langganan Air bersih.",
        "",
        "1. Sumur bor untuk tiga desa",
        "Kabar Contoh, 2031-05-04",
        "“Bupati berjanji menggali tiga sumur bor sebelum kemarau.”",
        "Pelaku: Pemerintah Kabupaten Berau (dijanjikan); tenggat: 2031-06; wilayah: Kabupaten Berau",
        "https://kabar.example/sumur",
        "",
        "Kutipan ini dicari oleh mesin. Baca berita aslinya sebelum mengutip.",
    ]


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(ITEM, outlet=None, headline=None, url=None, published=None, due=None, area=None)
    assert as_text("x", [bare]).splitlines()[2:5] == [
        "1. (tanpa judul)",
        f"“{ITEM.quote}”",
        "Pelaku: Pemerintah Kabupaten Berau (dijanjikan)",
    ]
    assert "<a " not in as_html("x", [bare])


def test_html_is_escaped() -> None:
    evil = replace(
        ITEM, headline="<script>x</script>", quote='"><img src=x onerror=y>', outlet="<b>", actor="<i>&", url='https://x.example/"onclick=y'
    )
    html = as_html("<u>", [evil])
    for tag in ("<script", "<img", "<b>", "<i>", "<u>", '"onclick'):
        assert tag not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://kabar.example/a?b=1", True),
        ("http://kabar.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://kabar.example/a b", False),
        ("https://kabar.example/\u202egnp", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_are_links(url: str | None, safe: bool) -> None:
    assert (link(url) is not None) is safe


@given(st.text())
def test_a_subject_is_one_printable_line(name: str) -> None:
    assert subject(name, 3).isprintable()
    assert one_line(one_line(name)) == one_line(name)
