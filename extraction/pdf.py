"""PDF -> Document: the text layer, page by page (pdfium); pages that have none are recognised, where this machine can."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from extraction import ocr
from extraction.charset import tidy
from extraction.document import document_of
from extraction.enactment_text import enacted_on
from extraction.heading import heading_of
from extraction.pdf_layout import page_text
from extraction.pdf_streams import refuse_bombs
from tagih.records import Document, Page, PageError

_open: Any = pdfium.PdfDocument  # pypdfium2 carries no types
_raw: Any = raw
PAGES_MAX = 2000
MIN_CHARACTERS = 50  # letters and digits of a whole document: fewer are stamps and page numbers on a scan
STAMP_CHARACTERS = 100  # letters and digits of a page that is a picture: fewer are a stamp, a signature's note, a page number
PICTURE_SHARE = 0.5  # of a page that pictures cover where it is a scan
DRAWN_LETTERS = 50  # lines and curves on a page without text: letters that were turned into drawings
SCAN = "is a PDF without a text layer (a scan)"
UNREAD = "not recognised"  # in `Document.extractor`: pages of a document that is read but for them
EDGE_LINES = 3  # at the top and bottom of each page may be a running header or footer
REPEATED_SHARE = 0.6  # of the pages that show an edge line: it is a running header or footer
REPEATED_MIN_PAGES = 3
FULL_LINE = 0.75  # of the usual line's length: a line that long goes on in the next one
BRIM = 0.95
TITLE_MAX = 200  # characters
# A text layer that is no writing. Tables of a budget are digits, dots and dashes; none of these is odd.
JUNK_SIGNS = 100  # a page with fewer is not judged
ODD = frozenset("!#$%&'*+<=>?@[\\]^_`{|}~")
UNKNOWN_SHARE = 0.05
ODD_SHARE = 0.15
JUNK_WORDS = 20
SPOKEN_SHARE = 0.6  # of words hold a vowel: nearly all do in Indonesian, abbreviations do not
# pdfium ends a line with CR LF and writes U+FFFE or U+0002 where it took out a hyphen at a line's end.
SOFT_BREAK = re.compile("[\ufffe\ufffd\x02]\\s?\\n?")
HYPHEN = re.compile(r"(\w)[-‐]\n(?=[a-zà-ÿ])")
PAGE_NUMBER = re.compile(r"\W*(?:(?:halaman|hal\.?|page)\s*)?\d{1,4}(?:\s*(?:/|dari|of)\s*\d{1,4})?\W*", re.I)
NEW_PARAGRAPH = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4}|[IVX]{1,5})[.)]\s|[-•–▪]\s|Pasal\s\d|BAB\s[IVXLC]|Menimbang|Mengingat|Menetapkan|Ditetapkan|Diundangkan|Lampiran|LAMPIRAN|DENGAN RAHMAT|MEMUTUSKAN|JUMLAH|[A-Z]{4,}\s?:)"
)
LEADER = re.compile(r"[.…]{3,}\s*\d{1,4}$")  # of a table of contents
ENDS = re.compile(r"[.!?:;\"”)]$")
# Names that programs give to a file are no titles.
NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|excel|powerpoint)|untitled|dokumen\d*|document\d*|scan\w*|img[_-]?\d*|\d+)\b|\.(?:docx?|xlsx?|pptx?|pdf|odt|rtf|cdr|indd)$",
    re.I,
)


@dataclass(slots=True)
class _Sheets:
    """A document's pages: the lines of each, and the numbers (from 0 on) of those that are pictures of text."""

    lines: list[list[str]] = field(default_factory=list)
    scans: list[int] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)


