"""What reads a page beside the rules: other people's libraries, and the small models that ship. Another one may find other things."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

MODELS = Path(__file__).parent / "models"
# Whose release decides what text a page has, or whom the model names in it. A new one reads stored pages again (from the archive, nothing
# is fetched). Tesseract is none of them: a document says which one read it (`Document.extractor`), and to recognise an archive of scans
# anew takes hours; `tagih extract --archive` does it where somebody wants that.
LIBRARIES = ("charset-normalizer", "lxml", "mammoth", "pypdfium2", "spacy", "trafilatura")
# Models that rules ask, and what of their files is no weight.
ASKED = ("commitments.json", "ner")
UNREAD = frozenset({"README.md"})


def libraries() -> dict[str, str]:
    """Library -> the version installed here."""
    return {name: metadata.version(name) for name in LIBRARIES}


@functools.cache
def models() -> dict[str, str]:
    """Model ("models/ner") -> 12 hexadecimal digits of the SHA-256 of its files: nobody can forget to raise it."""
    return {f"models/{Path(name).stem}": _digest(MODELS / name) for name in ASKED}


def _digest(path: Path) -> str:
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.name not in UNREAD) if path.is_dir() else [path]
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(MODELS).as_posix()} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()[:12]
