from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.urls import canonical, conventions, extension, host

HOME = "https://kabar.example/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://kabar.example/a?utm_source=wa&utm_medium=x", "https://kabar.example/a"),
        ("https://kabar.example/a?fbclid=1&id=7", "https://kabar.example/a?id=7"),
        ("https://kabar.example/a?b=2&a=1", "https://kabar.example/a?a=1&b=2"),
        ("https://kabar.example/?berita", "https://kabar.example/?berita"),
        ("https://kabar.example/index.php?/berita/12&utm_source=x", "https://kabar.example/index.php?/berita/12"),
        ("https://kabar.example/a?amp", "https://kabar.example/a"),
        ("https://kabar.example/a?x=&b", "https://kabar.example/a?b=&x="),
        ("https://kabar.example/a/b/amp/", "https://kabar.example/a/b/"),
        ("https://kabar.example/a/b/amp", "https://kabar.example/a/b"),
        ("https://kabar.example/a?amp=1", "https://kabar.example/a"),
        ("https://kabar.example/a#komentar", "https://kabar.example/a"),
        ("http://www.kabar.example/a", "https://kabar.example/a"),
        ("HTTPS://KABAR.example:443/A", "https://kabar.example/A"),
        ("http://lain.example:80/a", "http://lain.example/a"),
        ("http://www.lain.example:8080/a", "http://www.lain.example:8080/a"),
        ("/a/b?id=1", "https://kabar.example/a/b?id=1"),
        ("https://kabar.example/a/", "https://kabar.example/a/"),
        ("https://kabar.example/kota/samarinda raya", "https://kabar.example/kota/samarinda%20raya"),
        ("mailto:redaksi@kabar.example", None),
        ("javascript:void(0)", None),
        ("ftp://kabar.example/a", None),
        ("http://::1/", None),
        ("https://orang:sandi@kabar.example/", None),
        ("http://[::1", None),
        ("http://kabar.example:99999/", None),
        ("https://kabar.example/" + "a" * 3_000, None),
    ],
)
def test_canonical(url: str, expected: str | None) -> None:
    assert canonical(url, base=HOME, home=HOME) == expected


@given(st.text(max_size=60), st.text(alphabet="abcAMPutm_=&?/#%.-", max_size=60))
def test_canonical_is_idempotent(host_part: str, rest: str) -> None:
    once = canonical(f"http://{host_part}/{rest}")
    assert once is None or canonical(once) == once


def test_host_and_extension() -> None:
    assert host("https://WWW.Kabar.example:443/x") == "kabar.example"
    assert host("http://127.0.0.1:8080/") == "127.0.0.1:8080"
    assert host("http://[") == ""
    assert [extension(u) for u in ("http://a/b.PDF?x=1.jpg", "http://a/b", "http://a.b/")] == ["pdf", "", ""]


def test_conventions_are_sorted_and_unique() -> None:
    known = conventions()
    for words in (known.tracking_prefixes, known.file_words):
        assert list(words) == sorted(set(words))
    assert "pdf" not in known.ignored_extensions
