"""The texts of the sample world: one TOML file per article, release or regulation.

`articles/<outlet>/<slug>.toml`: `title`, `published` (date-time with offset), and where there are such: `author`, `editor`,
`category`, `tags`, `caption`, `modified`, `private` (people without office, who must never be published by name), `number`,
`year`, `type` (of a regulation), and `body`. `same_as = "<outlet>/<slug>"` takes another file's body, title and people, with
`replace` (old = new) on top: a release that several outlets carry.

A body is blocks parted by blank lines, in HTML's inline mark-up. `[[slug|words]]` links to a page of the same outlet
(`[[http://...|words]]` anywhere). A block that starts with `## ` is a heading, `@baca slug` a "Baca juga" insert, `@iklan` an
advert, `@kosong` an empty paragraph, `@halaman` a break between pages of a paged article.
"""

from __future__ import annotations

import functools
import html
import re
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.sample.web import Response

SAMPLE = Path(__file__).parent


@dataclass(frozen=True)
class Outlet:
    """A made-up host: which family of sites it belongs to, and what it says of itself."""

    id: str
    name: str
    host: str
    site: str
    tagline: str

    @property
    def home(self) -> str:
        return f"http://{self.host}/"

    @property
    def missing(self) -> Response:
        """What it answers for a page that it does not have; one family says 200 all the same."""
        soft = self.site == "network"
        words = "Halaman yang Anda cari tidak ditemukan" if soft else "404 Tidak Ditemukan"
        page = f"<!doctype html><html lang=id><head><title>{words} - {self.name}</title></head><body><h1>{words}</h1><p>Kembali ke <a href=/>beranda</a>.</p></body></html>"
        return Response(page.encode(), status=200 if soft else 404)


@dataclass(frozen=True)
class Article:
    """A text before any mark-up of a site is around it. `serial` (0 to 9999) is made of its slug: what its address carries on most sites."""

    outlet: str
    slug: str
    serial: int
    title: str
    published: datetime
    modified: datetime
    body: tuple[str, ...]
    author: str = ""
    editor: str = ""
    category: str = "daerah"
    tags: tuple[str, ...] = ()
    caption: str = ""
    private: tuple[str, ...] = ()
    type: str = ""
    number: str = ""
    year: int = 0

    @property
    def plain(self) -> tuple[str, ...]:
        """Its headings and paragraphs as plain text, without inserts."""
        return tuple(plain(b.removeprefix("## ")) for b in self.body if not b.startswith("@"))

    @property
    def summary(self) -> str:
        """The first 30 words, as feeds and listings show them."""
        words = " ".join(self.plain).split()
        return " ".join(words[:30]) + ("..." if len(words) > 30 else "")


def plain(block: str) -> str:
    """A block's words without its mark-up."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"\[\[[^|\]]*\|([^\]]*)\]\]", r"\1", block)))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def outlets() -> Mapping[str, Outlet]:
    """The outlets of outlets.toml by id."""
    return {id_: Outlet(id=id_, **fields) for id_, fields in _toml(SAMPLE / "outlets.toml").items()}


def _read(path: Path) -> dict[str, Any]:
    fields = _toml(path)
    if origin := fields.pop("same_as", None):
        first = _read(SAMPLE / "articles" / f"{origin}.toml")
        carried = {k: first[k] for k in ("title", "body", "private", "tags") if k in first}
        for old, new in fields.pop("replace", {}).items():
            if old not in carried["body"]:
                raise ValueError(f"{path}: {origin} does not contain {old!r}")
            carried["body"] = carried["body"].replace(old, new)
        fields = carried | fields
    return fields


@functools.cache
def articles(outlet: str) -> tuple[Article, ...]:
    """An outlet's articles, newest first."""
    read = {path.stem: _read(path) for path in (SAMPLE / "articles" / outlet).glob("*.toml")}
    made = []
    for slug, fields in read.items():
        fields = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
        body = tuple(b.strip() for b in fields.pop("body").strip().split("\n\n"))
        fields.setdefault("modified", fields["published"])
        made.append(Article(outlet=outlet, slug=slug, serial=zlib.crc32(slug.encode()) % 10_000, body=body, **fields))
    return tuple(sorted(made, key=lambda a: (a.published, a.slug), reverse=True))


def all_articles() -> tuple[Article, ...]:
    """Every article of the world."""
    return tuple(a for o in outlets() for a in articles(o))


def private_names() -> tuple[str, ...]:
    """The people without office in all articles: no public file may name them."""
    return tuple(sorted({name for a in all_articles() for name in a.private}))


@functools.cache
def bad_pages() -> tuple[Mapping[str, Any], ...]:
    """The broken pages of bad/pages.toml: `url`, `title` (for the listing that links to it), `outlet`, `media_type`, `file`."""
    return tuple(_toml(SAMPLE / "bad" / "pages.toml")["page"])


@functools.cache
def later() -> Mapping[str, Any]:
    """later.toml: what becomes of some pages, and what readers are to hear of it."""
    return _toml(SAMPLE / "later.toml")


@functools.cache
def expected() -> Mapping[str, Any]:
    """expected.toml: what a careful reader finds in some of the pages."""
    return _toml(SAMPLE / "expected.toml")
