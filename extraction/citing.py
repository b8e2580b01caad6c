"""Where a text cites a legal instrument: type, number, year, title, and the area that the citation itself names.

A citation is read from its head ("Pergub", "Keputusan Menteri") forward, in steps of bounded length, so that a text is
read in linear time. What the citation leaves out, its reader finds in the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from extraction.instruments import BEHIND, NameReader, head_at
from extraction.numbering import ALONE, NEXT, NOMOR, PLAIN, YEAR, Number, gap_end, is_code, list_at, nomor_at, number_at
from extraction.titles import capital_title_at, is_subject, lower_title_at, title_at
from tagih.records.ids import slug
from tagih.vocabulary.places import PlaceMention
from tagih.vocabulary.regulations import SPACE, WORD, Instrument, Kind, vocabulary


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument cited at `[start, end)`. `area` is the place that the citation names, `inferred` the fields it leaves to its neighbour."""

    start: int
    end: int
    instrument: Instrument
    number: str | None
    year: int | None
    title: str | None
    area: PlaceMention | None
    inferred: tuple[str, ...] = ()


S = SPACE
_ALL_SIGNERS = re.compile(rf"[^.;\n]{{0,250}}?(?={S}(?:nomor|no)\b)", re.I)
_JOINT = frozenset({"perber", "skb"})  # signed by several, who stand before the number
_UNNAMED = frozenset({"se-men", "permen", "kepmen", "inmen"})  # a minister without a ministry
_NAMED_LATER = _UNNAMED | _JOINT  # who issued it may stand between the head and the number
# What stands behind a head and the names after it: nothing of this, and there is no citation.
_AHEAD = re.compile(
    rf"(?P<nomor>(?i:{NOMOR.pattern}))|{S}{{0,3}}(?:(?P<digit>\d)|(?P<about>(?i:(?=[mpsty])(?:yang{S}|tentang|mengenai|perihal|soal|terkait)))"
    rf"|,?{S}{{0,3}}(?P<year>(?i:t(?:ahun|hn|h)))(?![A-Za-z])|(?P<upper>[A-Z(])|(?P<lower>[a-z]))"
)
_CONSTITUTION = re.compile(rf"{S}{{0,3}}(?:Tahun{S}{{1,3}})?(?:19|['’‘]?)45(?!\d)", re.I)
_ABOUT = re.compile(rf"{S}{{1,3}}(?:yang mengatur )?(tentang|mengenai|perihal|soal|terkait)\b{S}{{0,3}}:?{S}{{0,3}}", re.I)
_LED_WORDS = re.compile(
    rf"{S}{{1,3}}+([a-z]{{4,12}}+(?:{S}[a-z]{{4,5}}+)?)(?={S}{{1,3}}+(?=[mpsty])(?:tentang|mengenai|perihal|soal|terkait|yang mengatur)\b)",
    re.I,
)
_ABOUT_AFTER = re.compile(
    rf"(?=[\s,(ympt]){S}{{0,3}},?{S}{{0,3}}(?:\([^()\n]{{1,40}}\){S})?(?:yang mengatur )?(?:tentang|mengenai|perihal)\b{S}{{0,3}}:?{S}{{0,3}}",
    re.I,
)
_FEW_WORDS = re.compile(rf"(?:{S}{{1,3}}+(?!no(?:mor)?\b)[\w()/-]{{1,24}}+,?+){{1,8}}?(?={S}{{1,3}}+no(?:mor|\b))", re.I)
_BEFORE = re.compile(r"([A-Za-z]+)[\s(\"“]{0,3}$")
_BETWEEN = re.compile(r"[\s(\"“]{0,3}")
_LIST_ITEMS = 12  # more than any list of instruments in the gold


