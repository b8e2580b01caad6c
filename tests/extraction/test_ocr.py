"""Scanned pages: found, recognised page by page, and told of where nothing can recognise them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from extraction import ocr, pdf
from extraction.pdf import SCAN, UNREAD, read_pdf
from extraction.pipeline import extract
from tagih.records import Document, Page, PageError
from tests.extraction.test_pdf import SENTENCE, make

HEADING = ["PERATURAN BUPATI BERAU", "NOMOR 4 TAHUN 2031", "TENTANG", "PASAR DESA", "DENGAN RAHMAT TUHAN YANG MAHA ESA"]
BODY = ["Pasal 1", "Pasar desa dibuka setiap hari bagi semua pedagang kecil.", "Ditetapkan di Tanjung Redeb", "pada tanggal 5 Mei 2031"]

needs_tesseract = pytest.mark.skipif(ocr.engine() is None, reason="needs Tesseract and the extra 'ocr' (see extraction/ocr.py)")


def picture(lines: Sequence[str], *, turned: int = 0) -> Image.Image:
    """A page of print, 150 dots per inch."""
    image = Image.new("L", (1240, 1754), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=30)
    for n, line in enumerate(lines):
        draw.text((120, 160 + 60 * n), line, fill=0, font=font)
    return image.rotate(turned, expand=True)


def scan(*pages: Sequence[str] | None, turned: int = 0, stamp: str = "") -> bytes:
    """A PDF of pictures of pages; None is a page with a text layer instead."""
    document = FPDF()
    document.set_font("Helvetica", size=11)
    for word, lines in zip(["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan"], pages, strict=False):
        document.add_page()
        if lines is None:
            document.multi_cell(0, 6, f"Lembar {word}. {SENTENCE}{SENTENCE.replace('bupati', word)}")
        else:
            document.image(picture(lines, turned=turned), x=0, y=0, w=210, h=297)
            if stamp:
                document.text(10, 290, stamp)
    return bytes(document.output())


class Told:
    """Stands in Tesseract's place: what it was asked, and a text for each page."""

    def __init__(self, *texts: str) -> None:
        self.texts, self.asked = texts, list[int]()

    def __call__(self, content: bytes, pages: Sequence[int], where: str) -> Iterator[tuple[int, str]]:
        for number, text in zip(pages, self.texts, strict=False):
            self.asked.append(number)
            yield number, text


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: ocr.Engine("9.9.9", "ind", True))


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def read(content: bytes, recognise: Any) -> Document:
    return read_pdf(Page(id="perbup", content=content, media_type="application/pdf"), recognise)


@pytest.mark.usefixtures("here")
def test_the_pages_that_are_pictures_are_recognised_and_stand_in_their_place() -> None:
    told = Told("\n".join(HEADING + BODY[:2]), "Lampiran pasar di kampung hulu dan kampung hilir.")
    document = read(scan(HEADING, None, BODY), told)
    assert told.asked == [0, 2]
    assert document.text.index("PASAR DESA") < document.text.index("perangkat daerah") < document.text.index("Lampiran")
    assert document.extractor == "pdfium; tesseract 9.9.9 ind: pages 1, 3"
    assert document.title == "PERATURAN BUPATI BERAU NOMOR 4 TAHUN 2031 TENTANG PASAR DESA"


@pytest.mark.usefixtures("here")
def test_a_scan_with_a_stamp_as_text_is_a_scan_all_the_same() -> None:
    told = Told("\n".join([*HEADING, *BODY]))
    assert read(scan(HEADING + BODY, stamp="Diunduh dari JDIH pada 5 Mei 2031"), told).extractor == "tesseract 9.9.9 ind"
    assert told.asked == [0]


@pytest.mark.usefixtures("here")
def test_a_text_layer_that_is_junk_is_recognised_anew() -> None:
    told = Told(SENTENCE * 2)
    assert read(make([["3(5$785$1 %83$7, 1$725  7$+81  7(17$1* 3$6$5 '(6$ " * 4]]), told).text == (SENTENCE * 2).strip()


@pytest.mark.usefixtures("here")
def test_a_picture_beside_text_is_no_scan() -> None:
    document = FPDF()
    document.set_font("Helvetica", size=11)
    document.add_page()
    document.image(picture(["LAMBANG"]), x=80, y=10, w=40)
    document.set_y(80)
    document.multi_cell(0, 6, SENTENCE * 3)
    assert read(bytes(document.output()), Told()).extractor == "pdfium"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("text", ["", "~ ~ ~\n|", "7"])
def test_a_scan_that_gives_no_text_is_an_error_and_no_empty_document(text: str) -> None:
    with pytest.raises(PageError, match="no text can be recognised"):
        read(scan(HEADING), Told(text))


@pytest.mark.usefixtures("here")
def test_too_many_scanned_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PAGES_MAX", 2)
    with pytest.raises(PageError, match="scan of 3 pages"):
        read(scan(HEADING, BODY, BODY), Told("a", "b", "c"))


@pytest.mark.usefixtures("nothing_here")
def test_without_an_engine_a_scan_is_an_error_that_says_what_to_install() -> None:
    with pytest.raises(PageError) as caught:
        read(scan(HEADING, BODY, None), ocr.recognise)
    assert caught.value.what == SCAN
    assert "tagih[ocr]" in caught.value.remedy
    assert "tesseract-ocr-ind" in caught.value.remedy


