"""The heading of a legal instrument's own text: type, number and year, and the title, over as many lines as they take."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extraction.reading import Reading
from extraction.rules import regulations
from tagih.records import Document, Regulation
from tagih.vocabulary.regulations import vocabulary

HEAD_CHARS = 6_000  # letterhead, gazette number and table of contents stand before a heading; nothing longer does
SMALL_CHARS = 600  # in which a heading in small letters may begin: further down a list of sources looks the same
CITED_CHARS = 300  # from the type to the number
TITLE_CHARS = 1_200  # the longest title of a law of 1945 to 2023 has 700
CAPITALS_SHARE = 0.8  # of the letters of a heading in capitals
FOLD = str.maketrans({"\n": " ", "\t": " ", "\u00a0": " "})
# A heading begins a line; one in capitals may stand behind a letterhead on the same line.
_START = re.compile(r"(?P<line>^[ \t\"'*.:;_-]*)(?=[^\W\d_])|(?<![\w-])[A-Z]{5,}", re.M)
_SHOUTED = re.compile(r"(?<![\w/.-])(?:[A-Z]{4,}|DAN)(?![\w/])")
_DIGITS = re.compile(r"(?<=TAHUN )[12l][0-9OoIlLSB]{3}(?!\w)|(?<=NOMOR )[0-9OIl]{1,3}(?= TAHUN)")
LOOK_ALIKES = str.maketrans("OoIlLSB", "0011158")
_NUMBERED = re.compile(r"\bNO(?:MOR|\.)?\b", re.I)
_ABOUT = re.compile(r"\s*\b(?:TENTANG|T\s?E\s?N\s?T\s?A\s?N\s?G|HAL|PERIHAL)\b\s*:?\s*", re.I)
# What follows a title: the invocation, the preamble, the first article, the office that issues.
_BEGINS = re.compile(
    r"\s+(?:DENGAN\s+(?:RAHMAT|RAKHMAT|NAMA)\b|ATAS\s+(?:BERKAT\s+)?RAHMAT\b|BISMILLAH)"
    r"|\n\W*(?:M\s?E\s?N\s?I\s?M\s?B\s?A\s?N\s?G|M\s?E\s?N\s?G\s?I\s?N\s?G\s?A\s?T|M\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N|MENETAPKAN\s*:|Yth|BAB\s+I\b|Pasal\s+[1I]\b|A\.\s|1\.\s)"
    r"|\n\W*(?:P[LJ][TH]?\.?\s+|PENJABAT\s+)?(?:GUBERNUR|BUPATI|WALI\s?KOTA|PRESIDEN|MENTERI|KEPALA|KETUA|DIREKTUR|DEWAN|SEKRETARIS)\b[^\n]{0,80},[ \t]*(?=\n|$)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """An instrument's heading. `regulation` is its citation, placed in the text; the title stands at `[title_start, title_end)`."""

    regulation: Regulation
    title_start: int
    title_end: int
    title: str


def find_heading(document: Document) -> Heading | None:
    """The heading of the instrument whose text this is; None for any other text.

    Reads "PERATURAN BUPATI DAIRI / NOMOR 4 TAHUN 2031 / TENTANG / PASAR DESA", joined in whatever way. A sentence of
    news that begins with a citation is no heading: it goes on in small letters on the same line.
    """
    text = document.text[:HEAD_CHARS]
    heads = vocabulary().heads
    for m in _START.finditer(text):
        start = m.end("line") if m["line"] is not None else m.start()
        head = heads.at(text, start)
        if head is None:
            continue
        numbered = _NUMBERED.search(text, head[1], start + CITED_CHARS)
        if numbered is not None and (again := text.rfind(text[start : head[1]], head[1], numbered.start())) > 0:
            start = again  # the heading stands twice, the first time without its number
        about = numbered and _ABOUT.search(text, numbered.end(), start + CITED_CHARS)
        if numbered is None or about is None or not about.group().strip():
            continue
        capitals = _share_of_capitals(text[start : about.start()]) >= CAPITALS_SHARE
        lines_begin = text[: numbered.start()].endswith("\n") and about.group().startswith("\n")
        apart = start < SMALL_CHARS and lines_begin
        if not capitals and not apart:
            continue
        found = _cited(document, start, about.start())
        end = _title_end(document.text, about.end(), capitals)
        title = " ".join(document.text[about.end() : end].split())
        if found is not None and title:
            return Heading(found, about.end(), end, title)
    return None


def heading_of(document: Document) -> str | None:
    """The heading on one line, as the text writes it: type, number, year and title."""
    found = find_heading(document)
    if found is None:
        return None
    return " ".join(document.text[found.regulation.start : found.title_end].split())


def _cited(document: Document, start: int, end: int) -> Regulation | None:
    """The citation in a heading, read as on one line, with the letterhead before it to tell whose it is."""
    line = document.text[:start] + in_small_letters(document.text[start:end].translate(FOLD))
    for record in regulations.extract(Reading(Document(id=document.id, text=line, jurisdiction=document.jurisdiction))):
        if isinstance(record, Regulation) and record.start == start and record.number:
            return record
    return None


def in_small_letters(text: str) -> str:
    """Words in capitals as running text writes them, each as long as before; abbreviations and numbers stay.

    Letters that a scanner took for digits of a number or year are the digits that they look like.
    """
    text = _DIGITS.sub(lambda m: m[0].translate(LOOK_ALIKES), text)
    return _SHOUTED.sub(lambda m: m[0].lower() if m[0] in ("DAN", "ATAS", "UNTUK") else m[0].capitalize(), text)


def _title_end(text: str, start: int, capitals: bool) -> int:
    """Where the title ends: before the invocation or the preamble; else with its last line in capitals, or its first line."""
    stop = _BEGINS.search(text, start, start + TITLE_CHARS)
    limit = stop.start() if stop else min(len(text), start + TITLE_CHARS)
    if stop is None or capitals:
        end = start
        for line in re.finditer(r"[^\n]+", text[start:limit]):
            if end > start and not (capitals and _share_of_capitals(line[0]) >= CAPITALS_SHARE):
                break
            end = start + line.end()
        limit = end
    return start + len(text[start:limit].rstrip(" \n.,;"))


def _share_of_capitals(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) / len(letters) if letters else 0.0
