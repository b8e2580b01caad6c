"""Text of scanned pages, by Tesseract. An extra: `pip install "tagih[ocr]"`, and the program with its Indonesian model.

One page at a time, in a process of its own that is ended when its time is up: a hostile image costs one page, never the run.
The same picture gives the same text from the same engine; `Engine.name` tells it apart from any other and stands in the record.
So what was recognised once can be kept by whoever runs this (`use_cache`): reading an archive again takes seconds and not hours,
and gives the same with a cache as without.
"""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import pypdfium2 as pdfium
from pypdfium2 import raw

from tagih.records import PageError

# The first model that is there: Indonesian, any Latin letters, English. Indonesian has no letters that English lacks; measured on
# the first page of a printed regulation of 2017, "ind" and "eng" gave the same words but for stamps.
LANGUAGES = ("ind", "Latin", "script/Latin", "eng")
REMEDY = 'Install the extra, pip install "tagih[ocr]", and Tesseract with its Indonesian model (Debian: apt install tesseract-ocr tesseract-ocr-ind), then extract again.'
DPI = 300  # what Tesseract's own advice asks for
DRAWN_MAX_PIXELS = 20_000_000  # a page larger than A3 is drawn smaller than DPI says
IMAGE_MAX_PIXELS = 200_000_000  # of one picture inside a page; A3 at 600 dpi has 70 million
PAGE_S = 120  # a printed page takes two seconds
PAGES_MAX = 300  # to be recognised in one document: ten minutes of work
READING = "1"  # raised when DPI or the way of drawing changes: an engine that reads otherwise is another engine

_open: Any = pdfium.PdfDocument  # pypdfium2 carries no types
_raw: Any = raw

Recognise = Callable[[bytes, Sequence[int], str], Iterator[tuple[int, str]]]
"""(PDF, page numbers from 0 on, where) -> (page number, its text), as each is done. Raises PageError."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Who recognises: `name` is what records say ("tesseract 5.3.0 ind")."""

    version: str
    language: str
    oriented: bool  # a page that lies on its side is turned

    @property
    def name(self) -> str:
        return f"tesseract {self.version} {self.language}"

    @property
    def key(self) -> str:
        """The same for all that read alike: what recognised text is kept under."""
        return f"{self.name} {READING}{'o' if self.oriented else ''}"


class Cache(Protocol):
    """Keeps recognised text by document and engine (`Engine.key`). Page numbers count from 0."""

    def pages(self, content: bytes, engine: str) -> Mapping[int, str]:
        """What is kept of a document."""

    def keep(self, content: bytes, engine: str, number: int, text: str) -> None:
        """Keep a page."""


_cache: Cache | None = None


def use_cache(cache: Cache | None) -> None:
    """From now on this process keeps what it recognises, and looks there first; None: it does not."""
    global _cache
    _cache = cache


@contextmanager
def cached(cache: Cache) -> Iterator[None]:
    """While it lasts, this process keeps what it recognises."""
    use_cache(cache)
    try:
        yield
    finally:
        use_cache(None)


@functools.cache
def _tesseract() -> Any:
    """The library, which has no types; None where the extra is not installed."""
    try:
        tesseract = importlib.import_module("pytesseract")
    except ImportError:
        return None
    # Its threads gain little on one page and take the cores of other workers.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    return tesseract


@functools.cache
def engine() -> Engine | None:
    """What this machine recognises with; None where the extra, the program or every model is missing."""
    tesseract = _tesseract()
    if tesseract is None:
        return None
    try:
        version, models = str(tesseract.get_tesseract_version()), set(tesseract.get_languages())
    except (tesseract.TesseractNotFoundError, OSError, SystemExit):  # SystemExit: older than it can use
        return None
    language = next((name for name in LANGUAGES if name in models), None)
    return Engine(version, language, "osd" in models) if language else None


def recognise(content: bytes, pages: Sequence[int], where: str) -> Iterator[tuple[int, str]]:
    """See `Recognise`. Raises PageError too where this machine has no engine (`REMEDY`)."""
    used, tesseract = engine(), _tesseract()
    if used is None or tesseract is None:
        raise PageError("needs its text recognised, and nothing here can", where=where, remedy=REMEDY)
    kept = _cache.pages(content, used.key) if _cache else {}
    with _open(content) as pdf:
        for number in pages:
            if number in kept:
                yield number, kept[number]
                continue
            image = _draw(pdf, number, where)
            try:
                text = tesseract.image_to_string(
                    image, lang=used.language, config=f"--psm {1 if used.oriented else 3} --dpi {DPI}", timeout=PAGE_S
                )
            except (tesseract.TesseractError, RuntimeError, OSError, ValueError) as e:
                raise PageError(
                    f"page {number + 1} cannot be recognised ({' '.join(str(e).split())[:200]})",
                    where=where,
                    remedy="Look at the page; recognise it by hand (for example with ocrmypdf) and give the result.",
                ) from e
            if _cache:
                _cache.keep(content, used.key, number, text)
            yield number, text


def _draw(pdf: Any, number: int, where: str) -> Any:
    """A page as a grey picture of bounded size."""
    sheet = pdf[number]
    try:
        for width, height in images(sheet):
            if width * height > IMAGE_MAX_PIXELS:
                raise PageError(
                    f"page {number + 1} holds a picture of {width:,} x {height:,} pixels",
                    where=where,
                    remedy="Save the document with smaller pictures; no scan of a page has so many.",
                )
        points = max(1.0, sheet.get_width() * sheet.get_height())
        scale = min(DPI / 72, (DRAWN_MAX_PIXELS / points) ** 0.5)
        bitmap = sheet.render(scale=scale, grayscale=True)
        try:
            return bitmap.to_pil().copy()
        finally:
            bitmap.close()
    finally:
        sheet.close()


def images(sheet: Any) -> Iterator[tuple[int, int]]:
    """Width and height in pixels of each picture on a page."""
    for found in sheet.get_objects(filter=[_raw.FPDF_PAGEOBJ_IMAGE]):
        try:
            yield found.get_px_size()
        except pdfium.PdfiumError:
            continue  # a picture that cannot be decoded is not drawn either


def shown(numbers: Sequence[int]) -> str:
    """Page numbers from 0 on as people write them: "pages 1-3, 7"."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    told = ", ".join(str(a + 1) if a == b else f"{a + 1}-{b + 1}" for a, b in runs)
    return f"{'page' if len(numbers) == 1 else 'pages'} {told}"