def read_pdf(page: Page, recognise: ocr.Recognise = ocr.recognise) -> Document:
    """Read a PDF's text. Raises PageError (encrypted, broken, too many pages, no text, a scan that nothing here can recognise).

    Where only the smaller part of the pages are scans and nothing here can recognise them, the others are read, and
    `Document.extractor` says which are missing.
    """
    refuse_bombs(page.content, page.where)
    sheets = _sheets(page)
    extractor = _recognised(page, sheets, recognise)
    lines = list(paragraphs(without_edges(sheets.lines)))
    text = "\n".join(lines)
    if sum(map(str.isalnum, text)) < MIN_CHARACTERS:
        raise PageError(
            "is a scan in which no text can be recognised" if sheets.scans else "is a PDF that holds no text",
            where=page.where,
            remedy="Open it to see what it is; leave it out, or give its text.",
        )
    document = document_of(page, text, extractor)
    title = heading_of(document) or _title(sheets.metadata.get("Title", ""), lines)
    return replace(document, title=title, published=enacted_on(text))


def _recognised(page: Page, sheets: _Sheets, recognise: ocr.Recognise) -> str:
    """Put the recognised text of scanned pages into its place; -> what the record says read the document."""
    scans, engine = sheets.scans, ocr.engine()
    if not scans:
        return "pdfium"
    written = sum(1 for number, lines in enumerate(sheets.lines) if lines and number not in scans)
    if engine is None:
        if written <= len(scans):
            raise PageError(SCAN, where=page.where, remedy=ocr.REMEDY)
        for number in scans:
            sheets.lines[number] = []
        return f"pdfium; {UNREAD}: {ocr.shown(scans)}"
    if len(scans) > ocr.PAGES_MAX:
        raise PageError(
            f"is a scan of {len(scans):,} pages, more than {ocr.PAGES_MAX}",
            where=page.where,
            remedy="Recognise its text first (for example with ocrmypdf), then give the result; or split it.",
        )
    for number, text in recognise(page.content, scans, page.where):
        sheets.lines[number] = _tidy_lines(text)
    return f"pdfium; {engine.name}: {ocr.shown(scans)}" if written else engine.name


def _sheets(page: Page) -> _Sheets:
    sheets, number = _Sheets(), -1
    try:
        with _open(page.content) as pdf:
            if len(pdf) == 0:
                raise PageError("is a PDF without pages", where=page.where, remedy="Fetch it again, or leave it out.")
            if len(pdf) > PAGES_MAX:
                raise PageError(f"is a PDF of {len(pdf):,} pages, more than {PAGES_MAX:,}", where=page.where, remedy="Split it.")
            for number in range(len(pdf)):
                sheet = pdf[number]
                try:
                    text = page_text(sheet)
                    sheets.lines.append(_tidy_lines(text))
                    if is_picture(sheet, text) or is_junk(text):
                        sheets.scans.append(number)
                finally:
                    sheet.close()
            sheets.metadata = {k: tidy(v) for k, v in pdf.get_metadata_dict().items()}
            return sheets
    except pdfium.PdfiumError as e:
        if getattr(e, "err_code", None) == _raw.FPDF_ERR_PASSWORD:
            raise PageError(
                "is an encrypted PDF that needs a password",
                where=page.where,
                remedy="Save it without a password, or ask the publisher for an open copy.",
            ) from e
        raise _broken(page, number, e) from e
    except (ValueError, OSError, MemoryError, UnicodeError) as e:
        raise _broken(page, number, e) from e


def _broken(page: Page, number: int, error: Exception) -> PageError:
    at = f" (page {number + 1})" if number >= 0 else ""
    return PageError(
        f"is a broken PDF{at}: {str(error).rstrip('.')}",
        where=page.where,
        remedy="Fetch it again, or repair it (for example with qpdf).",
    )


def _tidy_lines(text: str) -> list[str]:
    return list(filter(None, map(tidy, join_hyphens(text).split("\n"))))


def is_picture(sheet: Any, text: str) -> bool:
    """Whether a page shows its text as a picture: hardly a letter of text, and pictures or drawings that fill it."""
    written = sum(map(str.isalnum, text))
    if written >= STAMP_CHARACTERS:
        return False
    area = max(1.0, sheet.get_width() * sheet.get_height())
    covered = drawn = 0.0
    for found in sheet.get_objects(filter=[_raw.FPDF_PAGEOBJ_IMAGE, _raw.FPDF_PAGEOBJ_PATH]):
        if found.type == _raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = found.get_bounds()
            covered += (right - left) * (top - bottom)
        else:
            drawn += 1
    return covered >= PICTURE_SHARE * area or (not written and drawn >= DRAWN_LETTERS)


