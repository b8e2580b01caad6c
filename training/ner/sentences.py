"""Token-tagged sentences of `per_org_loc.jsonl` -> running text with entities as offsets in code points.

The running text has its marks set as print has them, so that a model is trained and measured on what it meets at work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CLOSING = frozenset(",.;:!?)]}%”’")
OPENING = frozenset("([{“‘")
HONORIFICS = frozenset(
    [
        "pak",
        "bapak",
        "ibu",
        "bu",
        "h.",
        "hj.",
        "dr.",
        "drs.",
        "dra.",
        "ir.",
        "prof.",
        "jenderal",
        "letjen",
        "mayjen",
        "brigjen",
        "kolonel",
        "letkol",
        "mayor",
        "kapten",
        "presiden",
        "perdana",
        "menteri",
        "kh.",
        "k.h.",
        "ustadz",
        "ustaz",
        "kiai",
        "kyai",
        "syekh",
        "sir",
    ]
)

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its entities, `(start, end, label)`, in order and apart."""

    text: str
    entities: tuple[Span, ...]


def spans(tags: list[str]) -> list[Span]:
    """BIO tags -> token spans, `[first, last + 1)`."""
    found: list[list] = []
    for i, tag in enumerate(tags):
        if tag[0] == "B" or (tag[0] == "I" and (not found or found[-1][1] != i or found[-1][2] != tag[2:])):
            found.append([i, i + 1, tag[2:]])
        elif tag[0] == "I":
            found[-1][1] = i + 1
    return [(a, b, label) for a, b, label in found]


def untitled(tokens: list[str], found: list[Span]) -> list[Span]:
    """Persons without the titles before their names, as idner_news_2k has them."""
    out = []
    for a, b, label in found:
        while label == "PER" and b - a > 1 and tokens[a].casefold() in HONORIFICS:
            a += 1
        out.append((a, b, label))
    return out


def running(tokens: list[str], found: Iterable[Span], *, parted: bool) -> Example:
    """Set tokens as print does. `parted`: NERGrit parts "U-20" and "3.000" as "U - 20" and "3 . 000"."""
    text = ""
    starts, ends = [], []
    quoted = False
    glue = True
    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else ""
        before = tokens[i - 1] if i else ""
        quote = token == '"'
        inner = parted and before[-1:].isalnum() and after[:1].isalnum()
        if token in CLOSING or (quote and quoted) or (inner and token in "-/'"):
            glue = True
        text += token if glue else " " + token
        starts.append(len(text) - len(token))
        ends.append(len(text))
        number = token in ".," and before[-1:].isdigit() and after[:1].isdigit()
        glue = token in OPENING or (quote and not quoted) or (inner and (token in "-/'" or number))
        quoted ^= quote
    return Example(text, tuple((starts[a], ends[b - 1], label) for a, b, label in found))


def read(data: Path) -> dict[tuple[str, str], list[Example]]:
    """(source, split) -> examples; source is `idner` or `nergrit`. Test sets keep their tags as published, NERGrit's others lose titles."""
    found: dict[tuple[str, str], list[Example]] = {}
    with (data / "ner" / "per_org_loc.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            source = row["source"].split("_")[0]
            marks = spans(row["tags"])
            if source == "nergrit" and row["split"] != "test":
                marks = untitled(row["tokens"], marks)
            found.setdefault((source, row["split"]), []).append(running(row["tokens"], marks, parted=source == "nergrit"))
    return found
