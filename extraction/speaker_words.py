"""The words that name a speaker beside a cue: post, apposition, clause and name, and where they end."""

from __future__ import annotations

from collections.abc import Sequence

from extraction.tokens import Token
from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.speech import speech

PARTS = frozenset({"dan", "serta", "bin", "binti", "selaku", "bidang", "pada", "dari", "di", "untuk"})  # small words inside a post or name
# Behind a speaker's comma: when and where.
DATELINES = frozenset({"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "jakarta"})
CLAUSE_WORDS = 12  # tokens of a clause between a speaker's description and name
SPEAKER_WORDS = 24  # tokens read for a speaker behind a cue; posts with a long agency run to 20


class SpeakerWords:
    """Reads speakers' words in the tokens of a text."""

    def __init__(self, ts: Sequence[Token]) -> None:
        self.ts = ts

    def after(self, i: int, line_end: int, *, opening: bool = False) -> tuple[int, int] | None:
        """The words that name the speaker from token `i` on; `opening`: what is said may follow at once ("Kata Budi jalan itu rusak")."""
        ts, first, s = self.ts, i, speech()
        last = i
        depth = 0
        while i < len(ts) and ts[i].start < line_end and i - first < SPEAKER_WORDS:
            t = ts[i]
            if t.text == "(":
                depth += 1
            elif t.text == ")":
                depth = max(0, depth - 1)
                last = i + 1
            elif depth:
                pass
            elif self._besides(i):
                last = i = i + 2
                continue
            elif i > first and " ".join(x.low for x in ts[i : i + 2]) in offices().cues.then and ts[min(i + 2, len(ts) - 1)].text == ",":
                i += 2  # "kata jubir KPK saat itu, Budi"
                continue
            elif (
                (t.text in '.?!;:"“”–—' and not self._abbreviating(i))
                or (t.low in s.stops and t.shape == "l" and i > first and t.low != "untuk" and not self._of_kin(i))
                or (opening and t.shape == "l" and i > first and ts[i - 1].shape in "CUI" and t.low not in PARTS)
            ):
                break
            elif t.text == "," and self._list_ends(i):
                last = i = i + 3  # "Ketua Serikat Pekerja Kimia, Energi, dan Pertambangan, Budi"
                continue
            elif t.text == ",":
                if i + 1 >= len(ts) or ts[i + 1].shape not in "CUI" or ts[i + 1].low in DATELINES or not self._apposition(i + 1, line_end):
                    break
            else:
                last = i + 1
            i += 1
        named = self._behind_clause(i, line_end) if last > first and i < len(ts) and ts[i].low == "yang" else 0
        return (ts[first].start, ts[(named or last) - 1].end) if last > first else None

    def _list_ends(self, i: int) -> bool:
        """Whether "dan" and the last of a list of fields follow a comma, with its abbreviation or another comma behind."""
        ts = self.ts
        if i + 3 >= len(ts) or ts[i + 1].low not in ("dan", "serta") or ts[i + 2].shape != "C":
            return False
        return ts[i + 3].text in ",(" and ts[i - 1].shape == "C"

    def _of_kin(self, i: int) -> bool:
        """Whether "dari" joins a relative to whose relative it is: "ibu dari korban"."""
        return self.ts[i].low == "dari" and self.ts[i - 1].low in speech().kin

    def _besides(self, i: int) -> bool:
        """Whether another post follows, and the name behind it: "yang juga"."""
        return self.ts[i].low == "yang" and i + 1 < len(self.ts) and self.ts[i + 1].low in speech().besides

    def _apposition(self, i: int, line_end: int) -> bool:
        """Whether the capitalised words from `i` on are closed as an apposition: "kata Budi, Kepala Dinas X, ..."; no "kata Budi, Dinas X akan"."""
        ts = self.ts
        while i < len(ts) and ts[i].start < line_end and (ts[i].shape in "CUId" or ts[i].text in ".-/&()" or ts[i].low in PARTS):
            i += 1
        return i >= len(ts) or ts[i].start >= line_end or ts[i].shape == "p" or ts[i].low in speech().stops

    def _behind_clause(self, i: int, line_end: int) -> int:
        """The token behind the name that follows a clause about the speaker: "kata warga yang melintas, Budi (32)"; 0 for none."""
        ts = self.ts
        comma = next((k for k in range(i, min(i + CLAUSE_WORDS, len(ts))) if ts[k].start < line_end and ts[k].shape == "p"), None)
        if comma is None or ts[comma].text != ",":
            return 0
        k = comma + 1
        while k < len(ts) and ts[k].start < line_end and ts[k].shape in "CUI":
            k += 1
        closed = k < len(ts) and (ts[k].text in "(,." or ts[k].low in speech().stops)
        return k if closed and k > comma + 1 and ts[comma + 1].shape == "C" and ts[comma + 1].low not in names().calendar else 0

    def _abbreviating(self, i: int) -> bool:
        """A full stop inside a name or title: "M. Nasir", "Drs. H. Budi"."""
        t = self.ts[i]
        before = self.ts[i - 1]
        after = self.ts[i + 1] if i + 1 < len(self.ts) else None
        return (
            t.text == "."
            and t.glued
            and len(before.text) <= 4
            and before.shape in "CUI"
            and after is not None
            and after.shape in "CUI"
            and after.text != "\n"
        )

    def phrase_end(self, i: int, end: int) -> int | None:
        """Where the words of a source end: at a comma that no apposition follows, or behind a pronoun."""
        ts = self.ts
        if ts[i].low in speech().pronouns:
            return i + 1
        k = i
        while k < end and k - i < SPEAKER_WORDS:
            if ts[k].text == "," and not (k + 1 < end and ts[k + 1].shape in "CU" and self._apposed(k + 1, end)):
                return k
            if k > i and ts[k].shape == "l" and ts[k - 1].shape in "CUI" and ts[k].low not in PARTS | speech().stops:
                return k  # "Menurut Budi jalan itu rusak"
            k += 1
        return None

    def _apposed(self, i: int, end: int) -> bool:
        """Whether a second comma closes the capitalised words from `i` on: ", Rudi Hartono,"."""
        for k in range(i, min(end, i + 8)):
            t = self.ts[k]
            if t.text == ",":
                return k > i
            if t.shape not in "CUI" and t.text not in "." and t.low not in ("dan", "bin"):
                return False
        return False
