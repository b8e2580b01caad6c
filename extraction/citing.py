"""Where a text cites a legal instrument: type, number, year, title, and the area that the citation itself names.

A citation is read from its head ("Pergub", "Keputusan Menteri") forward, in steps of bounded length, so that a text is
read in linear time. What the citation leaves out, its reader finds in the context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from extraction.numbering import ALONE, NEXT, NOMOR, PLAIN, YEAR, Number, is_code, next_number, number_at
from extraction.titles import capital_title_at, lower_title_at, title_at
from tagih.records.ids import slug
from tagih.vocabulary.places import PlaceMention
from tagih.vocabulary.regulations import SPACE, WORD, Instrument, Issuer, Kind, vocabulary


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
_GAP = re.compile(rf"{S}{{0,3}}")
_PAREN = re.compile(rf"{S}{{0,3}}\(([^()\n]{{1,80}})\)")
_COUNTRY = re.compile(rf"{S}{{0,3}}(?:Negara{S}{{1,3}})?(?:Republik{S}{{1,3}}Indonesia|RI|NRI|R\.I\.)(?![A-Za-z])")
_DRAFT_NAME = re.compile(r"R(?:an|a)?(?:per|UU|PP)", re.I)
_GENERIC = re.compile(rf"(?:{S}{{1,3}}(?!N(?:omor|o)\b)(?:[A-Z][\w./&-]{{0,30}}|dan|dengan|atas|\([^()\n]{{1,40}}\)),?){{1,12}}")
_ALL_SIGNERS = re.compile(rf"[^.;\n]{{0,250}}?(?={S}(?:nomor|no)\b)", re.I)
_SIGNERS = re.compile(rf"{S}{{1,3}}(?:\d|dua|tiga|empat|lima|enam){S}{{1,3}}(?:menteri|pimpinan|lembaga)(?!\w)", re.I)
_CAPITAL = re.compile(r"[A-Z]")
_CONSTITUTION = re.compile(rf"{S}{{0,3}}(?:Tahun{S}{{1,3}})?(1945)(?!\d)", re.I)
_ABOUT = re.compile(rf"{S}{{1,3}}(?:yang mengatur )?(tentang|mengenai|perihal|soal|terkait)\b{S}{{0,3}}:?{S}{{0,3}}", re.I)
_ABOUT_AFTER = re.compile(
    rf"{S}{{0,3}},?{S}{{0,3}}(?:\([^()\n]{{1,40}}\){S})?(?:yang mengatur )?(?:tentang|mengenai|perihal)\b{S}{{0,3}}:?{S}{{0,3}}", re.I
)
_LEAD_WORD = re.compile(rf"{S}{{0,3}}([A-Za-z]{{2,12}})\.?(?={S}|$)")
_FEW_WORDS = re.compile(rf"(?:{S}{{1,3}}(?!(?:nomor|no)\b)[\w()/-]{{1,24}},?){{1,8}}?(?={S}{{1,3}}(?:nomor|no\b))", re.I)
_BEFORE = re.compile(r"([A-Za-z]+)[\s(\"“]{0,3}$")
_ISSUER_CHARS = 200  # one long sentence
_LIST_ITEMS = 12  # more than any list of instruments in the gold


def citations(text: str, places: Mapping[int, PlaceMention]) -> Iterator[Citation]:
    """Every citation of a text, in order; `places` are its named areas by where they start."""
    heads = vocabulary().heads
    resume = 0
    seen: set[int] = set()
    for m in WORD.finditer(text):
        start = m.start()
        key = m.group().casefold()
        if start < resume or key not in heads or not _opens(text, start):
            continue
        head = heads.of(key, text, start)
        if head is None:
            continue
        reader = _Reader(text, places, start, *head)
        found = reader.read()
        for citation in found:
            if citation.start not in seen:
                seen.add(citation.start)
                yield citation
        resume = max(reader.resume, head[1])


def _opens(text: str, start: int) -> bool:
    """An instrument may begin here: no draft's name ("Rancangan Perda", "RaPerda"), no end of another word, no "SD Inpres"."""
    lead = text[max(0, start - 28) : start]
    if lead and lead[-1].isalpha():
        glued = WORD.findall(lead)
        return bool(glued) and len(glued[-1]) >= 4
    before = _BEFORE.search(lead)
    if not before:
        return True
    words = vocabulary().words
    last = WORD.findall(before[1])[-1].casefold()
    return last not in words["draft"] | words["named_after"]


