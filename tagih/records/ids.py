"""Ids from raw, stable values. Changing one is a breaking change: say so in CHANGELOG.md."""

from __future__ import annotations

import hashlib
import re
import unicodedata


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens: "Kota Pangkal Pinang" is "kota-pangkal-pinang"."""
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", ascii_).strip("-.")


def document_id(url: str) -> str:
    """A stable id of a URL: 16 hexadecimal digits of its SHA-256. The caller canonicalises the URL first."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]


def text_digest(text: str) -> str:
    """SHA-256 of a text with runs of white space folded: two copies of one release have the same digest."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def record_id(kind: str, start: int, taken: set[str]) -> str:
    """`figure-120`: a record's kind and where it starts; the second at one place is `figure-120.2`. Adds it to `taken`."""
    base, n = f"{kind}-{start}", 1
    candidate = base
    while candidate in taken:
        n += 1
        candidate = f"{base}.{n}"
    taken.add(candidate)
    return candidate
