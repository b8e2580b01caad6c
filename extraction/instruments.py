"""The names of a legal instrument: issuer, ministry, country and area, in whatever order they stand behind its head."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import replace

from extraction.numbering import gap_end, nomor_at
from tagih.records.ids import slug
from tagih.vocabulary.places import PlaceMention
from tagih.vocabulary.regulations import SPACE, WORD, Instrument, Issuer, Kind, vocabulary

S = SPACE
# A word or a bracket behind a head, and behind the names read so far.
BEHIND = re.compile(rf"{S}{{0,3}}(?:({WORD.pattern})|\(([^()\n]{{1,80}})\))")
_COUNTRY = re.compile(rf"{S}{{0,3}}(?i:Negara{S}{{1,3}})?(?:(?i:Republik{S}{{1,3}}Indonesia)|RI|NRI|R\.I\.)(?![A-Za-z])")
_DRAFT_NAME = re.compile(r"R(?:an|a)?(?:per|UU|PP)", re.I)
# Words of an issuer's name; a word that begins another instrument ends it.
_GENERIC_FIRST = frozenset("abdjkl( \u00a0")
_GENERIC_JOINS = frozenset({"atas", "dan", "dengan"})
_GENERIC = re.compile(
    rf"(?:{S}{{1,3}}(?!N(?:omor|OMOR|o)\b|(?:Keputusan|Instruksi|Perda|UU|Peraturan(?!{S}Perundang))\b)(?:[A-Z][\w./&-]{{0,30}}|dan|dengan|atas|badan|direktur|dirjen|dinas|jenderal|kepala|lembaga|\([^()\n]{{1,40}}\)),?){{1,12}}"
)
_SIGNERS = re.compile(rf"{S}{{1,3}}(?:\d|dua|tiga|empat|lima|enam){S}{{1,3}}(?:menteri|pimpinan|lembaga)(?!\w)", re.I)
_DIGIT = re.compile(r"\d")
# What a kind is where nobody tells who issued it.
_UNISSUED = {
    "se": Instrument("Surat Edaran", "se", "penerbit"),
    "kep": Instrument("Surat Keputusan", "sk", "penerbit", numbered=True),
}
_COUNTRY_WORDS = frozenset({"negara", "nri", "r", "republik", "ri"})
_BRANCHED = frozenset({"bawaslu", "kpu"})  # national bodies whose branches make decrees of their own
_BRANCH = re.compile(rf"{S}{{0,2}}(?:(?:Kota|Kabupaten|Kab\.?|Provinsi|Prov\.?){S}{{1,2}})?")
_CAPITAL = re.compile(r"[A-Z]")
_ABOUT = re.compile(rf"{S}{{1,3}}(?:tentang|mengenai|perihal|soal|terkait)\b", re.I)
_LEAD_WORD = re.compile(rf"{S}{{0,3}}([A-Za-z]{{2,12}})\.?(?={S}|$)")
_ISSUER_CHARS = 200  # one long sentence
_SIGNED_BY = re.compile(r"\b(?:diteken|ditandatangani|diterbitkan|dikeluarkan)(?: langsung)?(?: oleh)?[ \u00a0]{1,3}(?=[A-Z])")
_FROM = re.compile(rf"[\w./-]{{1,60}}(?:{S}(?:[Tt]ahun|[Tt]hn){S}\d{{4}})?{S}dari{S}(?=[A-Z])")
_SIGNED_CHARS = 160  # the title stands between
# Who makes decrees without being named in them: "KPU mencabut Keputusan Nomor 5".
_MAKERS = frozenset({"bawaslu", "bi", "bkn", "bup", "gub", "kapolri", "kpu", "ojk", "pres", "wali"})


class NameReader:
    """Reads an instrument from its head on: `instrument`, `area` and `pos`, where its names end."""

    area: PlaceMention | None = None
    inferred: tuple[str, ...] = ()
    issued = signed = bracketed = False

    def __init__(
        self, text: str, places: Mapping[int, PlaceMention], start: int, head: Instrument | Kind, end: int, behind: re.Match[str] | None
    ) -> None:
        self.text, self.places, self.start, self.head_end, self.pos, self.behind = text, places, start, end, end, behind
        self.instrument = head if isinstance(head, Instrument) else None
        self.kind = head if isinstance(head, Kind) else None
        self.resume = start  # what stands before belongs to this citation; a title may cite another instrument

    def names(self) -> bool:
        """Issuer, abbreviation in brackets, country and area, in whatever order they stand; False for a draft."""
        begins = _begins()
        for _ in range(8):
            if self.instrument is not None and self.instrument.slug == "skb" and (signers := _SIGNERS.match(self.text, self.pos)):
                self.pos, self.signed = signers.end(), True  # "SKB Tiga Menteri": how many signed a joint decree
            elif self.behind is None:
                break
            elif (word := self.behind[1]) is None:
                if _DRAFT_NAME.match(self.behind[2]):
                    return False
                if _DIGIT.search(self.behind[2]):
                    break
                self.pos = self.behind.end()
                self.bracketed = True
                self._whole_head()
            else:
                at, key = self.behind.start(1), word.casefold()
                if key not in begins and at not in self.places:
                    break
                if key in _COUNTRY_WORDS and (country := _COUNTRY.match(self.text, at)):
                    self.pos = country.end()
                elif not (self._issuer(at, key) or self._ministry(at, key) or self.read_area(at, key)):
                    break
            self.behind = BEHIND.match(self.text, self.pos)
        return True

    def _whole_head(self) -> None:
        """A head that a bracket parts: "Undang-Undang (UU) Darurat", "Peraturan Daerah (Perda) Khusus"."""
        if self.issued:
            return  # "Peraturan Gubernur (Pergub) Daerah Istimewa Yogyakarta"
        head = self.text[self.start : self.head_end]
        hit = vocabulary().heads.at(head + self.text[self.pos : self.pos + 40], 0)
        if hit and hit[1] > len(head) and isinstance(hit[0], Instrument):
            self.instrument, self.pos = hit[0], self.pos + hit[1] - len(head)

    def _issuer(self, at: int, key: str) -> bool:
        if self.kind is None or self.instrument is not None:
            return False
        if key == "dari" and (by := WORD.match(self.text, gap_end(self.text, at + 4))):
            at, key = by.start(), by.group().casefold()  # "Surat Edaran dari Gubernur X"
        hit = vocabulary().issuers.of(key, self.text, at)
        if hit is None:
            return False
        issuer, self.pos = hit
        self.instrument = vocabulary().instrument(self.kind, issuer)
        self.issued = True
        return True

    def _ministry(self, at: int, key: str) -> bool:
        """ "Peraturan Menteri (Permen) Keuangan": the ministry after the bracket."""
        if self.instrument is None or not self.instrument.slug.endswith("men"):
            return False
        hit = vocabulary().ministries.of(key, self.text, at)
        if hit is None:
            return False
        minister, self.pos = hit
        self.name_ministry(minister.name.partition(" ")[2], minister.slug.removeprefix("men"))
        return True

    def name_ministry(self, name: str, suffix: str) -> None:
        assert self.instrument is not None
        named = self.instrument.name if self.instrument.name == "Surat Edaran" else f"{self.instrument.name} {name}"
        self.instrument = replace(self.instrument, name=named, slug=self.instrument.slug + suffix)

    def read_area(self, at: int, key: str) -> bool:
        if self.area is not None or (self.instrument is None and (self.kind is None or self.kind.typed)):
            return False
        lead = vocabulary().words["area_lead"]
        if at not in self.places and key not in lead:
            return False
        pos, led = self.pos, False
        for _ in range(5):
            m = _LEAD_WORD.match(self.text, pos)
            if self._place(pos) or not m or m[1].casefold() not in lead:
                break
            pos, led = m.end(), True
        place = self._place(pos)
        national = self.instrument is not None and self.instrument.scope == "negara"
        if place is None or (national and not (led and self.kind)):
            return False
        self.area, self.pos = place, place.end
        return True

    def _place(self, pos: int) -> PlaceMention | None:
        return self.places.get(gap_end(self.text, pos))

    def unknown_issuer(self, ahead: str | None, nomor: int | None) -> int | None:
        """An issuer that is in no list is one where a number follows: "Peraturan Lembaga Ketahanan Nasional Nomor 3".

        -> where its "Nomor" ends.
        """
        assert self.kind is not None
        self.instrument = _UNISSUED.get(self.kind.slug)
        words = self.capitals(self.pos) if nomor is None and ahead is not None else None
        late = nomor_at(self.text, words.end()) if words else None
        about = words is not None and late is None and self._told_about(words)
        if not words or not (late or about):
            if nomor and (issuer := self._signed_by(nomor) or self._issuer_before()):
                self.instrument = vocabulary().instrument(self.kind, issuer)
                self.inferred = ("type",) if self.kind.typed else ("jurisdiction",)
            return nomor
        if not vocabulary().words["private"].isdisjoint(re.findall(r"\w+", words.group().casefold())):
            self.instrument = None  # "SK DPP Partai X Nomor 3"
            return None
        if self._another_within(words.start(), words.end()):
            self.instrument = None  # "Peraturan Pelaksanaan UU Nomor 3": the number is the other instrument's
            return None
        name = re.sub(r"\s*\([^()]*\)", "", " ".join(words.group().split())).strip(" ,")
        name = " ".join(w if w in _GENERIC_JOINS else w[:1].upper() + w[1:] for w in name.split())
        self.area_within(words.start(), words.end())
        if self.kind.typed:
            made = f"{self.kind.name} {name}"
            own = self.area is not None or not vocabulary().words["local"].isdisjoint(name.casefold().split())
            self.instrument = Instrument(made, slug(made), "daerah" if own else "negara", numbered=not about)
        self.pos = words.end()
        return late

    def _told_about(self, words: re.Match[str]) -> bool:
        """ "Surat Edaran Dinas Pendidikan Kota X tentang ...", "Keputusan Kepala Badan Y tentang ...": no "Keputusan Rapat tentang ..."."""
        first = words.group().split()[0].casefold()
        office = any(first in vocabulary().words[which] for which in ("offices", "local", "national")) or first.startswith("kadis")
        return office and _ABOUT.match(self.text, words.end()) is not None

    def _issuer_before(self) -> Issuer | None:
        """ "Menteri X mengeluarkan peraturan Nomor 4": who is named last before it in the sentence."""
        low = max(0, self.start - _ISSUER_CHARS)
        low += max(self.text[low : self.start].rfind("\n"), self.text[low : self.start].rfind(". ")) + 1
        last, end = None, low
        for m in WORD.finditer(self.text, low, self.start):
            hit = vocabulary().issuers.at(self.text, m.start())
            if hit and _makes(hit[0]):
                last, end = hit
        if last is not None and last.slug in _BRANCHED and (branch := _BRANCH.match(self.text, end)):
            self.area = self.places.get(branch.end())  # "KPU Kota X menerbitkan Keputusan Nomor 5"
        return last

    def _signed_by(self, pos: int) -> Issuer | None:
        """ "SK Nomor 4 Tahun 2024 diteken Bupati X", "SE Nomor 4 dari Kementerian X": who made it, in the same sentence."""
        end = min(pos + _SIGNED_CHARS, len(self.text))
        end = min(at if at >= 0 else end for at in (self.text.find(c, pos, end) for c in ("\n", ". ")))
        m = _FROM.match(self.text, pos, end) or _SIGNED_BY.search(self.text, pos, end)
        hit = vocabulary().issuers.at(self.text, m.end()) if m else None
        return hit[0] if hit and _makes(hit[0]) else None

    def _another_within(self, start: int, end: int) -> bool:
        """Another instrument begins between two places; the "PP" of "Satpol PP" is none, nor the "PMK" of "Satgas PMK"."""
        before = ""
        for m in WORD.finditer(self.text, start, end):
            closed = "before_pmk" if m.group() == "PMK" else "named_after"
            if head_at(self.text, m.start()) and before not in vocabulary().words[closed]:
                return True
            before = m.group().casefold()
        return False

    def area_within(self, start: int, end: int) -> None:
        for m in _CAPITAL.finditer(self.text, start, end):
            if place := self.places.get(m.start()):
                self.area = place

    def capitals(self, pos: int) -> re.Match[str] | None:
        """Capitalised words at `pos`: the rest of an issuer's name."""
        first = self.text[pos + 1 : pos + 2]
        return _GENERIC.match(self.text, pos) if first.isupper() or first in _GENERIC_FIRST else None


def _makes(issuer: Issuer) -> bool:
    return issuer.slug in _MAKERS or (issuer.slug.startswith("men") and issuer.slug != "men")


@functools.cache
def _begins() -> frozenset[str]:
    """First words of names: asked before each of them is."""
    known = vocabulary()
    return known.issuers.firsts | known.ministries.firsts | known.words["area_lead"] | _COUNTRY_WORDS | {"dari"}


def head_at(text: str, pos: int) -> bool:
    """Another instrument begins at `pos`."""
    return vocabulary().heads.at(text, pos) is not None
