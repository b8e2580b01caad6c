"""The tokenizer of the NER model: spaCy's own, with few and plain rules, so that it is quick and its file is small.

It differs from `spacy.blank("id")` where news does: words glued at a link are parted ("GubernurBudi"), a hyphen between two
capitalised words parts them ("Budi-Ani"), and reduplications ("anak-anak") stay whole. Offsets of the text are not touched.
"""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from thinc.api import NumpyOps, get_current_ops, set_current_ops

MARKS = r"""["'“”‘’«»`(){}\[\]<>,;:!?…/\\|&*=+~•·–—-]"""
PREFIXES = [MARKS, r"\.+", r"Rp(?=\.?\d)", r"#"]
SUFFIXES = [
    MARKS,
    r"%",
    r"\.\.+",
    r"(?<=[a-z0-9%)\]\"'”’])\.",  # "Jakarta." is two tokens, "H." and "PT." one
    r"(?<=[A-Z][A-Z])\.",
    r"-nya",
    r"'s",
]
INFIXES = [
    r"""["“”«»(){}\[\]<>;!?…\\|=+~•–—]""",
    r"(?<=[^\W\d])[,:](?=[^\W\d])",
    r"/",
    r"(?<=[a-zA-Z])-(?=[A-Z])",
    r"(?<=[a-z]{2}[.])(?=[A-Z][a-z])",  # "selesai.Kata"
    r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})",  # "GubernurBudi"
]
ABBREVIATIONS = ("dr.", "drg.", "drh.", "drs.", "dra.", "ir.", "prof.", "Dr.", "Drs.", "Dra.", "Ir.", "Prof.", "Hj.", "Jl.", "jl.", "Kab.", "Kec.", "Prov.", "St.", "Moh.", "Muh.", "Tn.", "Ny.", "Sdr.", "Plt.", "Pj.", "Plh.")  # fmt: skip


def blank() -> Language:
    """An empty `id` pipeline with the tokenizer set."""
    nlp = spacy.blank("id")
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules={word: [{65: word}] for word in ABBREVIATIONS},  # 65: ORTH
        prefix_search=compile_prefix_regex(PREFIXES).search,
        suffix_search=compile_suffix_regex(SUFFIXES).search,
        infix_finditer=compile_infix_regex(INFIXES).finditer,
    )
    return nlp


@spacy.registry.callbacks("tagih.ner_tokenizer.v1")
def create_tokenizer_setter():
    """Sets the tokenizer on the pipeline that `spacy train` starts from; it is then saved with the model."""

    def set_tokenizer(nlp: Language) -> None:
        made = blank().tokenizer
        nlp.tokenizer = Tokenizer(
            nlp.vocab,
            rules=made.rules,
            prefix_search=made.prefix_search,
            suffix_search=made.suffix_search,
            infix_finditer=made.infix_finditer,
        )

    return set_tokenizer


if isinstance(get_current_ops(), NumpyOps):
    # numpy's matrix product is 2.8 times as fast as BLIS on AVX-512 (measured 2026-11-21); a GPU, if asked for, is set later.
    set_current_ops(NumpyOps(use_blis=False))