def citations(text: str, places: Mapping[int, PlaceMention]) -> Iterator[Citation]:
    """Every citation of a text, in order; `places` are its named areas by where they start."""
    heads = vocabulary().heads
    firsts = heads.spelled
    closed = vocabulary().words["draft"] | vocabulary().words["named_after"]
    resume, last = 0, -1
    before, word_before = None, ""
    next_start = -1  # where the head right behind the last one begins: it is looked up once
    another: tuple[Instrument | Kind, int] | None = None
    for m in WORD.finditer(text):
        word = m[0]
        if (
            word in firsts
            and (start := m.start()) >= resume
            and (not (text[start - 1].isalpha() or word_before.casefold() in closed) or _opens(text, start, before, closed))
        ):
            hit = another if start == next_start else heads.of(word, text, start)
            if hit is not None:
                head, resume = hit
                behind = BEHIND.match(text, resume)
                if behind is None or behind[1] not in firsts or (next_start := behind.start(1)) == resume:
                    another, next_start = None, -1
                else:
                    another = heads.of(behind[1], text, next_start)
                # Another instrument begins right behind this one: "Perda UU", "Keputusan Keputusan".
                if another is None or not (isinstance(another[0], Instrument) or isinstance(head, Kind)):
                    reader = _Reader(text, places, start, head, resume, behind)
                    for citation in reader.read():
                        if citation.start > last:
                            last = citation.start
                            yield citation
                    if reader.resume > resume:
                        resume = reader.resume
        before, word_before = m, word


def _opens(text: str, start: int, before: re.Match[str] | None, closed: frozenset[str]) -> bool:
    """An instrument may begin here: no draft's name ("Rancangan Perda", "RaPerda"), no end of another word, no "SD Inpres".

    `before` is the word before it, `closed` are those that one may not stand behind.
    """
    word, end = (before.group(), before.end()) if before else ("", 0)
    gap = start - end
    if start and text[start - 1].isalpha() and (gap or len(word) < 4):
        return False
    return word.casefold() not in closed or gap > 4 or (gap > 0 and not _BETWEEN.fullmatch(text, end, start))


