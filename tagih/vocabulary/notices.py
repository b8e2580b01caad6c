"""Words by which a page announces that it was corrected or updated: `notices.toml`, checked and compiled once."""

from __future__ import annotations

import functools
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

from tagih.vocabulary.load import checked, shipped
from tagih.vocabulary.page_words import Words, alternatives, stamp_line

FILE = "notices.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cues(_Strict):
    """How one kind of notice is worded."""

    heads: Words
    openers: Words
    verbs: Words
    phrases: Words


class Notices(_Strict):
    """The whole of `notices.toml`."""

    selves: Words
    correction: Cues
    update: Cues


@functools.cache
def notices() -> Notices:
    """The checked words, read once. Raises VocabularyError."""
    return read_notices(shipped(FILE))


def read_notices(text: str) -> Notices:
    """The file's text -> checked words. Raises VocabularyError."""
    return checked(Notices, text, where=f"tagih/vocabulary/{FILE}")


def _pattern(cues: Cues) -> re.Pattern[str]:
    heads = alternatives(cues.heads)
    said = (
        rf"(?<!\w)(?:{alternatives(notices().selves)})\s+ini\s+(?:(?:sudah|telah|kemudian|pernah)\s+){{0,2}}(?:{alternatives(cues.verbs)})"
    )
    phrases = rf"|(?<!\w)(?:{alternatives(cues.phrases)})" if cues.phrases else ""
    opening = rf"^[\W_]{{0,3}}(?:(?:{heads})\s?(?:[:\])–—-]|\d)|(?:{alternatives(cues.openers)}))"
    return re.compile(rf"{opening}|[\[(](?:{heads})[\])]|{said}{phrases}", re.I)


@functools.cache
def _stamp_head() -> re.Pattern[str]:
    cues = notices().update
    return re.compile(rf"[\W_]{{0,3}}(?:{alternatives((*cues.openers, *cues.heads))})\s?:?\s?", re.I)


def is_update_stamp(line: str) -> bool:
    """Whether a line is nothing but a clock that says when its page was updated: "Diperbarui pada 4 Mei 2031, 10.00 WIB"."""
    head = _stamp_head().match(line)
    return head is not None and any(c.isdigit() for c in line) and stamp_line().match(line, head.end()) is not None


@functools.cache
def _patterns() -> dict[Literal["correction", "update"], re.Pattern[str]]:
    return {"correction": _pattern(notices().correction), "update": _pattern(notices().update)}


def declares(line: str) -> Literal["correction", "update"] | None:
    """What a line or a title announces of its own page; None for nothing. What says both is a correction."""
    return next((kind for kind, pattern in _patterns().items() if pattern.search(line)), None)
