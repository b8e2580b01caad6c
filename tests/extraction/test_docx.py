"""Word documents: what is text, what is not, and what is never opened."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from extraction.docx import MEDIA_TYPE
from extraction.page import read_page
from tagih.records import Document, Page, PageError, SourceHints

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
LEAD = "Pemerintah Kabupaten Berau membuka pasar desa di tiga kecamatan."


def p(text: str, style: str | None = None, extra: str = "") -> str:
    style_xml = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{style_xml}<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{extra}</w:p>'


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{c}</w:tr>" for c in cells) + "</w:tbl>"


def docx(body: str, *, parts: dict[str, str] | None = None, relations: str = "", core: str | None = None) -> bytes:
    """A Word file as Word lays it out: the body, and further parts by name."""
    held = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        "word/styles.xml": f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>',
    } | (parts or {})
    if core is not None:
        held["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in held.items():
            archive.writestr(name, text)
    return out.getvalue()


def read(content: bytes, **fields: Any) -> Document:
    return read_page(Page(id="rilis", content=content, **({"media_type": MEDIA_TYPE} | fields)))


def test_text_comes_in_its_order_with_tables_and_lists() -> None:
    body = (
        p("Pasar Desa Dibuka", "Heading1") + p(LEAD) + table(("Kecamatan", "Kios"), ("Sambaliung", "120")) + p("Pedagang mulai berjualan.")
    )
    document = read(docx(body))
    assert document.text.splitlines() == ["Pasar Desa Dibuka", LEAD, "Kecamatan | Kios", "Sambaliung | 120", "Pedagang mulai berjualan."]
    assert (document.title, document.extractor, document.language) == ("Pasar Desa Dibuka", "mammoth", "id")


def test_inserted_words_and_controls_are_text_and_deleted_words_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>Kios ada </w:t></w:r><w:ins><w:r><w:t>120</w:t></w:r></w:ins><w:del><w:r><w:delText>90</w:delText></w:r></w:del></w:p>"
        f"<w:sdt><w:sdtContent>{p('Harga sewa tetap.')}</w:sdtContent></w:sdt>"
    )
    assert read(docx(body)).text.splitlines() == ["Kios ada 120", "Harga sewa tetap."]


def test_headers_footers_and_comments_are_left_out_and_footnotes_stand_at_the_end() -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    parts = {
        "word/header1.xml": f"<w:hdr {NAMESPACES}>{p('KOP SURAT DINAS')}</w:hdr>",
        "word/comments.xml": f'<w:comments {NAMESPACES}><w:comment w:id="1">{p("perlu dicek")}</w:comment></w:comments>',
        "word/footnotes.xml": f'<w:footnotes {NAMESPACES}><w:footnote w:id="2">{p("Data per Mei 2031.")}</w:footnote></w:footnotes>',
    }
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{kind}{"1" if kind == "header" else ""}.xml"/>'
        for n, kind in enumerate(("header", "comments", "footnotes"), 10)
    )
    text = read(docx(p(LEAD, extra=note) + p("Kios bertambah."), parts=parts, relations=relations)).text
    assert text.splitlines() == [LEAD, "Kios bertambah.", "Data per Mei 2031."]


@pytest.mark.parametrize(
    ("lines", "core", "title"),
    [
        (["SIARAN PERS", "Nomor: 12/HM/2031", "Pasar Desa Dibuka Bupati", LEAD], "", "Pasar Desa Dibuka Bupati"),
        (["Pasar Desa Dibuka Bupati", LEAD], "<dc:title>Pasar Desa Dibuka Bupati</dc:title>", "Pasar Desa Dibuka Bupati"),
        (["Pasar Desa Dibuka Bupati", LEAD], "<dc:title>Template Siaran Pers Dinas</dc:title>", "Pasar Desa Dibuka Bupati"),
        (["PERATURAN BUPATI BERAU", "NOMOR 4 TAHUN 2031", "TENTANG", "PASAR DESA", "MEMUTUSKAN:", LEAD], "", "PERATURAN BUPATI BERAU NOMOR 4 TAHUN 2031 TENTANG PASAR DESA"),
    ],
)  # fmt: skip
def test_the_title_is_the_text_s_own(lines: list[str], core: str, title: str) -> None:
    assert read(docx("".join(map(p, lines)), core=core)).title == title


OLD = "<dcterms:created>2019-01-02T03:00:00Z</dcterms:created><dcterms:modified>2031-05-05T03:00:00Z</dcterms:modified>"
SAME = "<dcterms:created>2031-05-05T01:00:00Z</dcterms:created><dcterms:modified>2031-05-05T03:00:00Z</dcterms:modified>"


@pytest.mark.parametrize(
    ("lines", "core", "published"),
    [
        (["Pasar Desa Dibuka", f"Tanjung Redeb, 7 Mei 2031 - {LEAD}"], OLD, "2031-05-07"),
        (["Pasar Desa Dibuka", f"TANJUNG REDEB (7/5/2031) - {LEAD}"], OLD, "2031-05-07"),
        (["Pasar Desa Dibuka", LEAD, "Samarinda, 7 Mei 2031", "Kepala Dinas"], SAME, "2031-05-07"),
        (["Tanggal: 7 Mei 2031", LEAD], SAME, "2031-05-07"),
        (["Pasar Desa Dibuka", LEAD], OLD, None),  # a template's
        (["Pasar Desa Dibuka", LEAD], SAME, "2031-05-05"),
        (["Pasar Desa Dibuka", "Pasar lama terbakar pada 3 Maret 2029.", LEAD], OLD, None),
        (["Pasar Desa Dibuka", LEAD], "", None),
    ],
)
def test_the_day_is_the_dateline_s_and_a_template_s_is_nobody_s(lines: list[str], core: str, published: str | None) -> None:
    hints = SourceHints(id="dinas", outlet="Dinas", timezone="Asia/Makassar", jurisdiction="64")
    assert read(docx("".join(map(p, lines)), core=core), hints=hints).published == published


def test_a_file_changed_after_it_was_fetched_has_a_wrong_clock() -> None:
    content = docx(p(LEAD), core=SAME)
    assert read(content, fetched_at=datetime(2031, 5, 4, tzinfo=UTC)).published is None


def test_the_author_is_whom_the_text_names_and_not_who_owns_the_machine() -> None:
    core = "<dc:creator>{}</dc:creator>"
    assert read(docx(p(LEAD) + p("Penulis: Rani Hasan"), core=core.format("Rani Hasan"))).authors == ("Rani Hasan",)
    assert read(docx(p(LEAD), core=core.format("Rani Hasan"))).authors == ()
    assert read(docx(p(LEAD + " user"), core=core.format("user"))).authors == ()


def test_pictures_and_linked_files_are_never_opened_and_macros_are_only_bytes() -> None:
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="luar"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    relations = f'<Relationship Id="luar" Type="{OFFICE}/image" Target="file:///etc/hostname" TargetMode="External"/>'
    document = read(docx(p(LEAD, extra=drawing), relations=relations, parts={"word/vbaProject.bin": "Sub AutoOpen()"}))
    assert document.text == LEAD


def locked() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (docx(p(LEAD))[:-40], "broken|ZIP"),
        (docx("<w:p><w:r>"), "broken Word document"),
        (docx(p("")), "holds no text"),
        (docx(p(LEAD) + p("x" * 11_000_000)), "bytes of text when unpacked"),
        (docx(p(LEAD), parts={f"word/{n}.bin": "" for n in range(6000)}), "parts"),
        (docx(p(LEAD), parts={"word/settings.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "declares entities"),
        (docx("<w:tbl><w:tr><w:tc>" * 3000 + p(LEAD) + "</w:tc></w:tr></w:tbl>" * 3000), "broken Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old Office file"),
        (locked(), "encrypted Office file"),
    ],
    ids=["cut", "no XML", "empty", "bomb", "many parts", "entities", "nested", "DOC", "password"],
)
def test_what_cannot_be_read_is_one_clear_error(content: bytes, what: str) -> None:
    with pytest.raises(PageError, match=what) as caught:
        read(content, url="https://dinas.contoh.example/rilis.docx")
    assert caught.value.where == "https://dinas.contoh.example/rilis.docx"
    assert caught.value.remedy


def test_an_archive_that_is_no_word_document_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(PageError, match="XLSX"):
        read(out.getvalue())
