"""Pages kept as tests of a source: FOLDER/<source>/<name>/ holds the page as it came, where it is from, and what was read of it.

A person looks `expected.json` over once; from then on every change of the rules, and every change of the site's layout, shows.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

from extraction.pipeline import extract_or_error
from tagih.records import Extraction, Page, SourceHints, TagihError
from tagih.records.ids import document_id

META, EXPECTED = "meta.toml", "expected.json"
FILES: Mapping[str, str] = {"application/pdf": "page.pdf", "text/plain": "page.txt"}  # others are page.html
WORDS = 12  # of a text's beginning and end: enough to see that nothing stands before or behind the article
NAME_CHARACTERS = 48  # of a fixture's folder
COLLAPSED = 1 / 3  # of the characters expected: less is a text lost, not an article edited; the same as of a day (scraper.health)


@dataclass(frozen=True, slots=True)
class Fixture:
    """One page kept. `expected` is what expected.json says (see `told`), None where there is none yet."""

    folder: Path
    page: Page
    expected: dict[str, Any] | None

    @property
    def name(self) -> str:
        return self.folder.name


def told(extraction: Extraction) -> dict[str, Any]:
    """What a fixture expects of a page: title, day (ISO 8601), authors, the text's first and last words, its length in code points."""
    document = extraction.document
    words = document.text.split()
    return {
        "title": document.title,
        "day": (document.published or "")[:10] or None,
        "authors": list(document.authors),
        "first_words": " ".join(words[:WORDS]),
        "last_words": " ".join(words[-WORDS:]),
        "characters": len(document.text),
    }


def save(folder: Path, page: Page, extraction: Extraction) -> Path:
    """Keep a page and what was read of it in a new folder of `folder`, named after its title. Raises TagihError where that cannot be."""
    name = _name(extraction.document.title) or page.id
    place = folder / name
    if place.exists() and _meta(place).get("url") != page.url:
        place = folder / f"{name}-{page.id}"
    media_type = (page.media_type or "text/html").partition(";")[0].strip().lower()
    meta = tomlkit.document()
    meta["url"] = page.url or page.id
    meta["media_type"] = page.media_type or "text/html"
    if page.fetched_at:
        meta["fetched_at"] = page.fetched_at.replace(microsecond=0)
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / FILES.get(media_type, "page.html")).write_bytes(page.content)
        (place / META).write_text(tomlkit.dumps(meta), "utf-8")
    except OSError as e:
        raise TagihError(f"cannot be written ({e.strerror})", where=str(place), remedy="Name another folder with --fixtures.") from e
    expect(place, extraction)
    return place


def _name(title: str | None) -> str:
    """The first words of a title, as many as fit NAME_CHARACTERS: "pemkot-siapkan-iuran"."""
    words = re.findall("[a-z0-9]+", (title or "").lower())
    name = "-".join(words)
    return name if len(name) <= NAME_CHARACTERS else name[: NAME_CHARACTERS + 1].rpartition("-")[0] or name[:NAME_CHARACTERS]


def expect(place: Path, extraction: Extraction) -> None:
    """Write what was read of a page as what is expected of it. Raises TagihError where that cannot be."""
    try:
        (place / EXPECTED).write_text(json.dumps(told(extraction), ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as e:
        raise TagihError(
            f"cannot be written ({e.strerror})", where=str(place / EXPECTED), remedy="Name another folder with --fixtures."
        ) from e


def load(folder: Path, hints: SourceHints) -> list[Fixture]:
    """The pages kept of one source, in order of their names; none where there is no such folder. Raises TagihError for a broken one."""
    return [_load(place, hints) for place in sorted(folder.iterdir()) if place.is_dir()] if folder.is_dir() else []


def _load(place: Path, hints: SourceHints) -> Fixture:
    meta = _meta(place)
    url, media_type, fetched_at = meta.get("url"), meta.get("media_type"), meta.get("fetched_at")
    if not isinstance(url, str):
        raise TagihError("has no url", where=str(place / META), remedy='Say where the page is from: url = "https://..."')
    page = next((place / name for name in (*FILES.values(), "page.html") if (place / name).exists()), None)
    if page is None:
        raise TagihError("holds no page", where=str(place), remedy="Put page.html, page.pdf or page.txt there, or remove the folder.")
    expected = place / EXPECTED
    try:
        content = page.read_bytes()
        told_before = json.loads(expected.read_text("utf-8")) if expected.exists() else None
    except (OSError, ValueError) as e:
        raise TagihError(f"cannot be read: {e}", where=str(place), remedy="Remove expected.json, and it is written again.") from None
    return Fixture(
        place,
        Page(
            id=document_id(url),
            content=content,
            media_type=media_type if isinstance(media_type, str) else None,
            url=url,
            fetched_at=fetched_at if isinstance(fetched_at, datetime) and fetched_at.tzinfo else None,
            hints=hints,
        ),
        told_before if isinstance(told_before, dict) else None,
    )


def _meta(place: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((place / META).read_text("utf-8"))
    except (OSError, ValueError) as e:
        raise TagihError(
            f"cannot be read: {e}", where=str(place / META), remedy='It says where the page is from: url = "https://..."'
        ) from None


def differences(fixture: Fixture) -> list[str]:
    """What extraction reads of the kept page now and did not before, in words. Where nothing was expected, that is written, and said."""
    found = extract_or_error(fixture.page)
    if isinstance(found, TagihError):
        return [f"cannot be read: {found.what}"]
    if fixture.expected is None:
        expect(fixture.folder, found)
        return [f"{EXPECTED} was missing and is written now: look it over"]
    now, before = told(found), fixture.expected
    return [f"{key}: {before.get(key)!r} expected, {now[key]!r} read" for key in now if now[key] != before.get(key)]


def lost(fixture: Fixture, live: Extraction | TagihError) -> list[str]:
    """What the live page no longer gives of what was expected of it, in words: its text, title or day. An edited article loses nothing."""
    if isinstance(live, TagihError):
        return [f"its page cannot be read any more: {live.what}"]
    now, before = told(live), fixture.expected or {}
    found = [f"its {key} is read no more" for key in ("title", "day") if before.get(key) and not now[key]]
    usual = before.get("characters")
    if isinstance(usual, int) and now["characters"] < usual * COLLAPSED:
        found.append(f"a text of {now['characters']} characters where {usual} are expected")
    return found
