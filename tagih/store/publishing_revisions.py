"""What a document's publisher changed, as rows of the public file: within the article's share, private names of every version covered."""

from __future__ import annotations

import dataclasses
import json
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from tagih.records.revisions import Edit, Hunk, Passage, Revision
from tagih.store.carry import AROUND_EDITED, CURRENT, EDITED, NOTICED, PRIORITY, Carried, Wish, runs
from tagih.store.model import Stored
from tagih.store.privacy import Masker
from tagih.store.revisions import TERMS, History, ShownVersion, revision_id
from tagih.store.sentences import around

Row = dict[str, Any]
Segment = tuple[str, str | int]
LAST = len(PRIORITY) + 1  # the rank of what stands around a change: after all evidence of records
Spans = tuple[tuple[int, int], ...]
BEYOND_SHARE = "share"
KEPT, REMOVED, ADDED = "=", "-", "+"


class RevisionPublisher:
    """A document's revisions: what they would show, and their rows once it is said how much of that may be shown."""

    def __init__(self, stored: Stored, history: History, masker: Masker) -> None:
        self.document, self.current, self.history = stored.extraction.document.id, stored.version, history
        # Who is private in one version is covered in all of them.
        people = {name for v in history.versions.values() for name in v.extraction.document.private_people}
        people |= set(stored.extraction.document.private_people)
        self.texts = {id_: _Masked(version, tuple(sorted(people)), masker) for id_, version in history.versions.items()}

    def older(self) -> dict[int, int]:
        """The lengths of older versions, by their numbers."""
        return {id_: len(version.text) for id_, version in self.texts.items() if id_ != self.current}

    def _key(self, version: int) -> int:
        return CURRENT if version == self.current else version

    def wishes(self) -> Iterator[Wish]:
        """The words of records that changed, and after all else what was changed around them."""
        for revision in self.history.revisions:
            if revision.notice is not None and revision.notice.passage.field == "text":
                said = revision.notice.passage
                yield self._wish(NOTICED, revision.new, said.start, said.end, "notices", str(revision.new))
            for edit in revision.edits:
                for version, passage in ((revision.old, edit.old), (revision.new, edit.new)):
                    if passage is not None and passage.field == "text":
                        record = self._wished(revision, edit, version)
                        yield self._wish(EDITED, version, passage.start, passage.end, "edits", record)
                        start, end = self._evidence(edit, version, passage)
                        yield self._wish(AROUND_EDITED, version, start, end, "sentences", record)
                        yield self._wish(LAST, version, start, end, "sentences", record)
            for number, hunk in enumerate(revision.hunks):
                new, old = f"{revision.new}-{number}-new", f"{revision.new}-{number}-old"
                start, end = self.texts[revision.new].sentence(hunk.new_start, hunk.new_end)
                if start < end:
                    yield self._wish(LAST, revision.new, start, end, "hunks", new)
                if hunk.old_start < hunk.old_end:
                    yield self._wish(LAST, revision.old, hunk.old_start, hunk.old_end, "hunks", old)

    def _wish(self, rank: int, version: int, start: int, end: int, kind: str, record: str) -> Wish:
        first, *others = self._stretches(version, start, end)
        return Wish(rank, first[1], first[2], kind, record, first[0], tuple(others))

    def _stretches(self, version: int, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Where these words stand, each part in the newest version that still has it: no word is counted twice."""
        revision = self.history.next.get(version)
        if revision is None:
            yield self._key(version), start, end
            return
        hunks = revision.hunks
        i = max(0, bisect_right(hunks, start, key=lambda h: h.old_start) - 1)
        before, after = (hunks[i - 1].old_end, hunks[i - 1].new_end) if i else (0, 0)
        while start < end:
            hunk = hunks[i] if i < len(hunks) else None
            stop, new_stop = (hunk.old_start, hunk.new_start) if hunk else self._lengths(revision)
            if start < min(stop, end):  # words that stayed; where their signs or spaces did not, they are counted as the old version's
                last = min(stop, end)
                if stop - before == new_stop - after:
                    yield from self._stretches(revision.new, start - before + after, last - before + after)
                else:
                    yield self._key(version), start, last
                start = last
            if hunk and hunk.old_end > start and hunk.old_start < end:
                yield self._key(version), start, min(hunk.old_end, end)
                start = min(hunk.old_end, end)
            if hunk is None:
                return
            before, after, i = hunk.old_end, hunk.new_end, i + 1

    def _lengths(self, revision: Revision) -> tuple[int, int]:
        return len(self.texts[revision.old].text), len(self.texts[revision.new].text)

    def _evidence(self, edit: Edit, version: int, passage: Passage) -> tuple[int, int]:
        """A quotation shows what was said; anything else the sentence around it."""
        if edit.kind in ("quote_changed", "quote_removed"):
            return passage.start, passage.end
        return self.texts[version].sentence(passage.start, passage.end)

    @staticmethod
    def _wished(revision: Revision, edit: Edit, version: int) -> str:
        return f"{revision.new}-{edit.id}-{'old' if version == revision.old else 'new'}"

    def rows(self, carried: Carried) -> dict[str, list[Row]]:
        """The rows of `revisions` and `edits`."""
        shown = {self.current: carried.spans}
        for id_ in self.texts:
            self._show(id_, carried, shown)
        revisions, edits = [], []
        for revision in self.history.revisions:
            old, new = self.history.versions[revision.old], self.history.versions[revision.new]
            row_id = revision_id(self.document, new)
            segments = list(
                _segments(revision.hunks, self.texts[revision.old], self.texts[revision.new], shown[revision.old], shown[revision.new])
            )
            notice = revision.notice
            told = notice and self.texts[revision.new].shown(notice.passage, shown[revision.new])
            revisions.append(
                {
                    "id": row_id,
                    "document_id": self.document,
                    "number": new.number,
                    "seen": new.first_seen,
                    "seen_before": old.fetched_at,
                    "words_removed": revision.words_removed,
                    "words_added": revision.words_added,
                    "edits": len(revision.edits),
                    "declares": notice and notice.declares,
                    "notice": told,
                    "diff": json.dumps(segments, ensure_ascii=False),
                    "withheld": BEYOND_SHARE if any(s[0] in "-+" and isinstance(s[1], int) for s in segments) else None,
                    "uncompared": revision.uncompared,
                }
            )
            edits += [self._edit(revision, e, row_id, new.first_seen, carried) for e in revision.edits]
        return {"revisions": revisions, "edits": edits}

    def _show(self, version: int, carried: Carried, shown: dict[int, Spans]) -> Spans:
        """What readers see of a version: what is carried of it, and what it has in common with what they see of the next one."""
        if version not in shown:
            own = carried.older.get(version, ())
            if revision := self.history.next.get(version):
                marks = bytearray(len(self.texts[version].text))
                cutter = _Cutter(self.texts[revision.new].masked, self._show(revision.new, carried, shown))
                for start, end, after in _kept(revision, len(marks), len(cutter.text)):
                    for first, last in cutter.shown(after, after + end - start):
                        marks[start + first - after : start + last - after] = b"\1" * (last - first)
                for start, end in own:
                    marks[start:end] = b"\1" * (end - start)
                own = tuple(runs(marks))
            shown[version] = own
        return shown[version]

    def _edit(self, revision: Revision, edit: Edit, row_id: str, seen: str, carried: Carried) -> Row:
        row: Row = {
            "id": f"{row_id}-{edit.id}",
            "document_id": self.document,
            "revision_id": row_id,
            "kind": edit.kind,
            "declared": revision.notice and revision.notice.declares,
            "seen": seen,
            "similarity": edit.similarity,
            "withheld": None,
        }
        for side, version, passage, terms in (
            ("old", revision.old, edit.old, edit.old_terms),
            ("new", revision.new, edit.new, edit.new_terms),
        ):
            row |= {f"{side}_{name}": getattr(terms, name) for name in TERMS}
            quote = sentence = None
            if passage is not None and passage.field == "title":
                quote = self.texts[version].title
            elif passage is not None and ("edits", self._wished(revision, edit, version)) in carried.records:
                quote = self.texts[version].masked[passage.start : passage.end]
                if ("sentences", self._wished(revision, edit, version)) in carried.records:
                    start, end = self._evidence(edit, version, passage)
                    sentence = self.texts[version].masked[start:end]
            elif passage is not None:
                row["withheld"] = BEYOND_SHARE
            row |= {f"{side}_quote": quote, f"{side}_sentence": sentence}
            row |= {f"{side}_start": passage and passage.start, f"{side}_end": passage and passage.end}
        return row


class _Masked:
    """A version's text with private names covered, each code point in its place."""

    def __init__(self, version: ShownVersion, people: tuple[str, ...], masker: Masker) -> None:
        document = dataclasses.replace(version.extraction.document, private_people=people)
        self.mask = mask = masker.within(dataclasses.replace(version.extraction, document=document)).mask
        self.text, self.sentences = document.text, version.sentences
        self.masked = mask(document.text) or ""
        self.title = mask(document.title)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """`[start, end)` widened to whole sentences; for an empty place the sentence that follows."""
        end = max(end, min(start + 1, len(self.text)))
        return around(self.text, self.sentences, start, end) if start < end else (start, end)

    def shown(self, passage: Passage, spans: tuple[tuple[int, int], ...]) -> str | None:
        """A passage where all of it is carried; a title always is, and a clock of the page."""
        if passage.field != "text":
            return self.mask(passage.text)
        if any(start <= passage.start and passage.end <= end for start, end in spans):
            return self.masked[passage.start : passage.end]
        return None


def _kept(revision: Revision, old: int, new: int) -> Iterator[tuple[int, int, int]]:
    """Where the words of the old text, `[start, end)`, stand in the new one unchanged to the last sign."""
    before = after = 0
    for hunk in (*revision.hunks, Hunk(old, old, new, new)):
        if before < hunk.old_start and hunk.old_start - before == hunk.new_start - after:
            yield before, hunk.old_start, after
        before, after = hunk.old_end, hunk.new_end


def _segments(hunks: tuple[Hunk, ...], old: _Masked, new: _Masked, old_shown: Spans, new_shown: Spans) -> Iterator[Segment]:
    """The new text with what was removed and added, as (mark, words), or (mark, code points) where they are not carried."""
    before = _Cutter(old.masked, old_shown)
    after = _Cutter(new.masked, new_shown)
    place = 0
    for hunk in hunks:
        yield from after.cut(KEPT, place, hunk.new_start)
        yield from before.cut(REMOVED, hunk.old_start, hunk.old_end)
        yield from after.cut(ADDED, hunk.new_start, hunk.new_end)
        place = hunk.new_end
    yield from after.cut(KEPT, place, len(new.masked))


class _Cutter:
    """Cuts a text, from left to right, into what is carried and what is not."""

    def __init__(self, text: str, spans: Spans) -> None:
        self.text, self.spans, self.at = text, spans, 0

    def shown(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The places in `[start, end)` that are carried."""
        at = start
        for _, words in self.cut(KEPT, start, end):
            size = words if isinstance(words, int) else len(words)
            if isinstance(words, str):
                yield at, at + size
            at += size

    def cut(self, mark: str, start: int, end: int) -> Iterator[Segment]:
        while start < end:
            while self.at < len(self.spans) and self.spans[self.at][1] <= start:
                self.at += 1
            first, last = self.spans[self.at] if self.at < len(self.spans) else (end, end)
            if start < first:
                yield mark, min(first, end) - start
            elif last > start:
                yield mark, self.text[start : min(last, end)]
            start = min(end, first if start < first else last)
