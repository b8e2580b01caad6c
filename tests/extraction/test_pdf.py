"""PDF text layers, and the errors for those that have none."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from fpdf.enums import EncryptionMethod

from extraction import pdf_streams
from extraction.page import read_page
from extraction.pdf import is_junk, join_hyphens, paragraphs, without_edges
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
        (scan(), "holds no text"),
        (make([["7"]]), "holds no text"),
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


def turned(angle: int, shown: int) -> bytes:
    """Three lines written at an angle on a page that is shown turned by `shown` degrees."""
    pdf = FPDF()
    pdf.set_font("Helvetica", size=11)
    pdf.add_page()
    for i, line in enumerate(LINES):
        with pdf.rotation(angle, x=100, y=150):
            pdf.text(40, 130 + i * 6, line)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(bytes(pdf.output()))) as document:
        document.pages[0].Rotate = shown
        document.save(out)
    return out.getvalue()


LINES = ("Setiap perangkat daerah wajib melaporkan realisasi", "anggaran pekerja rentan kepada bupati", "paling lambat tanggal lima")


@pytest.mark.parametrize(("angle", "shown"), [(0, 0), (0, 90), (0, 270), (90, 90), (-90, 90), (90, 270), (180, 180), (-90, 0)])
def test_pages_that_lie_on_their_side_are_read_in_their_order(angle: int, shown: int) -> None:
    assert read(turned(angle, shown)).text.replace("\n", " ") == " ".join(LINES)


def columns(rows: int) -> bytes:
    """Two columns of prose, written row by row across the page, under a heading over both."""
    pdf = FPDF()
    pdf.set_font("Helvetica", size=10)
    pdf.add_page()
    pdf.text(20, 20, "LAPORAN PASAR DESA SE-KABUPATEN BERAU TAHUN INI DAN RENCANA TAHUN DEPAN")
    for n in range(rows):
        pdf.text(15, 30 + n * 5, f"kiri baris {n:02} bercerita terus tentang pasar desa")
        pdf.text(110, 30 + n * 5, f"kanan baris {n:02} bercerita terus tentang kios")
    return bytes(pdf.output())


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    words = read(columns(12)).text.replace("\n", " ").split()
    sides = [w for w in words if w in ("kiri", "kanan")]
    assert words[:2] == ["LAPORAN", "PASAR"]
    assert sides == ["kiri"] * 12 + ["kanan"] * 12


def test_a_table_keeps_its_rows() -> None:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=10)
    pdf.add_page()
    for n in range(15):
        pdf.text(15, 30 + n * 5, f"Kampung {n}")
        pdf.text(120, 30 + n * 5, f"{n}00.000")
    text = read(bytes(pdf.output())).text
    assert re.findall(r"Kampung (\d+) (\d+)00\.000", text) == [(str(n), str(n)) for n in range(15)]


def test_five_hundred_pages_are_read_whole() -> None:
    text = read(make([[f"Pasal {n}", SENTENCE] for n in range(500)], header="BERITA DAERAH")).text
    assert text.count("Pasal ") == 500
    assert "BERITA DAERAH" not in text


def test_more_pages_than_anybody_reads_and_none_at_all() -> None:
    with pikepdf.new() as pdf:
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(PageError, match=r"broken PDF|without pages"):
        read(out.getvalue())
    with pikepdf.new() as pdf:
        for _ in range(2001):
            pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(PageError, match="2,001 pages"):
        read(out.getvalue())


@pytest.mark.parametrize(
    ("text", "junk"),
    [
        (SENTENCE * 2, False),
        ("1. | Silo Baru 338.977.000 438.065.000 99.088.000 | 22,5% ........ 14\n" * 5, False),
        ("SK BPKPD RKPD DPRD PPKD SKPKD BKPSDM BPBD DPMPTSP " * 4, True),
        ("3(5$785$1 %83$7, 1$725  7$+81  7(17$1* 3$6$5 '(6$ " * 4, True),  # every letter moved in the font's table
        ("\ue0f1\ue0f2\ue0f3 " * 60, True),
        ("NOMOR 7", False),
        ("", False),
    ],
)
def test_a_text_layer_that_is_no_writing(text: str, junk: bool) -> None:
    assert is_junk(text) is junk


def test_a_word_that_keeps_its_hyphen_is_whole_over_two_lines() -> None:
    wide = "Sebagaimana diatur di dalam ketentuan pelaksanaan dari sebuah Undang-"
    (line,) = paragraphs([wide, "Undang yang berlaku bagi semua perangkat daerah di kabupaten ini."])
    assert "sebuah Undang-Undang yang" in line


def packed(size: int, filters: object = None) -> bytes:
    """A page whose description unpacks to `size` blanks."""
    with pikepdf.new() as document:
        document.add_blank_page()
        stream = pikepdf.Stream(document, zlib.compress(b" " * size, 9))
        stream.Filter = filters or pikepdf.Name.FlateDecode
        document.pages[0].Contents = document.make_indirect(stream)
        out = io.BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_what_unpacks_to_more_than_any_page_needs_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PageError, match="holds no text"):
        read(packed(1_000_000))
    with pytest.raises(PageError, match="unpacks to more than 100,000,000 bytes"):
        read(packed(101_000_000))
    with pytest.raises(PageError, match="packed twice"):
        read(packed(1000, pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])))
    monkeypatch.setattr(pdf_streams, "TOTAL_MAX_BYTES", 1_500_000)
    with pytest.raises(PageError, match="unpacks to more than 1,500,000 bytes"):
        read(packed(2_000_000))


def test_hints_are_carried() -> None:
    hints = SourceHints(id="jdih", outlet="JDIH Malinau", kind="regulation", jurisdiction="65.02")
    document = read(make([[SENTENCE]]), hints=hints)
    assert (document.outlet, document.kind, document.jurisdiction) == ("JDIH Malinau", "regulation", "65.02")


@pytest.mark.shared
def test_real_pdfs(shared: Path) -> None:
    guide = read((shared / "data" / "pdf" / "jdihn_user_guide_text_13p.pdf").read_bytes())
    assert len(guide.text) > 5000
    assert guide.title == "Petunjuk Penggunaan"
