"""Numbers and years of legal instruments: "29 Tahun 2024", "24/2011", "100.3.3.1/712/013/2025", lists and ranges."""

from __future__ import annotations

import re
from typing import NamedTuple

from tagih.vocabulary.regulations import SPACE as S

# The first letter is asked before the words: most heads of hostile text have no number.
_POINTING = rf"(?:{S}{{1,3}}(?=[dilmrty])(?:ini|itu|tersebut|dimaksud|tertuang|dikeluarkan|diterbitkan|resmi|lewat|dengan|melalui|dalam|yang)){{0,4}}"
NOMOR = re.compile(
    rf"(?={S}{{0,6}}[bdilmnrty.,:(]){_POINTING}{S}{{0,3}}[.,:(]?{S}{{0,3}}(?:ber)?(?:nomor|nomer|nmr|no|nr)(?![a-z])[.:]{{0,2}}{S}{{0,3}}:?{S}{{0,3}}",
    re.I,
)
# The same for a caller: what "Nomor" or the words that point to it begin with.
_NOMOR_FIRST = frozenset("bdilmnrtyBDILMNRTY.,:(")
_YEAR_VALUE = r"((?:19[4-9]|20[0-4])\d)(?!\d)"
_TAHUN = rf"(?:tahun|thn|th)\b\.?{S}{{0,3}}"
YEAR = re.compile(rf",?{S}{{0,3}}t(?:ahun|hn|h)\.?{S}{{0,3}}{_YEAR_VALUE}", re.I)
_YEAR_BEHIND = re.compile(rf"[ \u00a0]?{YEAR.pattern}", re.I)
# "24/2011", "24 Tahun 2011", "24 Thn. 2011"
PLAIN = re.compile(
    rf"(\d{{1,4}}[A-Za-z]?)(?:{S}{{0,2}}/{S}{{0,2}}(?:{_TAHUN})?|,?{S}{{0,3}}(?:tahun|thn|th)\.?{S}{{0,3}}){_YEAR_VALUE}(?![\w/])", re.I
)
_RANGE = re.compile(rf"(\d{{1,3}}){S}?[-–]{S}?(?=(\d{{1,3}}){S}{{1,3}}{_TAHUN}{_YEAR_VALUE})", re.I)
# "PM 111", "SE 5 DJPU": some ministries' numbers carry letters apart
# "51 Prp Tahun 1960": what the decrees of the sixties are called
_OLD = re.compile(rf"\d{{1,3}}{S}(?:PNPS|PRPS?|Prps?)(?={S})")
_LETTERED = re.compile(rf"[A-Z]{{2,4}}(?:-[A-Z]{{2,6}})?\.?{S}\d{{1,4}}(?:{S}[A-Z]{{2,6}}(?={S}(?i:{_TAHUN})))?(?![\w/])")
_CODE = re.compile(r"(?=[A-Za-z./–-]{0,16}\d)[A-Za-z0-9][A-Za-z0-9._/–-]{0,60}")
_CODE_ALONE = re.compile(rf"\d[\w.-]{{0,12}}(?:/[\w.-]{{1,16}}){{0,4}}/{_YEAR_VALUE}(?![\w/])")
# "050-5889 Tahun 2021", "89.K Tahun 2020"
_CODE_DATED = re.compile(rf"\d(?:[\d.]{{0,14}}(?:[-/][\w.]{{1,12}}){{1,4}}|\d{{0,3}}\.[A-Z]),?{S}{{0,3}}{_TAHUN}{_YEAR_VALUE}", re.I)
# "34/PMK. 10/2017", "188/Kep. 12 - Hukham/2025"; "2157 K/10/MEM/2017"
_CODE_GOES_ON = rf"(?<=[A-Za-z.]){S}(?=\d{{1,4}}(?:{S}?[-–]{S}?[A-Z]|/(?:19|20)\d\d))"
_COURT_CODE = re.compile(rf"{S}(?=K/\d)")
_GLUED = re.compile(r"(?<=[/-])(?:19[4-9]|20[0-4])\d(?=\.?[A-Z][a-z]{2})")
_CODE_SPACED = re.compile(
    rf"(?:{S}?[/–-]{S}?|(?<=[/–-]){S}|{_CODE_GOES_ON}|{S}(?=K/\d))(?!(?i:tahun|thn))(?=[A-Za-z0-9])[A-Za-z0-9._/–-]{{1,30}}"
)
_YEAR_INSIDE = re.compile(r"(?<=[/-])((?:19[4-9]|20[0-4])\d)(?![\w.])")
NEXT = re.compile(
    rf"{S}{{0,3}}(?:,{S}{{0,3}}(?:dan|serta|atau)?|;|dan/atau|dan|serta|atau|&|jo\.?|juncto|sampai(?:{S}dengan)?|hingga|s\.?/?d\.?){S}{{0,3}}"
    rf"((?:nomor|nomer|no)[.:]{{0,2}}{S}{{0,3}}:?{S}{{0,3}})?(?=\d|[A-Z])",
    re.I,
)
ALONE = re.compile(
    rf"{S}(\d{{1,3}})(?![\w/.:%,-]{{0,30}}\w|%|{S}{{1,3}}(?:tahun|thn|th|pasal|ayat|orang|poin|butir|buah|kali|persen|bab|lembar)\b)", re.I
)
# PLAIN; "UU 13-2003", "PP 35.2021", "Inpres 1 2025"; "UU 5/99"
_NUMERAL = re.compile(
    rf"{PLAIN.pattern}|(\d{{1,3}})(?:[-–.]|{S}){_YEAR_VALUE}(?![\w/])|(\d{{1,2}})/(4[5-9]|[5-9]\d|[0-3]\d)(?![\w/]|[.,-]\w|,?{S}{{0,3}}{_TAHUN}\d)",
    re.I,
)
_DASH = re.compile(rf"{S}?[-–]{S}?(?=\d)")
_BARE = re.compile(r"\d{1,3}(?![\w./])")
# A list of bare numbers counts where a year stands at its end.
_SEPARATOR = rf"(?>,{S}(?=\d)|{NEXT.pattern}|{_DASH.pattern})"
_TO_A_YEAR = re.compile(
    rf"(?:{_SEPARATOR}\d{{1,3}}+(?![\w./])(?!,?{S}{{0,3}}t(?:ahun|hn|h))){{0,12}}+{_SEPARATOR}(?:{PLAIN.pattern}|{_CODE_ALONE.pattern})",
    re.I,
)


