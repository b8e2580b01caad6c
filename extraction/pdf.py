"""PDF -> Document: the text layer, page by page (pdfium). A scan has none: that is an error until it is recognised."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from extraction.charset import tidy
from extraction.language import language_of
from tagih.records import Document, Page, PageError
from tagih.records.dates import parse_date

_open: Any = pdfium.PdfDocument  # pypdfium2 carries no types
_raw: Any = raw
PAGES_MAX = 2000
MIN_CHARACTERS = 50  # of a whole document: fewer are stamps and page numbers on a scan
EDGE_LINES = 3  # at the top and bottom of each page may be a running header or footer
REPEATED_SHARE = 0.6  # of the pages that show an edge line: it is a running header or footer
REPEATED_MIN_PAGES = 3
FULL_LINE = 0.75  # of the usual line's length: a line that long goes on in the next one
BRIM = 0.95
TITLE_MAX = 200  # characters
# pdfium ends a line with CR LF and writes U+FFFE or U+0002 where it took out a hyphen at a line's end.
SOFT_BREAK = re.compile("[\ufffe\ufffd\x02]\\s?\\n?")
HYPHEN = re.compile(r"(\w)[-‐]\n(?=[a-zà-ÿ])")
PAGE_NUMBER = re.compile(r"\W*(?:(?:halaman|hal\.?|page)\s*)?\d{1,4}(?:\s*(?:/|dari|of)\s*\d{1,4})?\W*", re.I)
NEW_PARAGRAPH = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4}|[IVX]{1,5})[.)]\s|[-•–▪]\s|Pasal\s\d|BAB\s[IVXLC]|Menimbang|Mengingat|Menetapkan|Ditetapkan|Diundangkan|Lampiran|LAMPIRAN|[A-Z]{4,}\s?:)"
)
LEADER = re.compile(r"[.…]{3,}\s*\d{1,4}$")  # of a table of contents
ENDS = re.compile(r"[.!?:;\"”)]$")
ENACTED = re.compile(r"(?:ditetapkan|dikeluarkan)\s+di\s[^\n]{1,60}?\s(?:pada\s+)?tanggal\s+([^\n]{4,40})", re.I)
# Names that programs give to a file are no titles.
NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|excel|powerpoint)|untitled|dokumen\d*|document\d*|scan\w*|img[_-]?\d*|\d+)\b|\.(?:docx?|xlsx?|pptx?|pdf|odt|rtf|cdr|indd)$",
    re.I,
)


def read_pdf(page: Page) -> Document:
    """Read a PDF's text layer. Raises PageError (encrypted, broken, too many pages, no text layer)."""
    sheets, metadata = _sheets(page)
    lines = list(paragraphs(without_edges(sheets)))
    text = "\n".join(lines)
    if sum(map(str.isalnum, text)) < MIN_CHARACTERS:
        raise PageError(
            "is a PDF without a text layer (a scan)",
            where=page.where,
            remedy="Recognise its text first (for example with ocrmypdf), then give the result.",
        )
    hints = page.hints
    return Document(
        id=page.id,
        text=text,
        url=page.url,
        title=_title(metadata.get("Title", ""), lines),
        published=_enacted(text),
        outlet=hints.outlet if hints else None,
        kind=hints.kind if hints else "news",
        language=language_of(text),
        extractor="pdfium",
        jurisdiction=hints.jurisdiction if hints else None,
    )


def _sheets(page: Page) -> tuple[list[list[str]], dict[str, str]]:
    try:
        with _open(page.content) as pdf:
            if len(pdf) > PAGES_MAX:
                raise PageError(f"is a PDF of {len(pdf):,} pages, more than {PAGES_MAX:,}", where=page.where, remedy="Split it.")
            sheets = [_sheet(pdf[i]) for i in range(len(pdf))]
            return sheets, {k: tidy(v) for k, v in pdf.get_metadata_dict().items()}
    except pdfium.PdfiumError as e:
        if getattr(e, "err_code", None) == _raw.FPDF_ERR_PASSWORD:
            raise PageError(
                "is an encrypted PDF that needs a password",
                where=page.where,
                remedy="Save it without a password, or ask the publisher for an open copy.",
            ) from e
        raise PageError(
            f"is a broken PDF: {str(e).rstrip('.')}", where=page.where, remedy="Fetch it again, or repair it (for example with qpdf)."
        ) from e
    except (ValueError, OSError, MemoryError, UnicodeError) as e:
        raise PageError(
            f"is a broken PDF: {str(e).rstrip('.')}", where=page.where, remedy="Fetch it again, or repair it (for example with qpdf)."
        ) from e


def _sheet(sheet: Any) -> list[str]:
    text_page = sheet.get_textpage()
    try:
        page_text = text_page.get_text_bounded().replace("\r\n", "\n").replace("\r", "\n")
    finally:
        text_page.close()
        sheet.close()
    return list(filter(None, map(tidy, join_hyphens(page_text).split("\n"))))


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
            held += f" {line}"
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


def _enacted(text: str) -> str | None:
    """The day on which a regulation says it was enacted, at its end: "Ditetapkan di Malinau pada tanggal 5 Mei 2025"."""
    told = list(ENACTED.finditer(text))
    return parse_date(told[-1][1]) if told else None


def _title(named: str, lines: Sequence[str]) -> str | None:
    if named and not NO_TITLE.search(named) and re.search(r"[^\W\d_]{3}", named):
        return named
    return next((line[:TITLE_MAX] for line in lines if len(re.findall(r"[^\W\d_]{2,}", line)) >= 2), None)
