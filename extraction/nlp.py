"""The spaCy `id` pipeline: tokens and sentences, loaded once a process.

Sentences are found on the text itself (`sentence_spans`) and set on the tokens by a component, so that a
rule may use either.
"""

from __future__ import annotations

import functools
import re

import spacy
from spacy.language import Language
from spacy.tokens import Doc

# Abbreviations before a full stop that does not end a sentence: honorifics, degrees, ranks, "No.", "Rp.".
ABBREVIATION = re.compile(
    r"(?:\b(?:H|Hj|Ir|Dr|Drs|Dra|Prof|KH|Tgk|Tn|Ny|Sdr|St|Moh|Muh|Abd|Plt|Pj|Pjs|Plh|Pgs|No|Nomor|Rp|Kab|Kec|Kel|Prov|Jl|Jln|Gg|RT|RW|Kol|Letkol|Mayjen|Brigjen|Irjen|Kombes"
    r"|hlm|dkk|dll|dsb|dst|tsb|yg|a\.n|u\.b|d\.a|S|M|SE|SH|MM|MH|Sos|Si|Pd|Hum|Kes|Ag|Kom|Kep|Ked|Farm|Pt|IP|AP|STP|Th|Eng|Sc|Ph|Amd|A\.Md|Lc|MA|MT|ST|[A-Z])|(?<=\d))\.$"
)
END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*|\n)(?=\s|$)|\n")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Sentences as `[start, end)`, outer white space left out; a line break always ends one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for m in END.finditer(text):
        if m.group() != "\n":
            rest = text[m.end() : m.end() + 3].lstrip(" \u00a0")
            stop = m.group()[0] == "."
            if stop and rest and not rest.startswith("\n"):
                if ABBREVIATION.search(text[max(start, m.start() - 12) : m.start() + 1]) and not text[m.start() - 1].isdigit():
                    continue
                if rest[0].islower() or (text[m.start() - 1].isdigit() and rest[0].isdigit()):
                    continue
            elif rest and rest[0].islower():
                continue
        _add(text, start, m.end(), spans)
        start = m.end()
    _add(text, start, len(text), spans)
    return spans


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


@Language.component("tagih_sentences")
def _sentences(doc: Doc) -> Doc:
    starts = {start for start, _ in sentence_spans(doc.text)}
    for token in doc:
        token.is_sent_start = token.idx in starts or token.i == 0
    return doc


@functools.cache
def pipeline() -> Language:
    """The pipeline, built once; texts of any length are accepted (no parser, so memory stays linear)."""
    nlp = spacy.blank("id")
    nlp.add_pipe("tagih_sentences")
    nlp.max_length = 20_000_000
    return nlp