class Number(NamedTuple):
    """A number with its year at `[start, end)`; `year` is None where a list or the context has it."""

    start: int
    end: int
    number: str
    year: int | None


def gap_end(text: str, pos: int) -> int:
    """Where the white space at `pos` ends: three characters at most, none of them a line break."""
    first = text[pos : pos + 1]
    if first == " " and not text[pos + 1 : pos + 2].isspace():  # nearly always
        return pos + 1
    if not first.isspace():
        return pos
    for at in range(pos, pos + 3):
        c = text[at : at + 1]
        if not c.isspace() or c == "\n":
            return at
    return pos + 3


def nomor_at(text: str, pos: int) -> int | None:
    """Where "Nomor" at `pos` ends, with the words that point to it and the white space after it; None where none stands there."""
    at = gap_end(text, pos)
    m = NOMOR.match(text, pos) if text[at : at + 1] in _NOMOR_FIRST else None
    return m.end() if m else None


def number_at(text: str, pos: int, keyword: bool) -> Number | None:
    """The number at `pos`; one that no "Nomor" announces must carry its year ("19/2023", "77 tahun 2020", "34/PMK.10/2017")."""
    digit = text[pos : pos + 1].isdigit()
    if not (digit or keyword):
        return None
    if digit:
        if (m := _NUMERAL.match(text, pos)) and (year := m[2] or m[4]):
            return Number(pos, m.end(), m[1] or m[3], int(year))
        if m:
            return Number(pos, m.end(), m[5], int(m[6]) + (1900 if int(m[6]) >= 45 else 2000))
        if not keyword:
            if m := _CODE_ALONE.match(text, pos):
                return Number(pos, m.end(), m.group(), int(m[1]))
            m = _CODE_DATED.match(text, pos)
            return Number(pos, m.end(), re.split(r"[,\s]", m.group(), maxsplit=1)[0], int(m[1])) if m else None
        if m := _RANGE.match(text, pos):
            low, high = int(m[1]), int(m[2])
            if low < high <= low + 20:
                return Number(pos, pos + len(m[1]), m[1], None)
    m = (_OLD if digit else _LETTERED).match(text, pos) or _CODE.match(text, pos)
    if not m:
        return None
    end = m.end()
    if "/" in m.group() or text[end : end + 3] in (" / ", " /\u00a0") or _COURT_CODE.match(text, end):
        for _ in range(4):
            spaced = _CODE_SPACED.match(text, end)
            if not spaced:
                break
            end = spaced.end()
    number = text[pos:end].rstrip(".,-–/_")
    if glued := _GLUED.search(number):
        number = number[: glued.end()]  # "12/E/2022Jabatan"
    end = pos + len(number)
    if year := _YEAR_BEHIND.match(text, end):
        return Number(pos, year.end(), number, int(year[1]))
    inside = _YEAR_INSIDE.findall("".join(number.split())) if "/" in number or "-" in number else None
    return Number(pos, end, number, int(inside[-1]) if inside else None)


def list_at(text: str, first: Number, most: int) -> list[Number]:
    """The numbers of a list that `first` begins, `most` at most; bare ones without a year behind them are none."""
    if first.year is None and not is_code(first.number) and not _TO_A_YEAR.match(text, first.end):
        return [first]
    numbers = [first]
    while len(numbers) < most and (more := next_number(text, numbers[-1], first)):
        numbers.append(more)
    while numbers[-1].year is None and len(numbers) > 1 and first.year is None and not is_code(numbers[-1].number):
        numbers.pop()
    return numbers


def next_number(text: str, last: Number, first: Number) -> Number | None:
    """A further number of a list: as plain as the first one, or announced by its own "Nomor"."""
    if last.year is None and (m := _DASH.match(text, last.end)):
        return _plain_or_bare(text, m.end())
    m = NEXT.match(text, last.end)
    if not m:
        return None
    start = m.start(1) if m[1] else m.end()
    found = number_at(text, m.end(), bool(m[1]))
    if found is None and last.year is None and not is_code(first.number):
        found = _plain_or_bare(text, m.end())
    return found._replace(start=start) if found else None


def _plain_or_bare(text: str, pos: int) -> Number | None:
    m = PLAIN.match(text, pos)
    if m:
        return Number(pos, m.end(), m[1], int(m[2]))
    bare = _BARE.match(text, pos)
    return Number(pos, bare.end(), bare.group(), None) if bare else None


def is_code(number: str) -> bool:
    """More than a running number: it has parts, and is its own."""
    return "/" in number or number.count(".") > 1
