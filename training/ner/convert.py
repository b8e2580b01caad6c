"""Sentences with entities -> spaCy's binary format, training sentences also varied.

    python convert.py DATA OUT [FIRST SECOND SEED]

OUT gets train.spacy and dev.spacy. FIRST and SECOND are trained pipelines: what both find in untagged sentences is trained on too.
The test sets are read by `benchmarks/ner.py` alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from sentences import Example, read
from silver import agreed
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.util import filter_spans
from tokens import blank
from vary import Variation

from extraction.entities import PLAIN

MADE = 5000  # made-up sentences


def docs(nlp: Language, examples: Iterable[Example]) -> DocBin:
    """spaCy documents. Entities whose ends are inside a token, are left unknown."""
    out = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SPACY"])
    for example in examples:
        doc = nlp.make_doc(example.text.translate(PLAIN))
        found, missing = [], []
        for start, end, label in example.entities:
            span = doc.char_span(start, end, label=label)
            if span is not None:
                found.append(span)
            else:
                missing.append(doc.char_span(start, end, label=label, alignment_mode="expand"))
        found = filter_spans(found)
        doc.set_ents(found, missing=[s for s in filter_spans(found + missing) if s not in found], default="outside")
        out.add(doc)
    return out


def main(data: Path, out: Path, teachers: tuple[Path, Path] | None = None, seed: int = 0) -> None:
    """Write the training and development files. News counts twice: it is what the model is for, and its tags agree better."""
    out.mkdir(parents=True, exist_ok=True)
    sets = read(data)
    news, wiki = sets["idner", "train"], sets["nergrit", "train"]
    silver = agreed(data, *teachers) if teachers else []
    varying = Variation(news + wiki, seed=seed)
    varied = [varying.vary(e) for e in news + news + wiki + silver]
    train = news + news + wiki + varying.joined(news + wiki + silver) + varying.joined(varied + varying.made(MADE))
    for name, examples in (("train", train), ("dev", sets["idner", "dev"] + sets["nergrit", "dev"])):
        docs(blank(), examples).to_disk(out / f"{name}.spacy")
        print(f"{name}: {len(examples)} texts, {sum(len(e.entities) for e in examples)} entities")


if __name__ == "__main__":
    paths = [Path(word) for word in sys.argv[1:5]]
    main(paths[0], paths[1], (paths[2], paths[3]) if len(paths) == 4 else None, int(sys.argv[5]) if len(paths) == 4 else 0)
