"""What the bytes are, how they are decoded, and the one clear error for what is no page."""

from __future__ import annotations

import gzip
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.page import LIMIT_BYTES, read_page, sniff
from tagih.records import Page, PageError, SourceHints

PARAGRAPH = (
    "Pemerintah Kabupaten Berau akan membangun tiga jembatan gantung di Kecamatan Kelay mulai bulan depan. "
    "Bupati mengatakan anggarannya sudah disiapkan dalam perubahan anggaran dan lelangnya dibuka pekan ini. "
    "Warga di tiga desa itu selama ini menyeberang dengan rakit untuk menjual hasil kebun."
)
HTML = f"<!doctype html><html><head><title>Tiga jembatan gantung di Kelay</title></head><body><h1>Tiga jembatan gantung di Kelay</h1><p>{PARAGRAPH}</p></body></html>"


def page(content: bytes, media_type: str | None = None, **fields: object) -> Page:
    return Page(id="halaman", content=content, media_type=media_type, **fields)  # type: ignore[arg-type]


def test_plain_text_is_kept_as_it_is() -> None:
    text = "Baris satu.\r\n\n  Baca juga: tetap ada\u00a0di sini.\n"
    document = read_page(page(text.encode(), "text/plain"))
    assert (document.text, document.title, document.extractor) == (text, None, "txt")


@given(
    st.sampled_from(["", "\ufeff"]),
    # It begins with a word: what begins like HTML, a picture or an archive is read as that, whatever it is said to be.
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])).filter(lambda t: "%PDF-" not in t).map("Siaran ".__add__),
)
def test_plain_text_is_its_content_in_nfc(mark: str, text: str) -> None:
    assert read_page(page((mark + text).encode(), "text/plain")).text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("start", ["<html>", "<HTML lang=id>", "\ufeff \n<!DOCTYPE html>"])
def test_html_that_is_said_to_be_plain_text_is_read_as_html(start: str) -> None:
    assert read_page(page(f"{start}<p>{PARAGRAPH}</p>".encode(), "text/plain")).text == PARAGRAPH


def test_reading_a_text_that_was_read_changes_nothing() -> None:
    once = read_page(page("Kota Pangkalpinang cafe\u0301".encode(), "text/plain")).text
    assert read_page(page(once.encode(), "text/plain")).text == once == "Kota Pangkalpinang caf\u00e9"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (HTML.encode(), "text/html; charset=utf-8"),
        (HTML.encode(), "text/html; charset=iso-8859-1"),  # the header lies
        (HTML.replace("<title>", '<meta charset="iso-8859-1"><title>').encode(), None),  # the page lies
        (b"\xef\xbb\xbf" + HTML.encode(), None),
        (HTML.encode("utf-16"), None),
        (HTML.encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (
            HTML.replace("<title>", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><title>').encode("cp1252"),
            None,
        ),
        (HTML.encode("cp1252"), "text/html; charset=keliru-9"),
        (HTML.encode(), "application/octet-stream"),
        (HTML.encode(), None),
    ],
)
def test_html_is_decoded_whatever_is_declared(content: bytes, media_type: str | None) -> None:
    assert read_page(page(content, media_type)).text == PARAGRAPH


@pytest.mark.parametrize(
    ("encoding", "media_type"),
    [("utf-8", "text/html; charset=iso-8859-1"), ("cp1252", "text/html"), ("cp1252", "text/html; charset=latin-1")],
)
def test_accents_survive_a_lying_header(encoding: str, media_type: str) -> None:
    line = "Café “Kita” di Jalan Émile – dekat pelabuhan – dibuka lagi oleh wali kota, kata seorang warga."
    document = read_page(page(HTML.replace("</body>", f"<p>{line}</p></body>").encode(encoding), media_type))
    assert document.text.splitlines()[-1] == line


def test_a_utf8_page_with_one_broken_byte_is_still_utf8() -> None:
    content = HTML.replace("lelangnya", "lelangnya – “terbuka” –").encode().replace("“".encode(), b"\xff", 1)
    assert "terbuka” –" in read_page(page(content, "text/html; charset=utf-8")).text


