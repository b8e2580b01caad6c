"""The language everyone speaks. Imports nothing of ours."""

from tagih.records.errors import EvidenceError, PageError, StoreError, TagihError, VocabularyError
from tagih.records.model import (
    KINDS,
    Commitment,
    Date,
    Document,
    Extraction,
    Figure,
    Official,
    Page,
    Record,
    Regulation,
    SourceHints,
    Statement,
    Target,
    Unresolved,
)

__all__ = [
    "KINDS",
    "Commitment",
    "Date",
    "Document",
    "EvidenceError",
    "Extraction",
    "Figure",
    "Official",
    "Page",
    "PageError",
    "Record",
    "Regulation",
    "SourceHints",
    "Statement",
    "StoreError",
    "TagihError",
    "Target",
    "Unresolved",
    "VocabularyError",
]
