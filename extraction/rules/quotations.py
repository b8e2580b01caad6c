"""What is said, in quotation marks or reported, with the cue and the words that name the speaker.

Reads: `"Kami siap," ujar Kepala Dinas Sosial Rini Astari.`; `Bupati Rudi menegaskan bahwa jalan itu selesai Juni.`;
`Menurut dia, anggarannya cukup.` Refuses: `program "Satu Desa Satu Dokter" dimulai`.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extraction.quotes import Quoted, quoted
from extraction.reading import Reading, Span
from extraction.speaker_words import SpeakerWords
from extraction.tokens import Token, tokens
from tagih.vocabulary.offices import offices
from tagih.vocabulary.speech import speech

RULE = "quotations"
VERSION = "4"
LONGEST_TITLE = 200  # code points; a first line that a blank one follows is the title
BEFORE = 200  # code points of a line before a mark that tell whether speech follows
VERBAL = re.compile("me|di|ber|ter")  # prefixes of verbs
CLAUSE = frozenset({"bahwa", "bahwasanya"})  # with which nouns and acts report too: "memberi penjelasan bahwa", "melihat bahwa"
BROKEN_LINES = 3  # lines more that a speaker's post and name may run over
RELATED = (
    "Baca juga",
    "Baca Juga",
    "BACA JUGA",
    "Lihat juga",
    "Lihat Juga",
    "Simak juga",
    "Simak Juga",
    "Tonton juga",
)  # lines of other stories
SHORT = 4  # words: a shorter quotation is speech only with a stop inside and a cue or line of its own


@dataclass(frozen=True, slots=True)
class Quotation:
    """Something said, before it is known by whom: `[start, end)` of what is said, and of the words that name the
    speaker beside the cue (None where the cue stands alone or there is none). `cue` is the cue verb."""

    start: int
    end: int
    speech: Literal["direct", "indirect"]
    cue: str | None
    speaker_start: int | None
    speaker_end: int | None


def extract(reading: Reading) -> list[Quotation]:
    """All quotations of a document, in order."""
    reader = _Reader(reading)
    direct = [q for pair in reader.pairs if (q := reader.direct(pair)) is not None]
    indirect = [q for sentence in reading.sentences for q in reader.indirect(sentence)]
    return sorted((*direct, *indirect), key=lambda q: (q.start, q.end))


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.ts: Sequence[Token] = tokens(reading.text)
        self.words = SpeakerWords(self.ts)
        self.starts = [t.start for t in self.ts]
        self.pairs = quoted(reading.text)
        first = reading.text.find("\n\n")
        self.title_end = first if 0 <= first < LONGEST_TITLE else 0
        self.breaks = [m.start() for m in re.finditer("\n", reading.text)]
        self.outer = [p.outer_start for p in self.pairs]

    def index(self, offset: int) -> int:
        """The first token at or behind an offset."""
        return bisect.bisect_left(self.starts, offset)

    def line(self, offset: int) -> tuple[int, int]:
        """The line around an offset."""
        k = bisect.bisect_left(self.breaks, offset)
        return (self.breaks[k - 1] + 1 if k else 0, self.breaks[k] if k < len(self.breaks) else len(self.text))

    def quote_at(self, offset: int) -> Quoted | None:
        """The pair of marks around an offset."""
        k = bisect.bisect_right(self.outer, offset) - 1
        return self.pairs[k] if k >= 0 and offset < self.pairs[k].outer_end else None

    def direct(self, pair: Quoted) -> Quotation | None:
        """A pair of marks that holds speech."""
        said = self.text[pair.start : pair.end]
        words = len(said.split())
        if self.text.startswith(RELATED, self.line(pair.outer_start)[0]):
            return None
        if not words or not any(c.isalpha() for c in said):
            return None
        cue, speaker = self._cue_after(pair)
        if cue is None:
            cue, speaker = self._cue_before(pair)
            where = "before"
        else:
            where = "after"
        if not self._is_speech(pair, said, words, cue is not None, where):
            return None
        start, end = speaker if speaker else (None, None)
        lead = len(said) - len(said.lstrip())
        tail = len(said.rstrip())
        return Quotation(pair.start + lead, pair.start + tail, "direct", cue, start, end)

    def _is_speech(self, pair: Quoted, said: str, words: int, cued: bool, where: str) -> bool:
        text = self.text
        before = text[max(self.line(pair.outer_start)[0], pair.outer_start - BEFORE) : pair.outer_start].rstrip()
        opens_line = not before.strip("-–•* \u00a0")
        stopped = said.rstrip()[-1:] in ",.?!…"
        after = text[pair.outer_end : pair.outer_end + 1]
        last = before.rstrip(":,(").split()[-1:]
        title = bool(last) and last[0].strip("(").casefold() in speech().titles and not before.endswith(":")
        if cued and where == "after":
            return words > 1 or stopped or opens_line
        if title and not (stopped and words > 8):
            return False
        if words <= SHORT:
            return (stopped and (opens_line or cued or before.endswith((".", "?", "!", ":")))) or (cued and before.endswith((",", ":")))
        if cued or opens_line:
            return stopped or cued or (pair.closed and (after in ("", "\n", ".", " ") and words > 6))
        if stopped and (before.endswith((".", ":", ",", "?", "!", ")", "”", '"')) or said[:1].isupper()):
            return True
        return before.endswith(":") and words > 6

    def _cue_after(self, pair: Quoted) -> tuple[str | None, tuple[int, int] | None]:
        """`..." ujar Budi`, `..." ujarnya`, `..." Budi menambahkan`."""
        ts, i = self.ts, self.index(pair.outer_end)
        line_end = self.line(pair.outer_end)[1]
        while i < len(ts) and ts[i].shape == "p" and ts[i].text in ",.-–—;:":
            i += 1
        if i + 1 < len(ts) and ts[i].shape == "n" and ts[i + 1].shape == "l" and self._cue_word(i + 1) is not None:
            i, line_end = i + 1, self.line(ts[i + 1].start)[1]  # mark-up broke the line between the quotation and its cue
        if i >= len(ts) or ts[i].start >= line_end:
            return None, None
        cue = self._cue_word(i)
        if cue is None and ts[i].low in ("demikian", "begitu", "lalu", "kemudian") and i + 1 < len(ts):
            i += 1
            cue = self._cue_word(i)
        if cue is None:
            ended = self.text[pair.start : pair.end].rstrip()[-1:] == "."  # then a new sentence follows
            return (None, None) if ended else self._verb_after(i, line_end)
        word, own = cue
        again = self._cue_word(i + 1) if i + 1 < len(ts) else None
        if own or (again is not None and again[1]):  # "ujarnya", "ujar lanjutnya"
            return word, None
        if i + 2 < len(ts) and ts[i + 1].shape == "n" and ts[i + 2].shape in "CU":
            return word, self.words.after(i + 2, self._broken_lines(i + 2))
        return word, self.words.after(i + 1, line_end)

    def _broken_lines(self, i: int) -> int:
        """Where the lines end that mark-up broke a speaker's post and name into, from token `i` on: short ones without a mark at their end."""
        end = self.line(self.ts[i].start)[1]
        for _ in range(BROKEN_LINES):
            k = self.index(end)
            if k + 1 >= len(self.ts) or self.ts[k - 1].shape == "p" or self.ts[k + 1].shape not in "CU":
                break
            end = self.line(self.ts[k + 1].start)[1]
        return end

    def _cue_word(self, i: int) -> tuple[str, bool] | None:
        """A short cue at token `i`, and whether "-nya" in it is the speaker."""
        low, s = self.ts[i].low, speech()
        if low in s.after:
            return low, False
        if low.endswith("nya") and low[:-3] in s.after:
            return low[:-3], True
        if low.endswith("ny") and low[:-2] in s.after:  # a slip of the keyboard that many pages have
            return low[:-2], False
        if low in s.reports or low in s.acts or low in s.before or low in s.wishes:
            return low, False
        return None

    def _verb_after(self, i: int, line_end: int) -> tuple[str | None, tuple[int, int] | None]:
        """A speaker and a verb of speech behind the quotation: `"...," Budi menambahkan.`"""
        ts, first = self.ts, i
        if ts[i].shape not in "CU" or self.text[ts[i].start - 2 : ts[i].start].strip()[-1:] in (".",):
            return None, None
        while i < len(ts) and ts[i].start < line_end and i - first < 12:
            if (ts[i].low in speech().reports or ts[i].low in speech().acts) and i > first:
                return ts[i].low, (ts[first].start, ts[i - 1].end)
            if ts[i].text in '.?!"“':
                break
            i += 1
        return None, None

    def _cue_before(self, pair: Quoted) -> tuple[str | None, tuple[int, int] | None]:
        """`Budi mengatakan, "..."`, `Menurut Budi, "..."`, `Ia menulis: "..."` in the sentence or line before the marks."""
        sentence = self.reading.sentence_at(pair.outer_start)
        start = max(sentence.start, self.line(pair.outer_start)[0])
        within = self.quote_at(start)
        if within is not None and within.outer_end <= pair.outer_start:
            start = within.outer_end
        i, end = self.index(start), self.index(pair.outer_start)
        if end <= i:
            return None, None
        for k in range(end - 1, max(i - 1, end - 14), -1):
            t = self.ts[k]
            s = speech()
            if t.low in s.reports or t.low in s.acts or t.low in s.before or t.low in s.wishes:
                gap = end - 1 - k
                if gap > 8 and self.text[self.ts[end - 1].start] not in ":,":
                    return None, None
                return t.low, ((self.ts[i].start, self.ts[k - 1].end) if k > i else None)
            if t.low in s.after and k + 1 < end and self.ts[end - 1].text in ",:":
                return t.low, (self.ts[k + 1].start, self.ts[end - 1].end)
            if t.low.endswith("nya") and t.low[:-3] in s.after and self.ts[end - 1].text in ",:":
                return t.low[:-3], None
            if t.low in s.sources and k + 1 < end:
                return t.low, (self.ts[k + 1].start, self.ts[end - 1].end)
        return None, None

    def indirect(self, sentence: Span) -> list[Quotation]:
        """What a sentence reports without marks: at most one piece of speech."""
        i, end = self.index(sentence.start), self.index(sentence.end)
        limit = sentence.end
        title = sentence.end <= self.title_end or self.text.startswith(RELATED, sentence.start)
        if title:
            return []
        k = bisect.bisect_left(self.outer, sentence.start)
        if self.quote_at(sentence.start) is not None:
            pair = self.quote_at(sentence.start)
            assert pair is not None
            if pair.outer_end >= sentence.end:
                return []
            return []
        if k < len(self.pairs) and self.outer[k] < sentence.end:
            limit = self.outer[k]
            end = self.index(limit)
        if end - i < 4:
            return []
        for read in (self._source, self._passive, self._verb, self._inner):
            found = read(i, end, sentence.start, limit)
            if found is not None:
                return [found] if found.end - found.start >= 12 else []
        return []

    def _clause(self, a: int, b: int) -> tuple[int, int] | None:
        """Tokens `[a, b)` without joining words and marks at their ends."""
        ts = self.ts
        while a < b and (ts[a].shape == "p" or ts[a].low in speech().that):
            a += 1
        while b > a and ts[b - 1].shape == "p" and ts[b - 1].text not in ")%":
            b -= 1
        return (ts[a].start, ts[b - 1].end) if b - a >= 3 else None

    def _make(self, span: tuple[int, int] | None, cue: str, speaker: tuple[int, int] | None) -> Quotation | None:
        if span is None:
            return None
        return Quotation(span[0], span[1], "indirect", cue, *(speaker or (None, None)))

    def _source(self, i: int, end: int, start: int, limit: int) -> Quotation | None:
        """ "Menurut Budi, ...", "Menurutnya ..."; the phrase may stand behind a few words."""
        ts = self.ts
        for k in range(i, min(end, i + 8)):
            low = ts[k].low
            if low == "menurutnya":
                return self._make(self._clause(k + 1, end), "menurut", None)
            if low == "menurut" and k + 1 < end:
                stop = self.words.phrase_end(k + 1, end)
                if stop is None:
                    return None
                return self._make(self._clause(stop, end), "menurut", (ts[k + 1].start, ts[stop - 1].end))
        return None

    def _passive(self, i: int, end: int, start: int, limit: int) -> Quotation | None:
        """ "Dikatakan Budi, ...", "Diakuinya, ...", "Disebutkan, ..." at the opening of a sentence."""
        ts, s = self.ts, speech()
        first, reach = i, i + 3
        while i < end and reach < end and ts[i].low in s.further:
            i, reach = i + 1, reach + 1  # "Lebih lanjut dijelaskan, ..."
        for k in range(i, min(end, reach)):
            low = ts[k].low
            if low in s.passives and (k == i or ts[k - 1].text == ","):
                behind = k + 2 if k + 2 < end and ts[k + 1].low in ("juga", "pula") else k + 1
                if behind < end and (ts[behind].text == "," or ts[behind].low in s.that):
                    return self._make(self._clause(behind, end), low, None)
                stop = self.words.phrase_end(k + 1, end)
                if stop is None:
                    return None
                return self._make(self._clause(stop, end), low, (ts[k + 1].start, ts[stop - 1].end))
            if low.endswith("nya") and low[:-3] in s.passives and (k < i + 1 or ts[k - 1].text == "," or reach == first + 3):
                return self._make(self._clause(k + 1, end), low[:-3], None)
        return None

    def _verb(self, i: int, end: int, start: int, limit: int) -> Quotation | None:
        """ "Budi mengatakan bahwa ...": the first verb of speech with a subject before it."""
        ts, s = self.ts, speech()
        for k in range(i + 1, min(end - 2, i + 45)):
            low = ts[k].low
            account = (low in s.accounts or (low in s.acts and low not in s.counting)) and ts[k + 1].low in CLAUSE
            if low not in s.reports and not account and not (low in s.wishes and self._wished(k, end)):
                continue
            if self._unsaid(i, k) or ts[k].shape != "l":
                continue
            if self._object(k + 1, end):
                return None
            return self._make(self._clause(k + 1, end), low, (ts[i].start, ts[k - 1].end))
        return None

    def _unsaid(self, i: int, k: int) -> bool:
        """Whether the words before a verb of speech keep it from reporting: "untuk menyampaikan", "warga diminta aktif dan memastikan"."""
        ts, s = self.ts, speech()
        j = k - 1
        while j > i and ts[j].low in ("sedang", "tengah", "telah", "sudah"):
            j -= 1
        if ts[j].low in s.unsaid or ts[j].low in s.asked:
            return True
        return ts[j].low in ("dan", "serta") and any(t.low in s.asked for t in ts[i:j])

    def _object(self, k: int, end: int) -> bool:
        """Whether the verb hands something over and tells nothing: "menyampaikan itu kepada wartawan", "menjelaskan kronologi kejadian"."""
        lows, s = [t.low for t in self.ts[k : min(end, k + 3)]], speech()
        handed = lows[:1] and self.ts[k - 1].low in s.handing and lows[0] not in s.that and lows[0] != ","
        if handed and (lows[0] in s.objects or not self._tells(k, end)):
            return True
        for phrase in s.handed:
            words = phrase.split()
            behind = lows[len(words)] if len(lows) > len(words) else "."
            if lows[: len(words)] == words and (behind in s.stops or behind in ".,"):
                return True
        return False

    def _tells(self, k: int, end: int) -> bool:
        """Whether tokens `[k, end)` hold a predicate of their own, so that something is told: no "laporan warga ke Polres X"."""
        ts, s = self.ts, speech()
        if any(t.low == "bahwa" for t in ts[k:end]):
            return True
        if ts[k - 1].low in s.reported_to and any(
            a.low in ("ke", "kepada") and (b.shape in "CU" or b.low in offices().bodies.public or b.low in s.authorities)
            for a, b in itertools.pairwise(ts[k:end])
        ):
            return False
        wanted = 1
        for t in ts[k:end]:
            if t.low == "yang":
                wanted = 2  # the first predicate from here on is the relative clause's own
            elif t.low in s.predicates or (t.shape == "l" and len(t.low) > 5 and VERBAL.match(t.low) and t.low not in s.verbless):
                wanted -= 1
            if not wanted:
                return True
        return False

    def _wished(self, k: int, end: int) -> bool:
        """Whether a wish is told as a clause: "berharap ...", "meminta ... agar ..."."""
        return self.ts[k].low in ("berharap", "mengharapkan") or any(t.low in ("agar", "supaya") for t in self.ts[k + 1 : min(end, k + 16)])

    def _inner(self, i: int, end: int, start: int, limit: int) -> Quotation | None:
        """ "..., kata Budi." and "..., kata Budi, ...": the longer side is what is said."""
        ts, s = self.ts, speech()
        for k in range(i, end - 1):
            low = ts[k].low
            own = low.endswith("nya") and low[:-3] in s.core and (k == i or ts[k - 1].text == ",")
            told = (
                low in s.core
                and ts[k].shape in "lC"
                and (
                    k == i
                    or ts[k - 1].text == ","
                    or ts[k + 1].low in s.pronouns
                    or (ts[k + 1].shape in "CU" and low in ("kata", "ujar", "tutur", "ucap", "ungkap", "imbuh"))
                )
            )
            passive = low.endswith("nya") and low[:-3] in s.passives and k > i and ts[k - 1].text == ","
            if not own and not told and not passive:
                continue
            speaker = None
            stop = k + 1
            if told:
                found = self.words.after(k + 1, limit, opening=k == i)
                if found is None:
                    continue
                speaker = found
                stop = self.index(found[1])
            after = self._clause(stop, end)
            before = self._clause(i, k)
            led = (own or passive) and ts[i].low in s.leading
            if after is not None and (before is None or (stop < end and (ts[stop].text == "," or led) and after[1] - after[0] > 25)):
                return self._make(after, low, speaker)
            return self._make(before, low, speaker)
        return None