def is_junk(text: str) -> bool:
    """Whether a text layer is no writing: signs of a font whose letters nobody can tell, or of a bad recognition."""
    signs = [c for c in SOFT_BREAK.sub("", text) if not c.isspace()]
    if len(signs) < JUNK_SIGNS:
        return False
    unknown = sum(1 for c in signs if "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c < " ")
    odd = sum(1 for c in signs if c in ODD)
    words = re.findall(r"[A-Za-z]{3,}", text)
    spoken = sum(1 for w in words if re.search("[aeiou]", w, re.I))
    return (
        unknown > UNKNOWN_SHARE * len(signs)
        or odd > ODD_SHARE * len(signs)
        or (len(words) >= JUNK_WORDS and spoken < SPOKEN_SHARE * len(words))
    )


def join_hyphens(text: str) -> str:
    """Words broken at a line's end made whole: "pemba-\\nngunan" is "pembangunan"; "anak-\\nanak" keeps its hyphen."""
    return HYPHEN.sub(_joined, SOFT_BREAK.sub("", text))


def _joined(m: re.Match[str]) -> str:
    text = m.string
    before = re.search(r"\w+$", text[max(0, m.start() - 40) : m.start() + 1])
    after = re.match(r"\w+", text[m.end() : m.end() + 40])
    # A doubled word (anak-anak, undang-undang) is written with the hyphen.
    doubled = before is not None and after is not None and before[0].lower() == after[0].lower()
    return m[1] + ("-" if doubled else "")


def without_edges(sheets: Sequence[Sequence[str]]) -> list[str]:
    """Lines of all pages, page numbers and running headers and footers left out."""

    def key(line: str) -> str:
        # The page number in a running line differs; so does the number of an article that happens to begin each page.
        return line if NEW_PARAGRAPH.match(line) else re.sub(r"\d+", "0", line)

    seen = Counter(k for sheet in sheets for k in {key(line) for line in (*sheet[:EDGE_LINES], *sheet[-EDGE_LINES:])})
    enough = max(REPEATED_MIN_PAGES, REPEATED_SHARE * sum(1 for s in sheets if s))
    kept = []
    for sheet in sheets:
        for i, line in enumerate(sheet):
            at_edge = i < EDGE_LINES or i >= len(sheet) - EDGE_LINES
            if not (at_edge and (seen[key(line)] >= enough or PAGE_NUMBER.fullmatch(line))):
                kept.append(line)
    return kept


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines joined where a line goes on in the next: a short line, a full stop or a new number ends a paragraph."""
    lengths = sorted(len(line) for line in lines)
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    held = last = ""
    for line in lines:
        if held and _goes_on(last, line, usual):
            # A hyphen that was not taken out belongs to the word: "Undang-" and "Undang".
            held += line if re.search(r"[^\W\d_]-$", held) else f" {line}"
        else:
            if held:
                yield held
            held = line
        last = line
    if held:
        yield held


def _goes_on(last: str, line: str, usual: int) -> bool:
    """Whether `line` continues `last`; `usual` is the length of a full line."""
    if NEW_PARAGRAPH.match(line) or last.endswith((":", ";")) or LEADER.search(last):
        return False
    # A full stop may stand by chance at the end of a line that is full to the margin.
    return line[0].islower() or len(last) >= (BRIM if ENDS.search(last) else FULL_LINE) * usual


def _title(named: str, lines: Sequence[str]) -> str | None:
    if named and not NO_TITLE.search(named) and re.search(r"[^\W\d_]{3}", named):
        return named
    return next((line[:TITLE_MAX] for line in lines if len(re.findall(r"[^\W\d_]{2,}", line)) >= 2), None)
