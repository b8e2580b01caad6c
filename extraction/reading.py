"""A document made ready for the rules: sentences, paragraphs, named areas and entities, each found once."""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import dataclass

from extraction.entities import Entity, entities
from extraction.nlp import sentence_spans
from tagih.records import Document
from tagih.vocabulary.places import PlaceMention, find_places


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, `[start, end)`."""

    start: int
    end: int


class Reading:
    """What every rule gets. Everything is computed at first use and kept; nothing changes after."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._read_lines: dict[int, tuple[Entity, ...]] = {}

    @functools.cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences in order, never across a line break."""
        return tuple(Span(a, b) for a, b in sentence_spans(self.text))

    @functools.cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """Lines that are not blank."""
        return tuple(Span(m.start(), m.end()) for m in re.finditer(r"[^\n]*\S[^\n]*", self.text))

    @functools.cached_property
    def places(self) -> tuple[PlaceMention, ...]:
        """Areas that the text names, namesakes decided by the source's own area."""
        return tuple(find_places(self.text, near=self.document.jurisdiction))

    def entities_near(self, offset: int) -> tuple[Entity, ...]:
        """Persons, organisations and places in the line around an offset, as the trained spaCy pipeline reads them: evidence beside the
        grammars, never alone. The model reads line by line, so only the lines that somebody asks about are read."""
        start, end = self._lines[bisect.bisect_right(self._lines, (offset, len(self.text))) - 1]
        if start not in self._read_lines:
            line = self.text[start:end]
            self._read_lines[start] = tuple(Entity(start + e.start, start + e.end, e.label) for e in entities(line))
        return self._read_lines[start]

    @functools.cached_property
    def _lines(self) -> list[tuple[int, int]]:
        return [(m.start(), m.end()) for m in re.finditer(r"[^\n]*", self.text)]

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def sentence_index(self, offset: int) -> int:
        """The number of the sentence that holds this offset (or the last one before it)."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds this offset."""
        return self.sentences[self.sentence_index(offset)]
