"""A regulation's own text: its heading, the days at its end, when it takes effect, and which others it amends or revokes."""

from __future__ import annotations

import functools
import re

from extraction.enactment import Draft, Found
from extraction.heading import find_heading
from tagih.records import Document
from tagih.records.dates import find_dates
from tagih.vocabulary.enactments import enactments

DATE_CHARS = 60  # after "tanggal": the day stands there
REVOKING_CHARS = 6_000  # from "Pada saat ... mulai berlaku" to "dicabut": a long list of old regulations stands between
_SOON = r"[\s:]{1,8}"
_SCHEDULE = re.compile(
    r"\bini\s+(?:mulai\s+)?(?:berlaku|mulai)(?:\s+berlaku)?\s+(?:pada|sejak|terhitung\s+(?:mulai|sejak))\s+(?:tanggal\s+)?"
    r"(?P<when>di\s?undangkan|di\s?tetapkan|pengundangan|penetapan|\d[^\n;]{3,40})",
    re.I,
)
_REVOKED = re.compile(r"\bdicabut\b[^.\n]{0,80}?\btidak\s+(?:lagi\s+)?berlaku\b", re.I)
_WHEN = re.compile(r"\b(?:pada\s+saat|dengan\s+(?:mulai\s+)?(?:berlakunya|ditetapkannya|diundangkannya)|pada\s+tanggal)\b", re.I)
_CAUSE = re.compile(r"\W*(?:PERUBAHAN(?:\s+(?:PERTAMA|KE\w{3,12}(?:\s+\w{5,8})?))?|(?P<away>PENCABUTAN))\s+(?:ATAS\s+)?", re.I)


@functools.cache
def _made_on(name: str) -> re.Pattern[str]:
    """ "Ditetapkan di Malinau pada tanggal", on one line or two."""
    verbs = "|".join(sorted(getattr(enactments().clauses, name)))
    return re.compile(rf"\b(?:{verbs})\s+di{_SOON}[^\n:]{{1,60}}?,?{_SOON}(?:pada{_SOON})?tanggal\b[\s:]{{0,8}}", re.I)


@functools.cache
def _preamble() -> re.Pattern[str]:
    words = "|".join(r"\s+".join(map(re.escape, w.split())) for w in sorted(enactments().clauses.preamble))
    return re.compile(rf"\b(?:{words})\b|\b(?:ditetapkan|disahkan|dikeluarkan)\s+di\b", re.I)


def read_text(document: Document) -> Found | None:
    """The enactment whose text a document is; None for any other text."""
    heading = find_heading(document)
    if heading is None or not (document.kind == "regulation" or _preamble().search(document.text, heading.title_end)):
        return None
    regulation, draft = heading.regulation, Draft(document)
    start, end = regulation.start, regulation.end
    for name in ("type", "number", "year", "jurisdiction", "instrument"):
        value = getattr(regulation, name)
        if value is not None:
            draft.put(name, value, start, end)
        elif name == "jurisdiction":
            draft.puzzle(name, "the heading does not tell whose instrument it is", start, end)
    draft.put("title", heading.title, heading.title_start, heading.title_end)
    _causes(draft, heading.title_start, heading.title_end)
    _days(draft, heading.title_end)
    _revocations(draft, heading.title_end)
    return draft.made(start, end)


def enacted_on(text: str) -> str | None:
    """The day on which a regulation says it was enacted, at its end; None where it does not."""
    told = [value for m in _made_on("enacted").finditer(text) if (value := _day(text, m.end())[0])]
    return told[-1] if told else None


def _day(text: str, start: int) -> tuple[str | None, int, int]:
    """The date that follows a place, and where it stands."""
    stop = min(len(text), start + DATE_CHARS)
    for mention in find_dates(text[start:stop]):
        if mention.value and mention.month:
            return mention.value, start + mention.start, start + mention.end
    line = text.find("\n", start, stop)
    return None, start, line if line > start else start


def _days(draft: Draft, after: int) -> None:
    text = draft.document.text
    for name in ("enacted", "promulgated"):
        told = [(m, *_day(text, m.end())) for m in _made_on(name).finditer(text, after)]
        whole = [t for t in told if t[1]]
        if whole:
            draft.put(name, whole[-1][1], whole[-1][2], whole[-1][3])
        elif told:
            match, _, _, end = told[-1]
            draft.puzzle(name, "the day is left blank or cannot be read", match.start(), max(end, match.end()))
    last = None
    for last in _SCHEDULE.finditer(text, after):  # noqa: B007  # the clause about the whole stands last
        continue
    if last is None:
        return
    when = re.sub(r"\s", "", last["when"].casefold())
    if when in ("diundangkan", "pengundangan", "ditetapkan", "penetapan"):
        value = draft.values.get("promulgated" if "undang" in when else "enacted")
        if value is None:
            draft.puzzle("effective", f"takes effect on a day that the text does not tell ({when})", last.start(), last.end())
    else:
        value, start, end = _day(text, last.start("when"))
        if value:
            draft.put("effective", value, start, end)
        return
    if value:
        draft.put("effective", value, last.start(), last.end())


def _causes(draft: Draft, start: int, end: int) -> None:
    """ "Perubahan atas Peraturan Bupati Nomor 9 Tahun 2028 tentang ..." in the title; the ones that its own title cites are others'."""
    cause = _CAUSE.match(draft.document.text, start, end)
    if cause is None:
        return
    if cause["away"]:
        about = re.compile(r"\btentang\b", re.I).search(draft.document.text, cause.end(), end)
        draft.relate("revokes", cause.end(), end, last=about.start() if about else None)
    else:
        draft.relate("amends", cause.end(), end, most=1, last=cause.end() + 5)


def _revocations(draft: Draft, after: int) -> None:
    """ "Pada saat ... ini mulai berlaku, Peraturan Bupati Nomor 9 Tahun 2028 ... dicabut dan dinyatakan tidak berlaku." """
    text, from_ = draft.document.text, after
    for m in _REVOKED.finditer(text, after):
        low = max(from_, m.start() - REVOKING_CHARS)
        begins = [w.start() for w in _WHEN.finditer(text, low, m.start())]
        if not begins:
            continue
        from_ = m.end()
        if not draft.relate("revokes", begins[-1], m.start()):
            draft.puzzle("revokes", "no instrument with a number is named", m.start(), m.end())
