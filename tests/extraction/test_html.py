"""Main text, title, date and names of a page: small pages in the mark-up that portals use, and 20 real ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.pages import score_pages, table
from extraction.html_people import labelled, people
from extraction.html_text import is_byline, is_furniture
from extraction.page import read_page
from tagih.records import Document, Page, PageError, SourceHints

TITLE = "Pemkab Malinau Siapkan Dua Puskesmas Apung"
LEAD = "MALINAU - Pemerintah Kabupaten Malinau menyiapkan dua puskesmas apung untuk melayani warga di sepanjang Sungai Kayan."
MIDDLE = (
    "Kepala Dinas Kesehatan Malinau, Yusran Tahir, menyebut kapal pertama mulai berlayar pada Maret mendatang dengan empat tenaga medis."
)
LAST = '"Kami ingin ibu hamil di hulu tidak lagi menunggu berhari-hari," kata Yusran di ruang kerjanya.'
BODY = "\n".join((LEAD, MIDDLE, LAST))
PARAGRAPHS = f"<p>{LEAD}</p><p>{MIDDLE}</p><p>{LAST}</p>"
MENU = "<nav><ul><li><a href='/'>Beranda</a></li><li><a href='/daerah'>Daerah</a></li><li><a href='/ekonomi'>Ekonomi</a></li></ul></nav>"
RELATED = (
    "<ul><li><a href='/a'>Pasar induk Malinau direnovasi tahun ini</a></li><li><a href='/b'>Harga beras di perbatasan mulai turun</a></li>"
    "<li><a href='/c'>Tim voli Malinau ke babak final</a></li></ul>"
)


def read(html: str, **fields: object) -> Document:
    return read_page(Page(id="x", content=html.encode(), media_type="text/html; charset=utf-8", **fields))  # type: ignore[arg-type]


def doc(body: str, head: str = "", title: str = f"{TITLE} - Kabar Malinau") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{MENU}{body}</body></html>"


BODIES = {
    "WordPress": f"<main><article><header><h1 class=entry-title>{TITLE}</h1><div class=meta>Senin, 5 Mei 2025</div></header><div class=entry-content>{PARAGRAPHS}"
    f"</div><footer>Tags: kesehatan</footer></article></main><aside><h3>Berita Terbaru</h3>{RELATED}</aside><footer>Copyright © 2025 Kabar Malinau</footer>",
    "text between breaks": f"<div id=konten><h2>{TITLE}</h2><div class=isi><b>Kabar.id</b> - {LEAD}<br><br>{MIDDLE}<br /><br />{LAST}</div></div>",
    "text loose in a division": f"<div><h1>{TITLE}</h1><div class=detail>{LEAD}<p>{MIDDLE}</p><p>{LAST}</p></div></div>",
    "a layout of tables": f"<table border=0><tr><td>{RELATED}</td><td><h1>{TITLE}</h1><p>{LEAD}</p><p>{MIDDLE}</p><p>{LAST}</p><p>{LEAD[10:]} {MIDDLE}</p></td></tr></table>",
    "a span around blocks": f"<h1>{TITLE}</h1><span itemprop=articleBody>{LEAD}<div><br></div><div>{MIDDLE}</div><div>{LAST}</div></span>",
    "the whole page in a form": f"<form action='default.aspx'><h1>{TITLE}</h1><div>{PARAGRAPHS}<p>{LEAD[10:]} {MIDDLE} {LAST}</p></div></form>",
    "related links inside": f"<h1>{TITLE}</h1><div class=isi><p>{LEAD}</p><p><strong>Baca juga: <a href=/b>Harga beras di perbatasan mulai turun</a></strong></p><p>{MIDDLE} "
    f"Baca Juga : <a href=/c>Tim voli Malinau ke babak final</a></p><p>Baca juga:</p>{RELATED}<p>{LAST}</p></div>",
    "buttons and notices": f"<h1>{TITLE}</h1><div class=isi><div>Bagikan:</div><p>Facebook</p><p>Twitter</p><p>{LEAD}</p><p>SCROLL TO CONTINUE WITH CONTENT</p><p>{MIDDLE}</p>"
    f"<p>ADVERTISEMENT</p><p>{LAST}</p><p>Editor: Wawan Setiadi</p><p>Copyright © 2025 Kabar Malinau. All rights reserved.</p><p>Ikuti kami di Google News</p></div>",
    "a title that links to itself": f"<div class=kotak><p>Petani di pesisir mengeluhkan pupuk yang terlambat datang sejak bulan lalu.</p></div><ul><li><h2><a href=/ini>{TITLE}</a></h2>"
    f"<div>{PARAGRAPHS}</div></li></ul>",
    "comments": f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article><div id=comments class=comments-area><h3>Tinggalkan Balasan</h3><p>Alamat email Anda tidak akan dipublikasikan.</p>"
    "<form><textarea></textarea><button>Kirim</button></form><ol class=comment-list><li><p>Semoga kapalnya cepat datang, sudah lama kami tunggu di hulu.</p></li></ol></div>",
    "teasers of other stories": f"<div class=kotak><h5>Headline</h5><p>Petani di pesisir mengeluhkan pupuk yang terlambat datang sejak bulan lalu.</p></div><h1>{TITLE}</h1><div>{PARAGRAPHS}</div>"
    f"<div class=lain><h4>Berita Populer Lainnya</h4><ul><li>Senin, 05/05/2025 10:08 WIB <a href=/a>Pasar induk Malinau direnovasi tahun ini</a></li>"
    "<li>Minggu, 04/05/2025 09:11 WIB <a href=/b>Harga beras di perbatasan mulai turun</a></li></ul></div>",
}


@pytest.mark.parametrize("name", BODIES)
def test_main_text_only(name: str) -> None:
    document = read(doc(BODIES[name]))
    text = document.text.removeprefix("Kabar.id - ")
    assert LEAD in text.splitlines()[0]
    assert (MIDDLE in text, LAST in text) == (True, True)
    for leftover in (
        "Beranda",
        "voli",
        "beras",
        "pupuk",
        "Baca",
        "Bagikan",
        "Editor",
        "Copyright",
        "ADVERT",
        "SCROLL",
        "Tinggalkan",
        "Semoga kapal",
        "Populer",
        "WIB",
        "Tags",
        "Ikuti",
    ):
        assert leftover not in text, leftover
    assert document.title == TITLE
    assert document.extractor == "trafilatura"


def test_paragraphs_are_lines_and_lines_broken_by_the_editor_are_joined() -> None:
    html = doc(
        f"<h1>{TITLE}</h1><div>{PARAGRAPHS}<p>Kapal itu dibuat\n   di galangan <br>milik daerah dan&nbsp;diberi nama\u200b Kayan.</p></div>"
    )
    assert read(html).text == f"{BODY}\nKapal itu dibuat di galangan milik daerah dan diberi nama Kayan."


@pytest.mark.parametrize(
    ("line", "furniture"),
    [
        ("Baca juga: Pasar induk direnovasi", True),
        ("BACA JUGA :", True),
        ("Simak juga video berikut", True),
        ("Baca: Pasar induk direnovasi", True),
        ("Baca puisi menjadi acara penutup pekan itu.", False),
        ("Lihat Juga", True),
        ("Jangan lewatkan!", True),
        ("Jangan lewatkan pasar malam yang digelar pemerintah kota mulai Sabtu.", False),
        ("Advertisement", True),
        ("Share on Facebook", True),
        ("Facebook menutup 300 akun palsu di daerah itu.", False),
        ("Senin, 5 Mei 2025 | 10.15 WITA", True),
        ("Senin (5/5/2025).", False),
        ("telah dilihat 1.204 kali", True),
        ("***", True),
        ("Pada tahun 2025 target itu naik.", False),
        ("Copyright © 2025", True),
        ("Tags: banjir, sungai", True),
        ("Hak cipta lagu daerah itu didaftarkan tahun lalu oleh pemerintah provinsi dan dipegang oleh dewan kesenian, kata Gubernur. Pendaftaran itu dibiayai APBD dan berlaku selama tujuh puluh tahun sejak pencipta terakhir meninggal dunia, sesuai ketentuan undang-undang yang berlaku.", False),
        ("Berita Terpopuler", True),
        ("Berita acara serah terima ditandatangani wali kota.", False),
        ("(dwi/han)", False),
    ],
)  # fmt: skip
def test_furniture(line: str, furniture: bool) -> None:
    assert is_furniture(line) is furniture


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Editor: Wawan", True),
        ("Penulis : Dewi Anggraini | Penyunting: Rudi", True),
        ("Editor: kami menunggu jawaban bupati sampai malam.", False),
        ("Sumber: Dinas Kesehatan", False),
        ("Editorial: suara warga", False),
    ],
)
def test_bylines(line: str, byline: bool) -> None:
    assert is_byline(line) is byline


@pytest.mark.parametrize(
    ("lines", "authors", "editors"),
    [
        (["Editor: Wawan"], (), ("Wawan",)),
        (["Penulis: Dewi Anggraini | Penyunting: Rudi Hartono"], ("Dewi Anggraini",), ("Rudi Hartono",)),
        (["Reporter: Sari, Bagus Prakoso Editor : Tono"], ("Sari", "Bagus Prakoso"), ("Tono",)),
        (["Pewarta: Nur Hasan dan Ayu L"], ("Nur Hasan", "Ayu L"), ()),
        (["Oleh: Budi Santoso, S.Sos"], ("Budi Santoso, S.Sos",), ()),
        (["Penulis: Admin", "Editor: Redaksi"], (), ()),
        (["Penulis: Kabar Malinau"], (), ()),
        (["Penulis: https://contoh.example/sari"], (), ()),
        (["Foto: Rahman", "Sumber: Antara"], (), ()),
        (["Penulis: Sari Foto: Rahman"], ("Sari",), ()),
    ],
)
def test_who_wrote_and_who_edited_stay_apart(lines: list[str], authors: tuple[str, ...], editors: tuple[str, ...]) -> None:
    wrote, edited = labelled(lines)
    assert (people(wrote, ["Kabar Malinau"]), people(edited, ["Kabar Malinau"])) == (authors, editors)


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"WebSite","name":"Kabar"}},{{"@type":"NewsArticle",{fields}}}]}}</script>'


@pytest.mark.parametrize(
    ("head", "after_title", "published"),
    [
        (ld('"datePublished":"2025-05-05T10:15:00+08:00"'), "", "2025-05-05T10:15:00+08:00"),
        ('<meta property="article:published_time" content="2025-05-05T10:15:00+0700">', "", "2025-05-05T10:15:00+07:00"),
        (
            ld('"datePublished":"2025-05-05T10:15:00+08:00"'),
            "<time datetime='2024-01-01T00:00:00+07:00'>x</time>",
            "2025-05-05T10:15:00+08:00",
        ),
        ("", "<time datetime='2025-05-05T10:15:00+09:00'>5 Mei</time>", "2025-05-05T10:15:00+09:00"),
        ("", "<div>Senin, 5 Mei 2025 10:15 WITA</div>", "2025-05-05T10:15:00+08:00"),
        ("", "<span>05/06/2025 10:15 WIT</span>", "2025-06-05T10:15:00+09:00"),
        ("", "<div>Senin, 5 Mei 2025 | 10.15</div>", "2025-05-05"),  # no zone told: the day alone
        ("", "<div>Senin, 5 Mei 2025</div>", "2025-05-05"),
        ("", "", None),
        (
            '<meta property="article:published_time" content="2025-05-05T20:15:00+00:00">',
            "",
            "2025-05-06T03:15:00+07:00",
        ),  # an instant, on Jakarta's clock
        (
            '<meta property="article:published_time" content="2025-05-05T10:15:00Z">',
            "<div>Senin, 5 Mei 2025 10:15 WITA</div>",
            "2025-05-05T10:15:00+08:00",
        ),
        ('<meta property="article:published_time" content="kemarin">', "<div>Senin, 5 Mei 2025</div>", "2025-05-05"),
        ('<meta property="article:published_time" content="0001-01-01T00:00:00Z">', "<div>Senin, 5 Mei 2025</div>", "2025-05-05"),
        ('<script type="application/ld+json">{broken</script>', "<div>Senin, 5 Mei 2025</div>", "2025-05-05"),
    ],
)
def test_when_it_was_published(head: str, after_title: str, published: str | None) -> None:
    clock = "<div class=jam>Sabtu, 21 November 2026 08:00 WIB</div>"
    assert (
        read(doc(f"<div class=top>{clock}</div><div class=isi><h1>{TITLE}</h1>{after_title}{PARAGRAPHS}</div>", head)).published
        == published
    )


def test_a_time_without_zone_is_on_the_clock_of_the_source() -> None:
    hints = SourceHints(id="x", outlet="Kabar Malinau", timezone="Asia/Makassar")
    html = doc(f"<h1>{TITLE}</h1><div>Senin, 5 Mei 2025 | 10.15</div>{PARAGRAPHS}")
    assert read(html, hints=hints).published == "2025-05-05T10:15:00+08:00"


def test_the_zone_that_the_page_shows_beats_the_one_of_the_source() -> None:
    hints = SourceHints(id="x", outlet="Kabar Malinau", timezone="Asia/Makassar")
    head = '<meta name="content_PublishedDate" content="2025-05-05 10:15:00">'
    html = doc(f"<h1>{TITLE}</h1><div>Senin, 5 Mei 2025 | 10:15 WIB</div>{PARAGRAPHS}", head)
    assert read(html, hints=hints).published == "2025-05-05T10:15:00+07:00"


def test_a_date_above_the_title_counts_where_none_follows_and_the_url_is_last() -> None:
    assert (
        read(doc(f"<div class=isi><div>Senin, 5 Mei 2025 10:15 WIB</div><h1>{TITLE}</h1>{PARAGRAPHS}</div>")).published
        == "2025-05-05T10:15:00+07:00"
    )
    assert read(doc(f"<h1>{TITLE}</h1>{PARAGRAPHS}"), url="https://contoh.example/2025/05/05/puskesmas-apung").published == "2025-05-05"


def test_a_date_after_the_fetch_is_refused() -> None:
    html = doc(f"<h1>{TITLE}</h1>{PARAGRAPHS}", ld('"datePublished":"2031-05-05T10:15:00+08:00"'))
    assert read(html, fetched_at=datetime(2026, 1, 1, tzinfo=UTC)).published is None
    assert read(html).published == "2031-05-05T10:15:00+08:00"


@pytest.mark.parametrize(
    ("title_tag", "head", "body", "title"),
    [
        (f"{TITLE} - Kabar Malinau", "", f"<h1>Kabar Malinau</h1><h2>{TITLE}</h2>", TITLE),
        (f"{TITLE} | Kabar Malinau", '<meta property="og:site_name" content="Kabar Malinau">', f"<div class=judul>{TITLE}</div>", TITLE),
        (f"Kabar Malinau: {TITLE}", '<meta property="og:site_name" content="Kabar Malinau">', "", TITLE),
        ("Kabar Malinau", f'<meta property="og:title" content="{TITLE}">', "", TITLE),
        ("Kabar", ld(f'"headline":"{TITLE}"'), "", TITLE),
        ("", "", f"<h1>{TITLE}</h1>", TITLE),
        (TITLE[:30], "", f"<h1>{TITLE}</h1>", TITLE),
        ("Rapat - rapat dewan - Kabar", "", "<h1>Rapat - rapat dewan</h1>", "Rapat - rapat dewan"),
    ],
)
def test_the_headline_without_the_name_of_the_site(title_tag: str, head: str, body: str, title: str) -> None:
    assert read(doc(f"{body}<div>{PARAGRAPHS}</div>", head, title_tag)).title == title


@pytest.mark.parametrize(
    ("head", "body", "authors", "editors"),
    [
        ("", "<p>Penulis: Dewi Anggraini | Penyunting: Rudi Hartono</p>", ("Dewi Anggraini",), ("Rudi Hartono",)),
        (ld('"author":{"@type":"Person","name":"Dewi Anggraini"},"editor":"Rudi Hartono"'), "", ("Dewi Anggraini",), ("Rudi Hartono",)),
        (ld('"author":[{"name":"Admin"}]'), "<span class=author>Dewi Anggraini</span>", ("Dewi Anggraini",), ()),
        ('<meta name="author" content="Dewi Anggraini">', "", ("Dewi Anggraini",), ()),
        ('<meta name="author" content="Redaksi"><meta property="article:author" content="https://media.example/kabar">', "", (), ()),
        (ld('"author":"Rudi Hartono"'), "<p>Editor: Rudi Hartono</p>", (), ("Rudi Hartono",)),
        ("", "<div class=foto><img src=x><span class=author>Rahman Foto</span></div>", (), ()),
        ("", "<table><tr><td>Redaktur</td><td>:</td><td>Rudi Hartono</td></tr></table>", (), ("Rudi Hartono",)),
    ],
)
def test_names_on_a_page(head: str, body: str, authors: tuple[str, ...], editors: tuple[str, ...]) -> None:
    document = read(doc(f"<h1>{TITLE}</h1>{body}<div>{PARAGRAPHS}</div>", head))
    assert (document.authors, document.editors) == (authors, editors)


def test_a_byline_inside_the_text_is_taken_from_it() -> None:
    document = read(doc(f"<h1>{TITLE}</h1><div>{LEAD}<br><br>{MIDDLE}<br><br>{LAST}<br><br>Editor: Rudi Hartono</div>"))
    assert (document.text, document.editors) == (BODY, ("Rudi Hartono",))


def test_the_hints_of_the_source_win() -> None:
    hints = SourceHints(
        id="x",
        outlet="Kabar Malinau",
        jurisdiction="65.02",
        selectors={"title": ".judul", "body": ".isi", "published": ".tgl", "authors": ".tulis", "editors": ".sunting"},
    )
    html = doc(
        f"<h1>Kabar</h1><div class=judul>{TITLE}</div><div class=tgl>7 Mei 2025 08:00 WITA</div><div class=tulis>Dewi Anggraini</div><div class=sunting>Rudi Hartono</div>"
        f"<div class=isi>{PARAGRAPHS}<p>Baca juga: <a href=/x>Pasar</a></p></div><div><p>{MIDDLE}</p></div>",
        ld('"headline":"Judul lain","datePublished":"2025-05-05T10:15:00+08:00","author":"Orang Lain"'),
    )
    document = read(html, hints=hints)
    assert document == Document(
        id="x",
        text=BODY,
        title=TITLE,
        published="2025-05-07T08:00:00+08:00",
        outlet="Kabar Malinau",
        authors=("Dewi Anggraini",),
        editors=("Rudi Hartono",),
        jurisdiction="65.02",
        extractor="selectors",
    )


def test_a_selector_that_matches_nothing_falls_back_and_one_that_is_none_is_an_error() -> None:
    html = doc(f"<h1>{TITLE}</h1><div>{PARAGRAPHS}</div>")
    assert read(html, hints=SourceHints(id="x", outlet="o", selectors={"body": ".tidak-ada", "title": ".nihil"})).text == BODY
    with pytest.raises(PageError, match="no CSS selector"):
        read(html, hints=SourceHints(id="x", outlet="o", selectors={"body": "div[["}))


def test_wrong_main_text_is_noticed() -> None:
    """The visible article is short and beside the point; the page's own articleBody has the story."""
    html = doc(
        f"<h1>{TITLE}</h1><p>Halaman ini dimuat dengan skrip.</p>",
        ld(f'"headline":"{TITLE}","articleBody":"{LEAD} {MIDDLE}<br>Selesai di hulu."'),
    )
    document = read(html)
    assert (document.text, document.extractor) == (f"{LEAD} {MIDDLE}\nSelesai di hulu.", "json-ld")


