"""Token-tagged sentences of `per_org_loc.jsonl` -> running text with entities as offsets in code points.

The running text has its marks set as print has them, so that a model is trained and measured on what it meets at work.
"""

from __future__ import annotations

import functools
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

SCHOOL = re.compile(r"(?:SD|SDN|SMP|SMPN|SMA|SMAN|SMK|SMKN|MA|MTs|TK|Sekolah|Universitas|Institut|Politeknik|Akademi|Perguruan Tinggi)\b")
ABBREVIATION = re.compile(r" ?\(([A-Z][\w-]*)\)")
PLACED = re.compile(r"\b(?:di|ke|dari|wilayah|daratan|negara|kota|seluruh|seantero|menuju|sampai|hingga)\s$", re.IGNORECASE)
ALIKE = re.compile(r",? (?:dan|serta|maupun|atau) |, (?:dan |serta )?")  # "di Belanda, Jerman dan Inggris"

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A text and its entities, `(start, end, label)`, in order and apart."""

    text: str
    entities: tuple[Span, ...]


def spans(tags: list[str]) -> list[Span]:
    """BIO tags -> token spans, `[first, last + 1)`."""
    found: list[list[Any]] = []
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


def abbreviated(example: Example) -> Example:
    """Bodies with the abbreviation behind them as one, "Bursa Efek Indonesia (BEI)": so 34 times in 40 in idner_news_2k, never in NERGrit."""
    kept: list[Span] = []
    end = 0
    for a, b, label in example.entities:
        if a < end:
            continue
        end = b
        if (
            label == "ORG"
            and (m := ABBREVIATION.match(example.text, b))
            and all(m.end() >= d for c, d, _ in example.entities if c < m.end())
        ):
            end = m.end()
        kept.append((a, end, label))
    return Example(example.text, tuple(kept))


@functools.cache
def countries() -> frozenset[str]:
    """Names of countries, in lower case."""
    with (Path(__file__).parent / "words.toml").open("rb") as f:
        return frozenset(tomllib.load(f)["countries"])


def placed(example: Example) -> Example:
    """NERGrit's places as idner_news_2k has them: a school is a body, and a country is a place where somebody is or goes, not where it acts
    or qualifies ("tim Jepang"): there idner marks 190 of 244 as nothing, NERGrit 11 of 293."""
    kept: list[Span] = []
    for a, b, label in example.entities:
        name = example.text[a:b]
        if label == "LOC" and SCHOOL.match(name):
            label = "ORG"
        elif label == "LOC" and name.casefold() in countries() and not PLACED.search(example.text, 0, a):
            before = kept[-1] if kept else (0, 0, "")
            if before[2] != "LOC" or not ALIKE.fullmatch(example.text, before[1], a):
                continue
        kept.append((a, b, label))
    return Example(example.text, tuple(kept))


def unified(example: Example) -> Example:
    """An example tagged otherwise, with idner_news_2k's convention of places and abbreviations."""
    return abbreviated(placed(example))


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
    """(source, split) -> examples; source is `idner` or `nergrit`. Test sets keep their tags as published, NERGrit's others follow idner's."""
    found: dict[tuple[str, str], list[Example]] = {}
    with (data / "ner" / "per_org_loc.jsonl").open(encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            source = row["source"].split("_")[0]
            marks = spans(row["tags"])
            published = row["split"] == "test"
            if source == "nergrit" and not published:
                marks = untitled(row["tokens"], marks)
            example = running(row["tokens"], marks, parted=source == "nergrit")
            if not published:
                example = unified(example) if source == "nergrit" else abbreviated(example)
            found.setdefault((source, row["split"]), []).append(example)
    return found
