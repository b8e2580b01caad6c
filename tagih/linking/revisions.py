"""Two versions of one document -> what its publisher changed: the words, and the records that the change touched. Pure.

Rules find more from one version of theirs to the next, and that is no publisher's doing. So nothing here follows from the
records of the new version alone: a record of the old version is looked at only where the words of its own passage (of its
sentence, for what is read from a whole sentence) are no longer the same, and counts as gone only where its words stand nowhere
in the new text. Where the two versions were read by different rules, what the rules say (values, due dates) is compared only as
far as the text itself differs. A version that was read from the bytes of the one before it is another reading, and no revision.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Literal

from tagih.linking.counterparts import LONGEST, Key, counterparts, likeness
from tagih.linking.words import Range, Words, differences
from tagih.records import Commitment, Figure, Record, Target
from tagih.records.ids import record_id
from tagih.records.output import decimal_text
from tagih.records.revisions import Edit, EditKind, Hunk, Notice, Passage, Revision, Terms, VersionText
from tagih.vocabulary.notices import declares
from tagih.vocabulary.page_words import furniture_line, notice_anywhere, related_cue, stamp_line, teaser_line

RULE, VERSION = "revisions", "1"

What = Literal["quote", "figure", "target", "commitment"]
Amount = tuple[Decimal | None, Decimal | None, str | None]
CHANGED: Mapping[What, EditKind] = {
    "quote": "quote_changed",
    "figure": "figure_changed",
    "target": "target_changed",
    "commitment": "commitment_changed",
}
REMOVED: Mapping[What, EditKind] = {
    "quote": "quote_removed",
    "figure": "figure_removed",
    "target": "target_removed",
    "commitment": "commitment_removed",
}
NO_TERMS = Terms()

MOST_RECORDS = 1_000  # touched records of a kind that one comparison looks at; an article has fewer than 100 of all kinds
AROUND = 60  # words on each side of a figure, within its sentence, that say what it counts
QUOTE_LEAST = 0.5  # likeness of a quotation to what it was reworded to
CONTEXT_LEAST = 0.6  # likeness of what stands around a figure, and of a commitment's words, to say that it is the same one
RULES_ONLY = 0.8  # likeness from which a commitment that newer rules do not see is none that its publisher took back
LONGEST_FURNITURE, LONGEST_STAMP = 250, 90  # characters: a longer line is running text whatever it begins with


def compare(old: VersionText, new: VersionText) -> Revision:
    """What became of a version in the next one."""
    if new.reread:
        return Revision(old=old.id, new=new.id, cause="reading", material=False, hunks=())
    return _Comparison(_Side(old), _Side(new)).revision()


class _Side:
    """One version, with its words, and the token ranges that are its own and not the other version's."""

    def __init__(self, version: VersionText) -> None:
        self.version, self.words = version, Words.of(version.text)
        self.title = Words.of(version.title or "")
        self.changed: tuple[tuple[int, int], ...] = ()
        self._sentence_starts = [start for start, _ in version.sentences]
        self._furniture: dict[int, bool] = {}

    @cached_property
    def spoken(self) -> str:
        """All words and numbers, each between spaces."""
        return f" {' '.join(self.words.spoken(0, len(self.words.forms)))} "

    @cached_property
    def _neighbours(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise(self.words.spoken(0, len(self.words.forms))))

    def says(self, words: Key) -> bool:
        """Whether these words stand somewhere, one after the other."""
        # A search of the whole text takes a millisecond a megabyte; nearly all that is gone has two neighbours that are no more.
        if not self._neighbours.issuperset(pairwise(words)):
            return False
        return not words or f" {' '.join(words)} " in self.spoken

    def touched(self, start: int, end: int) -> bool:
        """Whether a token of `[start, end)` is no longer there, or one was put between two of them."""
        first, last = self.words.range(start, end)
        i = bisect_right(self.changed, (first, first))
        before = i > 0 and self.changed[i - 1][1] > first
        return before or (i < len(self.changed) and self.changed[i][0] < last)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """`[start, end)` widened to its sentence, where sentences are known."""
        i = bisect_right(self._sentence_starts, start) - 1
        if i >= 0 and self.version.sentences[i][1] > start:
            return min(start, self.version.sentences[i][0]), max(end, self.version.sentences[i][1])
        return start, end

    def said(self, record: Record) -> Key:
        """The words of a record's own passage."""
        return self.words.spoken(*self.words.range(record.start, record.end))

    def bare(self, record: Record) -> tuple[int, int]:
        """Where a record's words stand, without the signs around them: a quotation and the commitment in it are one passage."""
        first, last = self.words.range(record.start, record.end)
        while last > first and not self.words.forms[last - 1][0].isalnum():
            last -= 1
        while first < last and not self.words.forms[first][0].isalnum():
            first += 1
        return self.words.span(first, last)

    def context(self, record: Record) -> Key:
        """The words around a figure in its sentence: its own number is "#", every other is "0"."""
        first, last = self.words.range(record.start, record.end)
        start, end = self.words.range(*self.sentence(record.start, record.end))
        before = _unnumbered(self.words.spoken(max(start, first - AROUND), first))
        own = ["#" if w[0].isdigit() else w for w in self.words.spoken(first, last)]
        return [*before, *own, *_unnumbered(self.words.spoken(last, min(end, last + AROUND)))]

    def numbers(self, record: Record) -> Key:
        """The numbers in a record's passage, as written."""
        return [w for w in self.said(record) if w[0].isdigit()]

    def passage(self, start: int, end: int) -> Passage:
        return Passage(start, end, self.version.text[start:end])

    def lines(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """The lines that hold tokens `[first, last)`: each line's number, and which of these tokens it holds."""
        i = bisect_right(self.words.lines, (first, len(self.words.forms))) - 1
        while first < last:
            stop = min(last, self.words.lines[i][1])
            yield i, first, stop
            first, i = stop, i + 1

    def line_of(self, start: int) -> int:
        """The number of the line that a token at `start` stands in."""
        token = self.words.range(start, start + 1)[0]
        return bisect_right(self.words.lines, (token, len(self.words.forms))) - 1

    def line(self, number: int) -> Passage:
        """A line, from its first token to its last."""
        return self.passage(*self.words.span(*self.words.lines[number]))

    def is_furniture(self, number: int) -> bool:
        """Whether a line is a page's and not its article's; asked once a line, however many changes it holds."""
        if number not in self._furniture:
            start, end = self.words.span(*self.words.lines[number])
            self._furniture[number] = end - start <= LONGEST_FURNITURE and is_furniture(self.version.text[start:end])
        return self._furniture[number]


def _unnumbered(words: Key) -> list[str]:
    return ["0" if w[0].isdigit() else w for w in words]


def is_furniture(line: str) -> bool:
    """Whether a line is a page's and not its article's: a pointer to another story, a counter, a clock, a button, a notice."""
    if len(line) <= LONGEST_STAMP and (teaser_line().match(line) or stamp_line().match(line)):
        return True
    return bool(related_cue().match(line) or furniture_line().match(line) or notice_anywhere().search(line))


class _Comparison:
    def __init__(self, old: _Side, new: _Side) -> None:
        self.old, self.new = old, new
        self.ranges = differences(old.words, new.words)
        old.changed = tuple((i, j) for i, j, _, _ in self.ranges)
        new.changed = tuple((k, m) for _, _, k, m in self.ranges)
        self.same_rules = old.version.run == new.version.run
        self.uncompared = 0
        self.taken: set[str] = set()  # ids of edits
        self.told: set[tuple[int, int]] = set()  # passages of the old version that an edit tells of

    def revision(self) -> Revision:
        removed = added = 0
        for i, j, k, m in self.ranges:
            gone, come = self._words(self.old, i, j), self._words(self.new, k, m)
            if "".join(gone) != "".join(come):
                removed, added = removed + len(gone), added + len(come)
        title = self._title()
        material = bool(removed or added or title)
        revision = Revision(
            old=self.old.version.id,
            new=self.new.version.id,
            cause="publisher",
            material=material,
            hunks=tuple(self._hunk(r) for r in self.ranges),
            words_removed=removed,
            words_added=added,
        )
        if not material:
            return revision
        edits = (*title, *self._quotes(), *self._amounts(), *self._commitments())
        return dataclasses.replace(revision, notice=self._notice(), edits=edits, uncompared=self.uncompared)

    @staticmethod
    def _words(side: _Side, first: int, last: int) -> list[str]:
        """The words of a change that belong to the article."""
        return [w for line, i, j in side.lines(first, last) if not side.is_furniture(line) for w in side.words.spoken(i, j)]

    def _hunk(self, r: Range) -> Hunk:
        return Hunk(*self.old.words.span(r[0], r[1]), *self.new.words.span(r[2], r[3]))

    def _place(self, start: int, end: int) -> Passage | None:
        """What the new text has where the old one had `[start, end)`; None where that is nothing, or more than a passage."""
        first, last = self.old.words.range(start, end)
        new_first, new_last = self._moved(first, at_end=False), self._moved(last, at_end=True)
        fits = 0 < new_last - new_first <= LONGEST
        return self.new.passage(*self.new.words.span(new_first, new_last)) if fits else None

    def _moved(self, token: int, *, at_end: bool) -> int:
        """Where a token's place is in the new text; inside a change, the change's beginning or end."""
        i = bisect_right(self.ranges, (token, token if at_end else len(self.old.words.forms) + 1)) - 1
        if i < 0:
            return token
        _, b, c, d = self.ranges[i]
        if token < b:
            return d if at_end else c
        return d + token - b

    # --- what the page says itself -----------------------------------------------------------------------------------

    def _notice(self) -> Notice | None:
        """A correction or an update that the new version announces and the old one did not; a correction before an update."""
        found = []
        title = self.new.version.title or ""
        if (said := declares(title)) and declares(self.old.version.title or "") != said:
            found.append(Notice(declares=said, passage=Passage(0, len(title), title, "title")))
        changed = dict.fromkeys(number for first, last in self.new.changed for number, _, _ in self.new.lines(first, last))
        found += [Notice(declares=said, passage=passage) for passage in map(self.new.line, changed) if (said := declares(passage.text))]
        return min(found, key=lambda n: n.declares, default=None)

    def _title(self) -> list[Edit]:
        old, new = self.old.title, self.new.title
        before, after = old.spoken(0, len(old.forms)), new.spoken(0, len(new.forms))
        if "".join(before) == "".join(after) or not before:
            return []
        stands = Passage(0, len(new.text), new.text, "title") if after else None
        gone = Passage(0, len(old.text), old.text, "title")
        return [Edit(id="title", kind="title_changed", record=None, old=gone, new=stands, similarity=round(likeness(before, after), 3))]

    # --- records -------------------------------------------------------------------------------------------------------

    def _touched(self, side: _Side, records: Iterable[Record], *, sentence: bool = False) -> list[Record]:
        """A version's records whose passage (or whole sentence) the other version does not have; none told of before."""
        told = self.told if side is self.old else frozenset()
        found = [
            r
            for r in records
            if side.bare(r) not in told
            and side.touched(*(side.sentence(r.start, r.end) if sentence else (r.start, r.end)))
            and not side.is_furniture(side.line_of(r.start))
        ]
        self.uncompared += max(0, len(found) - MOST_RECORDS) if side is self.old else 0
        return found[:MOST_RECORDS]

    def _edit(self, what: What, old: Record, new: Passage, alike: float, terms: Terms = NO_TERMS) -> Edit:
        self.told.add(self.old.bare(old))
        return Edit(
            id=record_id(what, old.start, self.taken),
            kind=CHANGED[what],
            record=old.id,
            old=self.old.passage(old.start, old.end),
            new=new,
            old_terms=_terms(old),
            new_terms=terms,
            similarity=round(alike, 3),
        )

    def _removed(self, what: What, old: Record, place: Passage | None = None) -> Edit:
        self.told.add(self.old.bare(old))
        return Edit(
            id=record_id(what, old.start, self.taken),
            kind=REMOVED[what],
            record=old.id,
            old=self.old.passage(old.start, old.end),
            new=place,
            old_terms=_terms(old),
        )

    def _reworded(self, what: What, old: Record, least: float) -> Edit:
        """A record without a counterpart: changed where its place now says something like it, else removed."""
        place = self._place(old.start, old.end)
        alike = likeness(self.old.said(old), self.new.words.spoken(*self.new.words.range(place.start, place.end))) if place else 0.0
        return self._edit(what, old, place, alike) if place and alike >= least else self._removed(what, old)

    def _quotes(self) -> Iterator[Edit]:
        """Quotations; one that only grew still has all its words, and says another thing ("... if there is money")."""
        direct = [[s for s in side.version.statements if s.speech == "direct"] for side in (self.old, self.new)]
        said = [{self.old.said(s) for s in direct[0]}, {self.new.said(s) for s in direct[1]}]
        gone = [r for r in self._touched(self.old, direct[0]) if self.old.said(r) not in said[1]]
        now = [r for r in self._touched(self.new, direct[1]) if self.new.said(r) not in said[0]]
        found = counterparts([self.old.said(r) for r in gone], [self.new.said(r) for r in now], QUOTE_LEAST)
        for i, r in enumerate(gone):
            stands = self.new.says(self.old.said(r))
            if i in found and (self.same_rules or not stands):
                new = now[found[i][0]]
                yield self._edit("quote", r, self.new.passage(new.start, new.end), found[i][1])
            elif not stands:
                yield self._reworded("quote", r, QUOTE_LEAST)

    def _amounts(self) -> Iterator[Edit]:
        """Targets and figures; a figure that is a target is told of once, as the target."""
        kinds: tuple[tuple[What, Sequence[Record], Sequence[Record], bool], ...] = (
            ("target", self.old.version.targets, self.new.version.targets, True),
            ("figure", self.old.version.figures, self.new.version.figures, False),
        )
        for what, old_records, new_records, sentence in kinds:
            before = self._touched(self.old, old_records, sentence=sentence)
            after = self._touched(self.new, new_records, sentence=sentence)
            amounts = {_amount(r) for r in new_records}
            found = counterparts([self.old.context(r) for r in before], [self.new.context(r) for r in after], CONTEXT_LEAST)
            for i, r in enumerate(before):
                edit = self._amount(what, r, after[found[i][0]], found[i][1]) if i in found else self._lost(what, r, amounts)
                if edit is not None:
                    yield edit

    def _amount(self, what: What, old: Record, new: Record, alike: float) -> Edit | None:
        """A figure or target beside the one that stands for it now."""
        if _amount(old) == _amount(new) and (not self.same_rules or _terms(old).due == _terms(new).due):
            return None
        if not self.same_rules and self.old.numbers(old) == self.new.numbers(new):
            return None  # the number is as it was; the rules read it otherwise
        return self._edit(what, old, self.new.passage(new.start, new.end), alike, _terms(new))

    def _lost(self, what: What, old: Record, amounts: Set[Amount]) -> Edit | None:
        """A figure or target for which nothing stands now; None where the same amount is found elsewhere."""
        start, end = self.old.sentence(old.start, old.end)
        sentence = self.old.words.spoken(*self.old.words.range(start, end))
        if _amount(old) in amounts or self.new.says(sentence if what == "target" else self.old.said(old)):
            return None
        numbers = self.old.numbers(old)
        if not self.same_rules and all(self.new.says([n]) for n in numbers):
            return None
        place = self._place(start, end)
        alike = likeness(sentence, self.new.words.spoken(*self.new.words.range(place.start, place.end))) if place else 0.0
        return self._removed(what, old, place if alike >= QUOTE_LEAST else None)

    def _commitments(self) -> Iterator[Edit]:
        before = self._touched(self.old, self.old.version.commitments, sentence=True)
        after = self._touched(self.new, self.new.version.commitments, sentence=True)
        found = counterparts([self.old.said(r) for r in before], [self.new.said(r) for r in after], CONTEXT_LEAST)
        for i, r in enumerate(before):
            edit = self._commitment(r, *((after[found[i][0]], found[i][1]) if i in found else (None, 0.0)))
            if edit is not None:
                yield edit

    def _commitment(self, old: Record, new: Record | None, alike: float) -> Edit | None:
        said = self.old.said(old)
        if self.new.says(said):
            return None
        if new is None:
            edit = self._reworded("commitment", old, CONTEXT_LEAST)
            # Where hardly a word is other, only other rules may see no commitment any more.
            rules_only = not self.same_rules and edit.similarity is not None and edit.similarity >= RULES_ONLY
            return None if rules_only else edit
        # Other numbers are told of as figures and targets; what is left is a due date.
        numbers_only = "".join(_unnumbered(said)) == "".join(_unnumbered(self.new.said(new)))
        told = not self.same_rules or _terms(old) == _terms(new) or any(old.start <= a < old.end for a, _ in self.told)
        if numbers_only and told:
            return None
        return self._edit("commitment", old, self.new.passage(new.start, new.end), alike, _terms(new))


def _amount(record: Record) -> Amount:
    """What a figure or target amounts to."""
    if isinstance(record, Figure):
        return record.value, record.value_high, record.unit
    assert isinstance(record, Target)
    return record.value, None, record.unit


def _terms(record: Record) -> Terms:
    match record:
        case Figure():
            return Terms(value=decimal_text(record.value), unit=record.unit)
        case Target():
            return Terms(value=decimal_text(record.value), unit=record.unit, due=record.due)
        case Commitment():
            return Terms(due=record.due, status=record.status)
        case _:
            return NO_TERMS
