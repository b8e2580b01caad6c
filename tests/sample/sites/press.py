"""What every family of sites needs: an outlet's articles, its templates, Indonesian dates, and blocks made into HTML."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup

from tests.sample.articles import SAMPLE, Article, Outlet, articles, bad_pages
from tests.sample.web import FOUNDED, Response

MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"]
WEEKDAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}
CLOCK = "Sabtu, 21 November 2026"  # what the hosts' headers show as today; fixed, so that pages stay the same

T = TypeVar("T")


def tanggal(moment: datetime) -> str:
    """ "Rabu, 14 Mei 2025"."""
    return f"{WEEKDAYS[moment.weekday()]}, {moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def jam(moment: datetime) -> str:
    """ "16:20 WITA", in the zone that the time carries."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment} has no zone")
    return f"{moment:%H:%M} {ZONES[int(offset.total_seconds() // 3600)]}"


@functools.cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(SAMPLE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"tanggal": tanggal, "jam": jam, "iso": datetime.isoformat, "rfc822": format_datetime}
    environment.globals["clock"] = CLOCK
    return environment


@dataclass(frozen=True)
class Leaf:
    """One page of a listing: its items, its number from 1, and how many there are."""

    items: Sequence[Any]
    number: int
    count: int


def leaves(items: Sequence[T], size: int) -> Iterator[Leaf]:
    """Cut a listing into pages of `size`; an empty listing has one empty page."""
    count = max(1, -(-len(items) // size))
    for n in range(count):
        yield Leaf(items[n * size : (n + 1) * size], n + 1, count)


class Press:
    """An outlet at work: `render` fills a template of its family, `html` turns an article's blocks into mark-up."""

    def __init__(self, outlet: Outlet, *, bad: bool) -> None:
        self.outlet = outlet
        self.articles = articles(outlet.id)
        self.bad = tuple(b for b in bad_pages() if b["outlet"] == outlet.id) if bad else ()

    def render(self, template: str, modified: datetime = FOUNDED, media_type: str = "text/html; charset=utf-8", **values: Any) -> Response:
        text = _templates().get_template(f"{self.outlet.site}/{template}").render(outlet=self.outlet, **values)
        return Response(text.encode(), media_type, modified=modified)

    def html(self, blocks: Sequence[str], link: Callable[[Article], str], baca: str = "Baca juga") -> list[Markup]:
        """Blocks as inline HTML; `link` gives an article's address on this host. Headings come as <h2> or are left to the caller."""
        by_slug = {a.slug: a for a in self.articles}

        def anchor(found: re.Match[str]) -> str:
            target = found[1] if found[1].startswith(("http:", "/")) else link(by_slug[found[1]])
            return f'<a href="{target}">{found[2]}</a>'

        made = []
        for block in blocks:
            if block.startswith("@baca "):
                other = by_slug[block.removeprefix("@baca ")]
                made.append(Markup('<strong>{}: <a href="{}">{}</a></strong>').format(baca, link(other), other.title))
            elif block == "@iklan":
                made.append(Markup("GULIR UNTUK MELANJUTKAN MEMBACA"))
            elif block == "@kosong":
                made.append(Markup("&nbsp;"))
            elif block.startswith("## "):
                made.append(Markup(f"<strong>{block.removeprefix('## ')}</strong>"))
            else:
                made.append(Markup(re.sub(r"\[\[([^|\]]+)\|([^\]]+)\]\]", anchor, block)))
        return made

    def broken(self) -> Iterator[tuple[str, Response]]:
        """The outlet's broken pages, as the files of bad/ have them."""
        for page in self.bad:
            if "file" in page:  # else a link to nothing
                yield (
                    page["path"],
                    Response((SAMPLE / "bad" / page["file"]).read_bytes(), page["media_type"], headers=page.get("headers", {})),
                )

    def plain(self, text: str, media_type: str = "text/plain; charset=utf-8") -> Response:
        return Response(text.encode(), media_type)


def urlset(entries: Sequence[tuple[str, datetime]]) -> Response:
    """A sitemap of absolute URLs with their last changes."""
    rows = "".join(f"<url><loc>{url}</loc><lastmod>{when.isoformat()}</lastmod></url>" for url, when in entries)
    xml = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return Response(xml.encode(), "application/xml; charset=utf-8", modified=max((when for _, when in entries), default=FOUNDED))


def sitemap_index(urls: Sequence[str]) -> Response:
    """A sitemap of sitemaps."""
    rows = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    xml = f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    return Response(xml.encode(), "application/xml; charset=utf-8")
