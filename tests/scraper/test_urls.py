from __future__ import annotations

import random
import tomllib
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.urls import canonical, conventions, extension, host

HOME = "https://kabar.example/"
HOSTS = ("kaltim.kabar.example", "mobile.tepian.example", "tepian.example")


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
        ("https://kabar.example/a/JUDUL/AMP/", "https://kabar.example/a/JUDUL/"),
        ("https://kabar.example/a/amp/amp", "https://kabar.example/a"),
        ("https://kabar.example/a/%61mp", "https://kabar.example/a"),
        ("https://kabar.example/a/judul.amp.html", "https://kabar.example/a/judul.html"),
        ("https://kabar.example/a/judul.amp", "https://kabar.example/a/judul"),
        ("https://kabar.example/.amp", "https://kabar.example/.amp"),
        ("https://kabar.example/amp", "https://kabar.example/amp"),
        ("https://amp.kabar.example/a?amp_js_v=0.1&usqp=mq331", "https://kabar.example/a"),
        ("http://m.kabar.example/a?id=3", "https://kabar.example/a?id=3"),
        ("http://m.kaltim.kabar.example/a", "http://kaltim.kabar.example/a"),
        ("http://mobile.tepian.example/a", "http://mobile.tepian.example/a"),
        ("http://wap.arsip.example/a", "http://wap.arsip.example/a"),
        ("http://m.lain.example/a", "http://m.lain.example/a"),
        ("https://kabar.example/a?print=1&id=3", "https://kabar.example/a?id=3"),
        ("https://kabar.example/a/12/cetak", "https://kabar.example/a/12"),
        ("https://kabar.example/index.php?id=3&tmpl=component&print=1", "https://kabar.example/index.php?id=3"),
        ("https://kabar.example/2025/03/judul.html?m=1", "https://kabar.example/2025/03/judul.html"),
        ("https://kabar.example/berita/index.html", "https://kabar.example/berita/"),
        ("https://kabar.example/Index.PHP", "https://kabar.example/"),
        ("https://kabar.example/index.php?id=3", "https://kabar.example/index.php?id=3"),
        ("https://kabar.example/index.php?utm_source=x", "https://kabar.example/"),
        ("https://kabar.example/a;jsessionid=9F3?id=2", "https://kabar.example/a?id=2"),
        ("https://kabar.example/a;b=2", "https://kabar.example/a;b=2"),
        ("https://kabar.example/a/../b/./c", "https://kabar.example/b/c"),
        ("https://kabar.example/kota%2dbaru/%c3%a9", "https://kabar.example/kota-baru/%C3%A9"),
        ("https://kabar.example/a%2Fb", "https://kabar.example/a%2Fb"),
        ("https://kabar.example/a?%75tm_source=wa", "https://kabar.example/a"),
        ("https://kabar.example./a", "https://kabar.example/a"),
        ("https://kabar.example/m/judul", "https://kabar.example/m/judul"),
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
    assert canonical(url, base=HOME, home=HOME, hosts=HOSTS) == expected


@given(st.text(max_size=60), st.text(alphabet="abcAMPutm_=&?/#%.-;2fF", max_size=60))
def test_canonical_is_idempotent(host_part: str, rest: str) -> None:
    once = canonical(f"http://{host_part}/{rest}")
    assert once is None or canonical(once) == once


PARTS = st.sampled_from(
    ["amp", "amp/", "print", "index.html", "berita", "judul.amp.html", "12", "kota%20baru", "..", "a;jsessionid=1", "%61mp", ""]
)
PREFIXES = st.sampled_from(["", "m.", "amp.", "www.", "m.www.", "arsip."])


@given(PREFIXES, st.lists(PARTS, max_size=5))
def test_copies_of_copies_fold_at_once(prefix: str, parts: list[str]) -> None:
    once = canonical(f"http://{prefix}kabar.example/{'/'.join(parts)}", home=HOME, hosts=HOSTS)
    assert once is not None
    assert canonical(once, home=HOME, hosts=HOSTS) == once


WORDS = st.text(alphabet="abcxyz09", min_size=1, max_size=4)


@given(
    st.dictionaries(WORDS, WORDS, min_size=1, max_size=5), st.sampled_from(["utm_source=wa", "amp=1", "fbclid=3", "print=1"]), st.randoms()
)
def test_the_order_of_parameters_and_what_tracks_readers_make_no_other_page(
    query: dict[str, str], tracking: str, random: random.Random
) -> None:
    fields = [f"{k}={v}" for k, v in query.items()]
    plain = canonical(f"{HOME}a?{'&'.join(fields)}")
    random.shuffle(fields)
    fields.insert(random.randrange(len(fields) + 1), tracking)
    assert canonical(f"http://www.kabar.example:80/a?{'&'.join(fields)}#x", home=HOME) == plain


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
    raw = tomllib.loads((Path(__file__).parents[2] / "scraper" / "conventions.toml").read_text("utf-8"))
    for name in (
        "copy_parameters",
        "copy_suffixes",
        "copy_hosts",
        "index_files",
        "part_names",
        "part_steps",
        "part_refusals",
        "all_values",
        "all_words",
    ):
        assert raw[name] == sorted(set(raw[name])), name
        assert all(x == x.lower() for x in raw[name]), name


ODD = ("//lain.example/a", "/a/../b", "http:a", "/a#b", "?a=1", "/\t/x.example", "http://lain.example/../x", "/berita/1?hal=2")


@given(st.text("/.a:?=#&%;-~hpts", max_size=12) | st.sampled_from(ODD))
def test_the_short_way_joins_as_the_long_one(url: str) -> None:
    base = "https://kabar.example/kanal/a/1?x=2"
    try:
        expected = canonical(urljoin(base, url))
    except ValueError:
        expected = None
    assert canonical(url, base=base) == expected