def test_a_page_cut_in_the_middle_of_a_character_is_read() -> None:
    content = (HTML.removesuffix("</body></html>") + "<p>Akhir cerita yang terpotong di jalan é").encode()[:-1]
    assert PARAGRAPH in read_page(page(content)).text


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        (b"Halo, ini teks biasa.", None, "txt"),
        (b"Halo, ini teks biasa.", "text/plain", "txt"),
        (b"harga a < b dan <p> hanya disebut", "text/plain", "txt"),
        (b"<!DOCTYPE html><html><body>x", "text/plain", "html"),
        (b"<div>x</div>", None, "html"),
        (b"<html><body>404", "application/pdf", "html"),
        (b"%PDF-1.7 ...", "text/html", "pdf"),
        (b"\n\n%PDF-1.4", None, "pdf"),
    ],
)
def test_the_bytes_decide_what_a_page_is(content: bytes, media_type: str | None, kind: str) -> None:
    assert sniff(page(content, media_type)) == kind


@pytest.mark.parametrize(
    ("content", "media_type", "what"),
    [
        (b"", "text/html", "is empty"),
        (b" \r\n\t", None, "is empty"),
        (b"\xef\xbb\xbf", "text/plain", "holds no text"),
        (b"<p>" * (LIMIT_BYTES // 3 + 1), "text/html", "more than the limit"),
        (bytes(range(256)) * 20, "text/html", "binary data"),
        (b"Layanan sedang dalam pemeliharaan", "text/html", "no HTML element"),
        (b"\x89PNG\r\n\x1a\n0000", "text/html", "PNG"),
        (b"PK\x03\x04abcd", None, "ZIP"),
        (b"{\\rtf1 teks}", None, "RTF"),
        (gzip.compress(b"<html>", mtime=0), "text/html", "gzip"),
        (b"bukan pdf", "application/pdf", "does not begin like one"),
        (b"<html><body></body></html>", "text/html", "without content"),
        (b"<html><body><script>muat()</script><div id=app></div></body></html>", "text/html", "no main text"),
        (b"<html><body>" + b"<p>x</p>" * 160_000, "text/html", "HTML elements"),
    ],
)
def test_what_is_no_page_is_one_clear_error(content: bytes, media_type: str | None, what: str) -> None:
    with pytest.raises(PageError, match=what) as caught:
        read_page(page(content, media_type, url="https://contoh.example/berita/1"))
    assert caught.value.where == "https://contoh.example/berita/1"
    assert caught.value.remedy.endswith(".")


@given(st.binary(max_size=400), st.sampled_from([None, "text/html", "text/plain", "application/pdf"]))
def test_hostile_bytes_give_a_document_or_a_page_error(content: bytes, media_type: str | None) -> None:
    try:
        document = read_page(page(content, media_type))
    except PageError:
        return
    assert document.text.strip()


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "<div>",
                "<table>",
                "<tr><td>",
                "</div>",
                "<h1>",
                "<a href=x>",
                "Baca juga:",
                "<li>",
                "<ul>",
                "</ul>",
                "<br>",
                PARAGRAPH,
                "&#xD800;",
                "<b>",
                "<time>",
                "<!--",
            ]
        ),
        max_size=40,
    )
)
def test_broken_mark_up_gives_a_document_or_a_page_error(parts: list[str]) -> None:
    try:
        document = read_page(page(b"<html><body>" + "".join(parts).encode(), "text/html"))
    except PageError:
        return
    assert document.text.strip()
    assert document.text.encode("utf-8").decode("utf-8") == unicodedata.normalize("NFC", document.text)


def test_hints_of_the_source_are_carried() -> None:
    hints = SourceHints(id="x", outlet="Kabar Kelay", jurisdiction="64.03", kind="release")
    for content, media_type in ((HTML.encode(), "text/html"), (PARAGRAPH.encode(), "text/plain")):
        document = read_page(page(content, media_type, hints=hints))
        assert (document.outlet, document.jurisdiction, document.kind) == ("Kabar Kelay", "64.03", "release")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PARAGRAPH, "id"),
        ("The regent said that the bridge is to be built for the people of the three villages this year.", "en"),
        ("12345", "id"),
    ],
)
def test_the_language_is_told_by_its_function_words(text: str, language: str) -> None:
    assert read_page(page(text.encode(), "text/plain")).language == language