class _Reader(NameReader):
    """Reads one citation from its head on."""

    def read(self) -> list[Citation]:
        if not self.names():
            return []
        look = _AHEAD.match(self.text, self.pos)
        ahead = look.lastgroup if look else None
        nomor = look.end() if ahead == "nomor" and look else None
        if ahead == "upper" and (self.issued or self.area) and self._another_behind():
            ahead = None  # "Keputusan Bupati Perda"
        if self.instrument is None:
            names_end = self.pos
            nomor = self.unknown_issuer(ahead, nomor)
            ahead = "about" if self.pos > names_end and nomor is None else ahead
        if self.instrument is None:
            return []
        if self.instrument.slug == "uud":
            return self._constitution()
        if self.instrument.code:
            return self._code()
        if ahead is None:
            return [Citation(self.start, self.pos, self.instrument, None, None, None, self.area)] if self._owned() else []
        may_be_numbered = nomor or ahead == "digit" or self.issued or self.instrument.slug in _NAMED_LATER
        numbered = self._numbered(self.pos, nomor, None) if may_be_numbered else []
        return numbered if numbered or self.instrument.numbered else self._by_title(ahead)

    def _another_behind(self) -> bool:
        """Another instrument begins a space or so behind the names."""
        word = self.behind
        return bool(word and word[1] and word.start(1) > self.pos and vocabulary().heads.of(word[1], self.text, word.start(1)))

    def _numbered(self, pos: int, nomor: int | None, title: str | None) -> list[Citation]:
        """The citation with its number, and the further numbers of a list. `nomor` is where the "Nomor" that stands at `pos` ends."""
        instrument = self.instrument
        assert instrument is not None
        if instrument.slug in _JOINT and (signers := _ALL_SIGNERS.match(self.text, pos)):
            pos = signers.end()
            nomor = nomor_at(self.text, pos)
        if nomor is None and (self.issued or instrument.slug in _UNNAMED) and (words := self.capitals(pos)):
            nomor = nomor_at(self.text, words.end())
            if nomor and instrument.slug in _UNNAMED:
                name = " ".join(words.group().split()).strip(" ,")
                self.name_ministry(name, slug(name))
                instrument = self.instrument or instrument
            pos = words.end() if nomor else pos  # "Keputusan Panglima" "Tentara Nasional Indonesia" Nomor
        first = number_at(self.text, nomor or gap_end(self.text, pos), nomor is not None)
        if first is None and not nomor and (bare := ALONE.match(self.text, pos)) and self._one_word():
            first = Number(bare.start(1), bare.end(1), bare[1], None)
        if first is None:
            return []
        numbers = list_at(self.text, first, _LIST_ITEMS)
        if nomor and len(numbers) == 1 and first.year is None and self.area is None:
            numbers = [self._year_behind_area(first)]
        year = first.year or next((n.year for n in numbers if n.year), None)
        about = _ABOUT_AFTER.match(self.text, numbers[-1].end)
        named = title_at(self.text, about.end()) if about else None
        found = []
        for i, n in enumerate(numbers):
            inferred = ("year",) if n.year is None and year is not None and not is_code(n.number) else ()
            made = _by_code(n.number) if i or instrument.slug == "skb" else None
            found.append(
                Citation(
                    self.start if i == 0 else n.start,
                    n.end,
                    made or instrument,
                    n.number,
                    n.year or (year if inferred else None),
                    (title or (named and named[0])) if i == len(numbers) - 1 else None,
                    self.area,
                    (*inferred, *(("type",) if made and i else self.inferred)),
                )
            )
        self.resume = found[0].end
        if named:
            found += self._after_title(named[1], instrument)
        return found

    def _year_behind_area(self, number: Number) -> Number:
        """ "Perda Nomor 4 Kota Bontang Tahun 2020": the year behind the area; as it is where there is none."""
        before = self.pos
        self.pos = number.end
        at = gap_end(self.text, number.end)
        if (word := WORD.match(self.text, at)) and self.read_area(at, word.group().casefold()):
            year = YEAR.match(self.text, gap_end(self.text, self.pos))
            if year:
                return Number(number.start, year.end(), number.number, int(year[1]))
            self.area = None
        self.pos = before
        return number

    def _after_title(self, pos: int, instrument: Instrument) -> list[Citation]:
        """ "..., Nomor 2 Tahun 2021 tentang Y": the list goes on after the first one's title."""
        found: list[Citation] = []
        while len(found) < _LIST_ITEMS and (m := NEXT.match(self.text, pos)) and m[1] and (plain := PLAIN.match(self.text, m.end())):
            about = _ABOUT_AFTER.match(self.text, plain.end())
            named = title_at(self.text, about.end()) if about else None
            found.append(Citation(m.start(1), plain.end(), instrument, plain[1], int(plain[2]), named[0] if named else None, self.area))
            pos = named[1] if named else plain.end()
        return found

    def _one_word(self) -> bool:
        """The head is one word that means nothing else: "Perpres 54", but no "Series SE 2"."""
        head = self.text[self.start : self.head_end]
        return head in ("UU", "PMK", "PKPU") or (head.isalpha() and not head.isupper())

    def _constitution(self) -> list[Citation]:
        m = _CONSTITUTION.match(self.text, self.pos)
        return [Citation(self.start, m.end(), self.instrument, None, 1945, None, None)] if m and self.instrument else []

    def _code(self) -> list[Citation]:
        """A code of law is cited by its own name, unless that name is the title of the law that enacts it: "UU 1/2023 tentang KUHP"."""
        self.resume = self.pos
        before = _BEFORE.search(self.text[max(0, self.start - 28) : self.start])
        if (before and before[1].casefold() in ("tentang", "mengenai")) or self.instrument is None:
            return []
        return [Citation(self.start, self.head_end, self.instrument, None, None, self.instrument.code, None)]

    def _by_title(self, ahead: str) -> list[Citation]:
        """No number here: "Perda tentang X", "UU Cipta Kerja", "Perda RTRW X Tahun 2023", "Perda Tahun 2022"."""
        instrument = self.instrument
        assert instrument is not None
        words_ahead = ahead in ("upper", "lower", "about")
        about = self._about(ahead) if words_ahead else None
        # "Menko PMK soal ...": a ministry as well
        if about and (about[1].casefold() in ("tentang", "mengenai") or self.text[self.start : self.head_end] != "PMK"):
            hit = title_at(self.text, about.end())
            if hit is None:
                return []
            title, end = hit
            return self._late_number(title, end) or [Citation(self.start, end, instrument, None, None, title, self.area)]
        end, title_words = self.pos, None
        run = self._title_run() if words_ahead else None
        if run:
            title_words, end = run
            self.resume = self.pos = end
            if late := self._late_number(title_words, end):
                return late
            at = gap_end(self.text, self.pos)
            if (word := WORD.match(self.text, at)) and self.read_area(at, word.group().casefold()):
                end = self.pos
                if late := self._late_number(title_words, end):
                    return late  # "Perda Pasar Kota X Nomor 2 Tahun 2023"
        if far := self._far_number():
            return far
        year = YEAR.match(self.text, gap_end(self.text, end))
        if year and not re.match(rf"{S}?[-–/]", self.text[year.end() : year.end() + 2]):
            nomor = nomor_at(self.text, year.end())
            if nomor and (late := self._numbered(year.end(), nomor, title_words)):
                return [replace(c, year=c.year or int(year[1])) for c in late]  # "Perda Tahun 2023 Nomor 4"
            after = _ABOUT_AFTER.match(self.text, year.end())
            named = title_at(self.text, after.end()) if after and not title_words else None
            return [Citation(self.start, year.end(), instrument, None, int(year[1]), named[0] if named else title_words, self.area)]
        return [Citation(self.start, end, instrument, None, None, title_words, self.area)] if title_words or self._owned() else []

    def _about(self, ahead: str) -> re.Match[str] | None:
        """ "tentang", a word or two before it: "perda baru tentang", "Perda Inisiatif DPRD tentang"."""
        if ahead == "about":
            return _ABOUT.match(self.text, self.pos)
        if self.issued and self.kind and self.kind.slug == "se" and (words := self.capitals(self.pos)):
            return _ABOUT.match(self.text, words.end())  # "SE Gubernur X Budi Wibawa tentang"
        led = _LED_WORDS.match(self.text, self.pos)
        return _ABOUT.match(self.text, led.end()) if led and led[1].casefold() in vocabulary().words["before_about"] else None

    def _title_run(self) -> tuple[str, int] | None:
        """A title right behind the instrument and its area: "UU Cipta Kerja", "perda sampah", "SE larangan mudik"."""
        instrument = self.instrument
        assert instrument is not None
        word = WORD.match(self.text, gap_end(self.text, self.pos))
        if word is None:
            return None
        low = word.group().casefold()
        announced = vocabulary().words["announced"]
        subject = is_subject(low) and low not in vocabulary().words["members"]
        if self.kind is not None and self.kind.slug in ("se", "in"):
            fits = low in announced or (self.kind.slug == "se" and subject)
        # An association's central board bears a name too ("PP Pemuda"), a minister has one, and who signed may follow the area.
        elif self.text[self.start : self.head_end] == "PP" or self.area or (self.kind and not self.bracketed):
            fits = instrument.titled and (subject or (self.area is not None and word.group().isupper()))
        else:
            fits = instrument.titled or (self.kind is None and low in announced)
        if not fits:
            return None
        if word.group()[0].isupper():
            return capital_title_at(self.text, self.pos, self.places, regional=instrument.scope != "negara")
        return lower_title_at(self.text, self.pos, announced)

    def _owned(self) -> bool:
        """Enough is told without number and title: a circular's issuer ("SE Mendagri"), a regional rule's area ("Pergub Banten"), "SKB 3 Menteri"."""
        if self.signed or (self.kind is not None and self.kind.slug == "se"):
            return self.signed or self.issued
        return self.area is not None and self.instrument is not None and self.instrument.titled

    def _late_number(self, title: str, end: int) -> list[Citation]:
        """ "UU Kesehatan Nomor 17 Tahun 2023", "UU Kesehatan 17/2023": the number after the title, unless the title ends in another instrument."""
        own = title.partition(" (")[0]
        nomor = nomor_at(self.text, end)
        if nomor is None and number_at(self.text, gap_end(self.text, end), False) is None:
            return []
        if any(m.group().casefold() in vocabulary().heads for m in WORD.finditer(own)):
            return []
        return self._numbered(end, nomor, title)

    def _far_number(self) -> list[Citation]:
        """ "Perda retribusi daerah Nomor 5 Tahun 2020": the number, with its year, a few words on, no other instrument between."""
        words = _FEW_WORDS.match(self.text, self.pos)
        nomor = nomor_at(self.text, words.end()) if words else None
        if not words or not nomor or not PLAIN.match(self.text, nomor):
            return []
        if any(head_at(self.text, w.start()) for w in WORD.finditer(self.text, words.start(), words.end())):
            return []
        if self.instrument is not None and self.instrument.scope != "negara":
            self.area_within(words.start(), words.end())
        return self._numbered(words.end(), nomor, None)


def _by_code(number: str) -> Instrument | None:
    return next((made for code, made in vocabulary().codes.items() if code in number), None)