def test_a_short_release_is_still_read() -> None:
    short = "Kantor kecamatan Malinau Kota tutup pada Jumat untuk upacara adat."
    document = read(doc(f"<h1>Kantor kecamatan tutup</h1><div><p>{short}</p></div>", title="Kantor kecamatan tutup"))
    assert document.text == short


def test_url_and_outlet_of_a_saved_page_come_from_itself() -> None:
    html = doc(f"<h1>{TITLE}</h1>{PARAGRAPHS}", '<link rel="canonical" href="https://kabar.example/puskesmas">')
    document = read(html)
    assert (document.url, document.outlet) == ("https://kabar.example/puskesmas", "Kabar Malinau")
    assert read(html, url="https://lain.example/").url == "https://lain.example/"


@pytest.mark.shared
def test_real_pages(shared: Path) -> None:
    scores = score_pages(shared / "data" / "pages")
    titles = [s.title for s in scores if s.title is not None]
    days = [s.day for s in scores if s.day is not None]
    told = table(scores)
    assert sum(s.f1 for s in scores) / len(scores) >= 0.985, told
    assert min(s.f1 for s in scores) >= 0.95, told
    assert sum(titles) / len(titles) >= 0.9, told
    assert sum(days) / len(days) >= 0.95, told
    assert sum(s.seconds for s in scores) <= 1.5 * sum(s.alone_seconds for s in scores), told
