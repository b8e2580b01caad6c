"""What was read behind a post's head, and what it tells: whose body it is, the area it serves, and how the post is called."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from extraction.tokens import Token
from tagih.vocabulary.offices import PostEntry, offices
from tagih.vocabulary.places import PlaceMention

WRITTEN_OUT = re.compile(
    r"Dewan Perwakilan (?:Rakyat|Daerah)(?: (?:Daerah|Kabupaten|Kota|Aceh|Papua))? ?\((?P<short>DP[RD][ADKP]?)\)|Dewan Perwakilan Rakyat Daerah",
    re.I,
)

ASIDE = re.compile(r"\s*\([^()]*\)")


class Scanned:
    """The field, body and area behind a head: tokens `[first, last)`, those `kept` for the post's name, and the words that tell whose it is."""

    def __init__(self, text: str, ts: Sequence[Token], i: int, places: Mapping[int, PlaceMention], entry: PostEntry) -> None:
        self.text, self.ts, self.first, self.last, self.places, self.entry = text, ts, i, i, places, entry
        self.office_head = entry.office
        self.kept: list[tuple[int, int]] = []
        self.candidates: tuple[str, ...] = ()
        self.level: str | None = None
        self.area_words: str | None = None
        self.classed: list[tuple[str, bool]] = []
        self.national = self.supra = self.foreign = False
        self.plain_words = 0

    def _lettered(self, i: int) -> int:
        """How many tokens an abbreviation with figures in it takes at token `i`, 0 for none: "DP3AKB", "P2KB", "UP3"."""
        k = i + 1
        while k < len(self.ts) and self.ts[k].glued and self.ts[k].shape in "UId":
            k += 1
        return k - i if self.ts[i].shape in "UI" and any(t.shape == "d" and t.text.isdigit() for t in self.ts[i:k]) else 0

    def _classify(self, low: str) -> None:
        bodies = offices().bodies
        if low in bodies.public or (low.startswith(bodies.prefixes) and len(low) >= 4 and low not in bodies.private):
            self.classed.append((low, True))
        elif low in bodies.private:
            self.classed.append((low, False))
        if low in bodies.national or low.startswith("kemen"):
            self.national = True

    def public(self, head: str) -> bool:
        """Whether the body is the government's: its first word of a known kind tells."""
        lows = [t.low for t in self.ts[self.first : self.last]]
        if self.foreign or any(" ".join(lows).startswith(body) for body in offices().bodies.associations):
            return False
        if "dpd" in lows and "ri" in lows:
            return True
        if ("pt" in lows or "cv" in lows) and not any(public for word, public in self.classed if word not in offices().bodies.neutral):
            return False
        classed = [public for word, public in self.classed if word not in offices().bodies.neutral]
        if classed:
            return classed[0]
        if self.classed:
            return (head in ("kepala", "koordinator", "asisten") or self.office_head == "Wakil Kepala") and all(
                public for _, public in self.classed
            )
        if head == "kepala" and any(t.shape == "U" and t.low != "pt" for t in self.ts[self.first : self.last]):
            return True
        if head in ("direktur", "kepala") and self.plain_words and lows and lows[0] not in offices().bodies.corporate:
            self.national = head == "direktur"
            return True
        return head == "asisten" and bool(self.kept)

    def private(self) -> bool:
        """Whether the body is an association's or a firm's and no public one stands in it: "Menteri Sosial BEM"."""
        return bool(self.classed) and not any(public for _, public in self.classed)

    def branch(self) -> bool:
        """Whether the body is a branch in an area of a body of the whole country: "Kanwil XI Semarang"."""
        return bool(self.candidates) and any(t.low in offices().bodies.local for t in self.ts[self.first : self.last])

    def nation(self) -> bool:
        """Whether the body serves the whole country: a national one, and no branch of it."""
        lows = {t.low for t in self.ts[self.first : self.last]}
        written = " ".join(t.low for t in self.ts[self.first - 1 : self.last] if t.shape in "CUl")
        branch = self.branch()
        if not branch and any(" " in phrase and phrase in written for phrase in offices().bodies.national):
            return True
        if not self.candidates and not branch and ("ri" in lows or {"republik", "indonesia"} <= lows):
            return True
        if (
            "nasional" in lows
            and lows & {"badan", "komisi", "dewan", "perpustakaan", "arsip"}
            and not self.candidates
            and not lows & offices().bodies.local
        ):
            return True  # "Badan Gizi Nasional"
        if lows & {"dpr", "mpr"} or ("dpd" in lows and "ri" in lows):
            return True
        return self.national and not self.candidates and not self.supra and not lows & offices().bodies.local

    @property
    def office(self) -> str:
        """The field or body without its area; a parliament written out goes by its abbreviation: "DPRD"."""
        written = " ".join(" ".join(self.text[self.ts[a].start : self.ts[b - 1].end].split()) for a, b in self.kept if b > a)
        return ASIDE.sub("", WRITTEN_OUT.sub(lambda m: m["short"] or "DPRD", written))

    def body(self) -> str | None:
        """The body with its area, from its first public word on; a parliament's name is the whole body."""
        ts = self.ts
        lows = [t.low for t in ts[self.first : self.last]]
        start = next((k for k, low in enumerate(lows) if low in offices().bodies.parliament), None)
        if start is None:
            start = next((k for k, low in enumerate(lows) if low in offices().bodies.seats), None)
        if start is None:
            start = next(
                (k for k, low in enumerate(lows) if low in offices().bodies.public or low.startswith(offices().bodies.prefixes)), None
            )
        if start is None:
            start = next((k for k in range(self.last - self.first) if self._lettered(self.first + k)), None)
        if start is None or self.last <= self.first + start:
            return None
        last = next((k for k in range(self.first + start + 1, self.last) if ts[k].low in ("dari", "asal")), self.last)
        run = [t for t in ts[self.first + start : last] if t.shape != "n"]
        written = run[0].text + "".join(
            t.text if t.glued and not (t.text[0].isalpha() and before.text[0].isalpha()) else f" {t.text}"
            for before, t in itertools.pairwise(run)
        )
        return ASIDE.sub("", written).replace(")", "")
