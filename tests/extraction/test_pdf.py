"""PDF text layers, and the errors for those that have none."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from extraction.page import read_page
from extraction.pdf import join_hyphens, paragraphs, without_edges
from tagih.records import Document, Page, PageError, SourceHints

SENTENCE = "Setiap perangkat daerah wajib melaporkan realisasi anggaran jaminan sosial pekerja rentan kepada bupati paling lambat tanggal lima bulan berikutnya. "


def make(pages: list[list[str]], *, title: str | None = None, header: str = "", password: str | None = None) -> bytes:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    if title:
        pdf.set_title(title)
    if password:
        pdf.set_encryption(owner_password="pemilik", user_password=password, encryption_method=EncryptionMethod.AES_128)
    for number, lines in enumerate(pages, start=1):
        pdf.add_page()
        if header:
            pdf.cell(text=header, new_x="LMARGIN", new_y="NEXT")
        for line in lines:
            pdf.multi_cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(-30)
        pdf.cell(text=f"- {number} -")
    return bytes(pdf.output())


def read(content: bytes, **fields: object) -> Document:
    return read_page(Page(id="perbup", content=content, media_type="application/pdf", **fields))  # type: ignore[arg-type]


def test_text_of_all_pages_in_order_with_paragraphs_whole() -> None:
    document = read(make([["PERATURAN BUPATI MALINAU", "Pasal 1", SENTENCE * 2], ["Pasal 2", SENTENCE]]))
    assert document.text.splitlines() == ["PERATURAN BUPATI MALINAU", "Pasal 1", (SENTENCE * 2).strip(), "Pasal 2", SENTENCE.strip()]
    assert (document.title, document.extractor, document.language) == ("PERATURAN BUPATI MALINAU", "pdfium", "id")


@pytest.mark.parametrize(
    ("end", "published"),
    [
        ("Ditetapkan di Malinau pada tanggal 5 Mei 2025.", "2025-05-05"),
        ("Ditetapkan di Malinau\npada tanggal 12 Juni 2025", "2025-06-12"),
        ("Rapat ditunda ke tanggal 5 Mei 2025.", None),
    ],
)
def test_a_regulation_is_of_the_day_it_was_enacted(end: str, published: str | None) -> None:
    assert read(make([[SENTENCE, *end.split("\n")]])).published == published


def test_running_headers_and_page_numbers_are_dropped() -> None:
    bodies = [
        [f"Pasal {n}", f"Isi pasal {word} tentang pekerja rentan di desa."]
        for n, word in enumerate(("satu", "dua", "tiga", "empat"), start=1)
    ]
    text = read(make(bodies, header="LEMBARAN DAERAH KABUPATEN MALINAU")).text
    assert "LEMBARAN" not in text
    assert "- 1 -" not in text
    assert [line for line in text.splitlines() if "Isi" in line] == [b[1] for b in bodies]


@pytest.mark.parametrize(
    ("named", "title"),
    [
        ("Peraturan Bupati Malinau Nomor 7 Tahun 2025", "Peraturan Bupati Malinau Nomor 7 Tahun 2025"),
        ("Microsoft Word - perbup final.doc", "SALINAN PERATURAN"),
        ("perbup_7.pdf", "SALINAN PERATURAN"),
        (None, "SALINAN PERATURAN"),
    ],
)
def test_the_title_is_the_metadata_where_it_is_one_else_the_first_line(named: str | None, title: str) -> None:
    assert read(make([["SALINAN PERATURAN", SENTENCE]], title=named)).title == title


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("pemba-\nngunan jalan", "pembangunan jalan"),
        ("anak-\nanak desa", "anak-anak desa"),
        ("undang-\nundang ini", "undang-undang ini"),
        ("Kutai-\nBarat", "Kutai-\nBarat"),
        ("2024-\n2029", "2024-\n2029"),
        ("pemba\ufffe\nngunan", "pembangunan"),
        ("rencana - \nanggaran", "rencana - \nanggaran"),
    ],
)
def test_hyphens_at_the_end_of_a_line(broken: str, whole: str) -> None:
    assert join_hyphens(broken) == whole


def test_lines_that_go_on_are_joined_and_items_stay_apart() -> None:
    wide = "Bupati menetapkan bahwa seluruh kepala desa di wilayah kabupaten ini"
    lines = [
        wide,
        "wajib mendaftarkan perangkatnya.",
        "(1) Iuran dibayar dari APBDes.",
        "(2) Iuran disetor tiap bulan;",
        "a. oleh bendahara desa",
        "Ditetapkan di Malinau",
    ]
    assert list(paragraphs(lines)) == [f"{wide} wajib mendaftarkan perangkatnya.", *lines[2:]]


def test_edges_that_repeat_are_left_out_and_text_that_repeats_inside_is_not() -> None:
    sheets = [
        ["KOP SURAT", *(f"isi {n}{i}" for i in range(4)), "tetap", *(f"akhir {n}{i} kata" for i in "abc"), f"Halaman {n} dari 4"]
        for n in range(1, 5)
    ]
    kept = without_edges(sheets)
    assert "KOP SURAT" not in kept
    assert kept.count("tetap") == 4
    assert not [line for line in kept if line.startswith("Halaman")]


def scan() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.rect(20, 20, 100, 150, style="F")
    return bytes(pdf.output())


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(make([[SENTENCE]]))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="pemilik", user="rahasia", R=6))
        return out.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (make([[SENTENCE]], password="rahasia"), "encrypted"),
        (locked(), "encrypted"),
        (make([[SENTENCE]])[:300], "broken PDF"),
        (b"%PDF-1.7\n%%EOF", "broken PDF"),
        (b"%PDF-1.4" + bytes(range(256)) * 20, "broken PDF"),
        (scan(), "without a text layer"),
        (make([["7"]]), "without a text layer"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(content: bytes, what: str) -> None:
    with pytest.raises(PageError, match=what) as caught:
        read(content, url="https://jdih.contoh.example/perbup-7.pdf")
    assert caught.value.where == "https://jdih.contoh.example/perbup-7.pdf"
    assert caught.value.remedy


def test_a_pdf_that_anybody_may_open_is_read_though_it_is_encrypted() -> None:
    with pikepdf.open(io.BytesIO(make([[SENTENCE]]))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="pemilik", user="", R=6))
    assert read(out.getvalue()).text == SENTENCE.strip()


def test_a_pdf_with_pages_cut_out_of_its_table_is_read_or_refused() -> None:
    whole = make([[SENTENCE], [SENTENCE]])
    for cut in range(0, len(whole), len(whole) // 25):
        try:
            document = read(b"%PDF-1.3\n" + whole[cut:])
        except PageError:
            continue
        assert "jaminan sosial" in document.text


def test_hints_are_carried() -> None:
    hints = SourceHints(id="jdih", outlet="JDIH Malinau", kind="regulation", jurisdiction="65.02")
    document = read(make([[SENTENCE]]), hints=hints)
    assert (document.outlet, document.kind, document.jurisdiction) == ("JDIH Malinau", "regulation", "65.02")


@pytest.mark.shared
def test_real_pdfs(shared: Path) -> None:
    guide = read((shared / "data" / "pdf" / "jdihn_user_guide_text_13p.pdf").read_bytes())
    assert len(guide.text) > 5000
    assert guide.title == "Petunjuk Penggunaan"
    with pytest.raises(PageError, match="without a text layer"):
        read((shared / "data" / "pdf" / "perbup_dairi_23_2017_SCAN_11p.pdf").read_bytes())
