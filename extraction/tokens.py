"""Words and marks of a text with their places and shapes: what the grammars of names, posts and speech read."""

from __future__ import annotations

import functools
import re
from typing import Literal, NamedTuple

from tagih.vocabulary.names import names
from tagih.vocabulary.offices import offices
from tagih.vocabulary.places import resolve
from tagih.vocabulary.speech import speech

Shape = Literal["C", "U", "I", "l", "d", "p", "n"]


class Token(NamedTuple):
    """One word or mark at `[start, end)`.

    `shape`: C capitalised word, U two or more capitals, I a single capital letter, l lower case, d digits,
    p a mark, n a line break. `glued`: no white space before it.
    """

    text: str
    low: str
    start: int
    end: int
    shape: Shape
    glued: bool


TOKEN = re.compile(r"[^\W\d_]+(?:['’‘`´][^\W\d_]+)*|\d+(?:[.,/]\d+)*|\n|[^\w\s]|_")
VERB = re.compile(r"([A-Z][a-z'’]{3,}?)((?:mem|men|meng|meny)[a-z]{5,})")  # a verb that lost the space before it: "Wibawamenggagas"
SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[A-Z][a-z]{2})")


@functools.cache
def _glued_verb() -> re.Pattern[str]:
    verbs = "|".join(sorted((v for v in speech().reports if len(v) >= 8), key=len, reverse=True))
    return re.compile(rf"([A-Z][a-z'’]{{2,}})({verbs})")


def _shape(word: str) -> Shape:
    if word[0].isupper():
        return "I" if len(word) == 1 else "U" if word.isupper() else "C"
    return "l"


def _pieces(word: str) -> list[int]:
    """Where a word that lost its spaces is cut: "GubernurRudi", "Wibawamenyatakan"."""
    if word.casefold() in offices().bodies.private:  # "NasDem"
        return []
    cuts = [m.start() for m in SEAM.finditer(word)]
    if cuts and cuts[0] < 3 and not word[: cuts[0]].isupper():
        cuts = []
    last = word[cuts[-1] :] if cuts else word
    if len(last) > 10 and (m := _glued_verb().fullmatch(last)):
        cuts.append(len(word) - len(m[2]))
    return cuts


@functools.lru_cache(maxsize=8)
def tokens(text: str) -> tuple[Token, ...]:
    """All words and marks of a text, in order; white space other than line breaks is left out."""
    found: list[Token] = []
    before = 0
    for m in TOKEN.finditer(text):
        word = m.group()
        start, end = m.span()
        first = word[0]
        if not first.isalpha():
            found.append(Token(word, word, start, end, "n" if first == "\n" else "d" if first.isdigit() else "p", start == before))
        elif len(word) > 5 and not word.islower() and (cuts := _pieces(word)):
            for a, b in zip([0, *cuts], [*cuts, len(word)], strict=True):
                piece = word[a:b]
                found.append(Token(piece, piece.casefold(), start + a, start + b, _shape(piece), a > 0 or start == before))
        else:
            found.append(Token(word, word.casefold(), start, end, _shape(word), start == before))
        before = end
    return tuple(_unglued(found))


@functools.cache
def _glued_word() -> re.Pattern[str]:
    words = "|".join(sorted(names().glued, key=len, reverse=True))
    return re.compile(rf"([A-Z][a-z'’]{{2,}}?)({words})")


def _unglued(found: list[Token]) -> list[Token]:
    """Function words cut from capitalised words that the text also has without them: "Wibawaakan" beside "Wibawa"."""
    known = {t.text for t in found if t.shape == "C"}
    result: list[Token] = []
    for t in found:
        if t.shape != "C" or len(t.text) <= 5:
            result.append(t)
            continue
        m = _glued_word().fullmatch(t.text)
        named = bool(result) and result[-1].low in names().given  # "Budi Wibawaakan", not "Gerakan"
        if m is None and (m := VERB.fullmatch(t.text)) and not (named or m[1] in known):
            m = None
        whole = (
            m is None
            or (m[1] not in known and not (named and (m[2] in names().glued_surely or VERB.fullmatch(t.text))))
            or t.low in names().given
        )
        if m is None or whole or resolve(t.text) is not None:  # "Alam Tarakan" is a name and a town
            result.append(t)
            continue
        cut = t.start + len(m[1])
        result.append(Token(m[1], m[1].casefold(), t.start, cut, "C", t.glued))
        result.append(Token(m[2], m[2].casefold(), cut, t.end, "l", True))
    return result
