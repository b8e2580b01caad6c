"""spaCy without PyTorch. Every module of this room that needs spaCy gets it from here.

Where PyTorch is installed, thinc (spaCy's machine room) imports it at once: 1.4 s and 220 MiB (2026-11-21) that no model
of `models/ner` uses. It is hidden while spaCy is imported; embeddings import it afterwards as ever.
"""

import sys

_hidden = "torch" not in sys.modules
if _hidden:
    sys.modules["torch"] = None  # type: ignore[assignment]  # Python's own way to say: not to be imported
try:
    import spacy
    from spacy.attrs import IDX, IS_SPACE, LOWER, NORM, ORTH, PREFIX, SENT_START, SHAPE, SUFFIX
    from spacy.language import Language
    from spacy.tokenizer import Tokenizer
    from spacy.tokens import Doc, Span
    from spacy.util import registry
    from thinc.api import Model, use_ops
finally:
    if _hidden:
        del sys.modules["torch"]

__all__ = [
    "IDX",
    "IS_SPACE",
    "LOWER",
    "NORM",
    "ORTH",
    "PREFIX",
    "SENT_START",
    "SHAPE",
    "SUFFIX",
    "Doc",
    "Language",
    "Model",
    "Span",
    "Tokenizer",
    "registry",
    "spacy",
    "use_ops",
]