@pytest.mark.usefixtures("nothing_here")
def test_without_an_engine_a_few_scanned_pages_are_missing_and_the_record_says_which() -> None:
    document = read(scan(None, HEADING, None, None, BODY, BODY, None, None), ocr.recognise)
    assert document.extractor == f"pdfium; {UNREAD}: pages 2, 5-6"
    assert "PASAR DESA" not in document.text


def test_without_the_extra_nothing_recognises(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.engine.cache_clear()
    monkeypatch.setattr(ocr, "_tesseract", lambda: None)
    try:
        assert ocr.engine() is None
        with pytest.raises(PageError, match="needs its text recognised"):
            list(ocr.recognise(scan(HEADING), [0], "perbup.pdf"))
    finally:
        ocr.engine.cache_clear()


@pytest.mark.parametrize(("numbers", "told"), [([0], "page 1"), ([0, 1, 2], "pages 1-3"), ([0, 2, 3, 9], "pages 1, 3-4, 10")])
def test_page_numbers_are_told_as_people_count(numbers: list[int], told: str) -> None:
    assert ocr.shown(numbers) == told


class Memory:
    """A cache that remembers what it was given."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {}

    def pages(self, content: bytes, engine: str) -> dict[int, str]:
        return self.kept

    def keep(self, content: bytes, engine: str, number: int, text: str) -> None:
        self.kept[number] = text


@needs_tesseract
def test_a_scan_is_recognised_and_is_the_instrument_that_it_shows() -> None:
    found = extract(Page(id="perbup", content=scan(HEADING + BODY), media_type="application/pdf"))
    (enactment,) = found.enactments
    assert (enactment.instrument, enactment.title, enactment.enacted) == ("perbup-berau-4-2031", "PASAR DESA", "2031-05-05")
    engine = ocr.engine()
    assert engine is not None
    assert found.document.extractor == engine.name
    assert found.document.published == "2031-05-05"


@needs_tesseract
def test_what_was_recognised_once_is_kept_and_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    content, memory = scan(HEADING + BODY), Memory()
    alone = dict(ocr.recognise(content, [0], "perbup.pdf"))
    with ocr.cached(memory):
        assert dict(ocr.recognise(content, [0], "perbup.pdf")) == alone == memory.kept
        monkeypatch.setattr(ocr, "_draw", lambda *_: pytest.fail("recognised again"))
        assert dict(ocr.recognise(content, [0], "perbup.pdf")) == alone


@needs_tesseract
def test_a_page_that_lies_on_its_side_is_turned() -> None:
    if not getattr(ocr.engine(), "oriented", False):
        pytest.skip("needs Tesseract's model of orientation (osd)")
    text = read(scan(HEADING + BODY * 4, turned=90), ocr.recognise).text
    assert "Tanjung Redeb" in text


@needs_tesseract
def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked() -> None:
    with pikepdf.open(io.BytesIO(scan(HEADING))) as document:
        for image in (
            document.pages[0].get_images().values() if hasattr(document.pages[0], "get_images") else document.pages[0].images.values()
        ):
            image.Width, image.Height = 40_000, 40_000
        out = io.BytesIO()
        document.save(out)
    with pytest.raises(PageError, match=r"page 1 holds a picture of 40,000 x 40,000 pixels"):
        read(out.getvalue(), ocr.recognise)


@needs_tesseract
def test_a_page_that_takes_too_long_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PAGE_S", 0.01)
    with pytest.raises(PageError, match="page 1 cannot be recognised"):
        read(scan(HEADING), ocr.recognise)


@needs_tesseract
@pytest.mark.shared
@pytest.mark.timeout(900)
def test_a_real_scan_is_its_regulation(shared: Path) -> None:
    content = (shared / "data" / "pdf" / "perbup_dairi_23_2017_SCAN_11p.pdf").read_bytes()
    found = extract(Page(id="scan", content=content, media_type="application/pdf"))
    (enactment,) = found.enactments
    assert (enactment.type, enactment.number, enactment.year, enactment.jurisdiction) == ("Peraturan Bupati", "23", 2017, "12.11")
    assert enactment.title is not None
    assert enactment.title.startswith("PERUBAHAN ATAS PERATURAN BUPATI DAIRI NOMOR 6 TAHUN 2017 TENTANG")
    assert enactment.amends == ("perbup-dairi-6-2017",)
    used = ocr.engine()
    if used is not None and used.language == "ind":  # another language's model misreads the small print of the last page
        assert (enactment.enacted, enactment.effective) == ("2017-10-09", "2017-10-09")


@pytest.mark.shared
@pytest.mark.usefixtures("nothing_here")
def test_a_real_scan_is_an_error_where_nothing_can_recognise_it(shared: Path) -> None:
    content = (shared / "data" / "pdf" / "perbup_dairi_23_2017_SCAN_11p.pdf").read_bytes()
    with pytest.raises(PageError, match="without a text layer"):
        read_pdf(Page(id="scan", content=content, media_type="application/pdf"))


def test_the_limits_say_what_they_are() -> None:
    assert pdf.PICTURE_SHARE < 1
    assert ocr.DRAWN_MAX_PIXELS < ocr.IMAGE_MAX_PIXELS