class _Reader:
    """Reads one citation from its head on."""

    def __init__(self, text: str, places: Mapping[int, PlaceMention], start: int, head: Instrument | Kind, end: int) -> None:
        self.text, self.places, self.start, self.head_end, self.pos = text, places, start, end, end
        self.instrument = head if isinstance(head, Instrument) else None
        self.kind = head if isinstance(head, Kind) else None
        self.area: PlaceMention | None = None
        self.inferred: tuple[str, ...] = ()
        self.issued = False
        self.resume = start  # what stands before belongs to this citation; a title may cite another instrument

    def read(self) -> list[Citation]:
        if not self._names():
            return []
        if self.instrument is None:
            self._unknown_issuer()
        if self.instrument is None:
            return []
        if self.instrument.slug == "uud":
            return self._constitution()
        if self.instrument.code:
            return self._code()
        numbered = self._numbered(self.pos, None)
        if numbered or self.instrument.numbered:
            return numbered
        return self._by_title()

    def _names(self) -> bool:
        """Issuer, abbreviation in brackets, country and area, in whatever order they stand; False for a draft."""
        for _ in range(8):
            if paren := _PAREN.match(self.text, self.pos):
                if _DRAFT_NAME.match(paren[1]):
                    return False
                if re.search(r"\d", paren[1]):
                    break
                self.pos = paren.end()
                self._whole_head()
            elif country := _COUNTRY.match(self.text, self.pos):
                self.pos = country.end()
            elif signers := self._signers():
                self.pos = signers
            elif not (self._issuer() or self._ministry() or self._area()):
                break
        return True

    def _whole_head(self) -> None:
        """A head that a bracket parts: "Undang-Undang (UU) Darurat", "Peraturan Daerah (Perda) Khusus"."""
        head = self.text[self.start : self.head_end]
        hit = vocabulary().heads.at(head + self.text[self.pos : self.pos + 40], 0)
        if hit and hit[1] > len(head) and isinstance(hit[0], Instrument):
            self.instrument, self.pos = hit[0], self.pos + hit[1] - len(head)

    def _signers(self) -> int | None:
        """ "SKB Tiga Menteri": how many signed a joint decree."""
        m = _SIGNERS.match(self.text, self.pos) if self.instrument is not None and self.instrument.slug == "skb" else None
        return m.end() if m else None

    def _gap(self, pos: int) -> int:
        m = _GAP.match(self.text, pos)
        return m.end() if m else pos

    def _issuer(self) -> bool:
        if self.kind is None or self.instrument is not None:
            return False
        hit = vocabulary().issuers.at(self.text, self._gap(self.pos))
        if hit is None:
            return False
        issuer, self.pos = hit
        self.instrument = vocabulary().instrument(self.kind, issuer)
        self.issued = True
        return True

    def _ministry(self) -> bool:
        """ "Peraturan Menteri (Permen) Keuangan": the ministry after the bracket."""
        if self.instrument is None or not self.instrument.slug.endswith("men"):
            return False
        hit = vocabulary().ministries.at(self.text, self._gap(self.pos))
        if hit is None:
            return False
        minister, self.pos = hit
        self._name_ministry(minister.name.partition(" ")[2], minister.slug.removeprefix("men"))
        return True

    def _name_ministry(self, name: str, suffix: str) -> None:
        assert self.instrument is not None
        named = self.instrument.name if self.instrument.name == "Surat Edaran" else f"{self.instrument.name} {name}"
        self.instrument = replace(self.instrument, name=named, slug=self.instrument.slug + suffix)

    def _area(self) -> bool:
        if self.area is not None or (self.instrument is None and (self.kind is None or self.kind.typed)):
            return False
        pos, led = self.pos, False
        for _ in range(5):
            m = _LEAD_WORD.match(self.text, pos)
            if self._place(pos) or not m or m[1].casefold() not in vocabulary().words["area_lead"]:
                break
            pos, led = m.end(), True
        place = self._place(pos)
        national = self.instrument is not None and self.instrument.scope == "negara"
        if place is None or (national and not (led and self.kind)):
            return False
        self.area, self.pos = place, place.end
        return True

    def _place(self, pos: int) -> PlaceMention | None:
        return self.places.get(self._gap(pos))

    def _unknown_issuer(self) -> None:
        """An issuer that is in no list is one where a number follows: "Peraturan Lembaga Ketahanan Nasional Nomor 3"."""
        assert self.kind is not None
        if not self.kind.typed or self.kind.slug == "kep":
            self.instrument = Instrument(
                self._whole_name(), self.kind.slug if not self.kind.typed else "sk", "penerbit", numbered=self.kind.typed
            )
        words = _GENERIC.match(self.text, self.pos)
        if not words or not NOMOR.match(self.text, words.end()):
            if NOMOR.match(self.text, self.pos) and (issuer := self._issuer_before()):
                self.instrument = vocabulary().instrument(self.kind, issuer)
                self.inferred = ("type",) if self.kind.typed else ("jurisdiction",)
            return
        if any(_head_at(self.text, m.start()) for m in WORD.finditer(self.text, words.start(), words.end())):
            self.instrument = None  # "Peraturan Pelaksanaan UU Nomor 3": the number is the other instrument's
            return
        name = re.sub(r"\s*\([^()]*\)", "", " ".join(words.group().split())).strip(" ,")
        self._area_within(words.start(), words.end())
        if self.kind.typed:
            made = f"{self.kind.name} {name}"
            self.instrument = Instrument(made, slug(made), "daerah" if self.area else "negara", numbered=True)
        self.pos = words.end()

    def _issuer_before(self) -> Issuer | None:
        """ "Menteri X mengeluarkan peraturan Nomor 4": who is named last before it in the sentence."""
        low = max(0, self.start - _ISSUER_CHARS)
        low += max(self.text[low : self.start].rfind("\n"), self.text[low : self.start].rfind(". ")) + 1
        last = None
        for m in WORD.finditer(self.text, low, self.start):
            hit = vocabulary().issuers.at(self.text, m.start())
            if hit and (hit[0].slug in ("gub", "bup", "wali") or (hit[0].slug.startswith("men") and hit[0].slug != "men")):
                last = hit[0]
        return last

    def _whole_name(self) -> str:
        assert self.kind is not None
        return "Surat Keputusan" if self.kind.slug == "kep" else self.kind.name

    def _area_within(self, start: int, end: int) -> None:
        for m in _CAPITAL.finditer(self.text, start, end):
            if place := self.places.get(m.start()):
                self.area = place

    def _numbered(self, pos: int, title: str | None) -> list[Citation]:
        """The citation with its number, and the further numbers of a list."""
        instrument = self.instrument
        assert instrument is not None
        if instrument.slug == "skb" and (signers := _ALL_SIGNERS.match(self.text, pos)):
            pos = signers.end()
        if instrument.slug in ("se-men", "permen", "kepmen", "inmen") and not NOMOR.match(self.text, pos):
            words = _GENERIC.match(self.text, pos)
            if words and NOMOR.match(self.text, words.end()):
                pos = words.end()
                name = " ".join(words.group().split()).strip(" ,")
                self._name_ministry(name, slug(name))
                instrument = self.instrument or instrument
        if self.kind and (words := _GENERIC.match(self.text, pos)) and NOMOR.match(self.text, words.end()):
            pos = words.end()  # "Keputusan Panglima" "Tentara Nasional Indonesia" Nomor
        keyword = NOMOR.match(self.text, pos)
        first = number_at(self.text, keyword.end(), True) if keyword else number_at(self.text, self._gap(pos), False)
        if first is None and not keyword and self._one_word() and (bare := ALONE.match(self.text, pos)):
            first = Number(bare.start(1), bare.end(1), bare[1], None)
        if first is None:
            return []
        numbers = [first]
        while len(numbers) < _LIST_ITEMS and (more := next_number(self.text, numbers[-1], numbers[0])):
            numbers.append(more)
        while numbers[-1].year is None and len(numbers) > 1 and first.year is None and not is_code(numbers[-1].number):
            numbers.pop()
        year = next((n.year for n in numbers if n.year), None)
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
                    None,
                    self.area,
                    (*inferred, *(("type",) if made and i else self.inferred)),
                )
            )
        self.resume = found[0].end
        about = _ABOUT_AFTER.match(self.text, found[-1].end)
        named = title_at(self.text, about.end()) if about else None
        found[-1] = replace(found[-1], title=title or (named[0] if named else None))
        if named:
            found += self._after_title(named[1], instrument)
        return found

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

    def _by_title(self) -> list[Citation]:
        """No number here: "Perda tentang X", "UU Cipta Kerja", "Perda RTRW X Tahun 2023", "Perda Tahun 2022"."""
        instrument = self.instrument
        assert instrument is not None
        about = _ABOUT.match(self.text, self.pos)
        if about and (instrument.slug == "uu" or about[1].casefold() == "tentang" or not self.text[self.start : self.head_end].isupper()):
            hit = title_at(self.text, about.end())
            if hit is None:
                return []
            title, end = hit
            return self._late_number(title, end) or [Citation(self.start, end, instrument, None, None, title, self.area)]
        end, title_words = self.pos, None
        short = self.text[self.start : self.head_end] == "PP"  # the central board of an association bears a name too: "PP Pemuda"
        regional = instrument.scope != "negara"
        run = None
        if instrument.titled and not short:
            run = capital_title_at(self.text, self.pos, self.places, regional=regional) or lower_title_at(self.text, self.pos)
        if run:
            title_words, end = run
            self.resume = self.pos = end
            if late := self._late_number(title_words, end):
                return late
            if self._area():
                end = self.pos
        if far := self._far_number():
            return far
        year = YEAR.match(self.text, self._gap(end))
        if year and not re.match(rf"{S}?[-–/]", self.text[year.end() : year.end() + 2]):
            return [Citation(self.start, year.end(), instrument, None, int(year[1]), title_words, self.area)]
        return [Citation(self.start, end, instrument, None, None, title_words, self.area)] if title_words or self._owned() else []

    def _owned(self) -> bool:
        """Enough is told without number and title: a circular's issuer ("SE Mendagri"), a regional rule's area ("Pergub Banten")."""
        if self.kind is not None and self.kind.slug == "se":
            return self.issued
        return self.area is not None and self.instrument is not None and self.instrument.titled

    def _late_number(self, title: str, end: int) -> list[Citation]:
        """ "UU Kesehatan Nomor 17 Tahun 2023": the number after the title, unless the title ends in an instrument of its own."""
        own = title.partition(" (")[0]
        if not NOMOR.match(self.text, end) or any(m.group().casefold() in vocabulary().heads for m in WORD.finditer(own)):
            return []
        return self._numbered(end, title)

    def _far_number(self) -> list[Citation]:
        """ "Perda retribusi daerah Nomor 5 Tahun 2020": the number, with its year, a few words on, no other instrument between."""
        words = _FEW_WORDS.match(self.text, self.pos)
        m = words and NOMOR.match(self.text, words.end())
        if not words or not m or not PLAIN.match(self.text, m.end()):
            return []
        if any(_head_at(self.text, w.start()) for w in WORD.finditer(self.text, words.start(), words.end())):
            return []
        if self.instrument is not None and self.instrument.scope != "negara":
            self._area_within(words.start(), words.end())
        return self._numbered(words.end(), None)


def _head_at(text: str, pos: int) -> bool:
    return vocabulary().heads.at(text, pos) is not None


def _by_code(number: str) -> Instrument | None:
    return next((made for code, made in vocabulary().codes.items() if code in number), None)
