"""What a subscriber reads, in Indonesian: plain text, and HTML with everything escaped.

Nothing of a crawled page ever reaches a header: the subject carries a number and the subscription's own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tagih.vocabulary.places import region_name

STATUS = {"pledged": "dijanjikan", "underway": "sedang dikerjakan", "delivered": "sudah dilakukan"}
FOOTER = "Kutipan ini dicari oleh mesin. Baca berita aslinya sebelum mengutip."


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One commitment as a message shows it; texts as they were stored, `area` a Kemendagri code."""

    identity: str
    outlet: str | None
    headline: str | None
    quote: str
    url: str | None
    published: str | None
    actor: str
    status: str
    due: str | None
    area: str | None


def one_line(text: str | None) -> str:
    """Printable characters on one line: no control, no direction override, no line break."""
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())


def subject(name: str, count: int) -> str:
    """The message's subject."""
    return f"Tagih: {count} komitmen baru - {one_line(name)}"


def link(url: str | None) -> str | None:
    """The address, where a reader may safely follow it."""
    return url if url and url.startswith(("https://", "http://")) and one_line(url) == url and " " not in url else None


def facts(item: Item) -> str:
    """Who, how far, until when, where: "Pelaku: Andi (dijanjikan); tenggat: 2026; wilayah: Kota Samarinda"."""
    parts = [f"Pelaku: {one_line(item.actor)} ({STATUS.get(item.status, item.status)})"]
    if item.due:
        parts.append(f"tenggat: {one_line(item.due)}")
    if item.area:
        parts.append(f"wilayah: {region_name(item.area)}")
    return "; ".join(parts)


def source(item: Item) -> str:
    """Outlet and day: "Kabar Kita, 2026-03-09"."""
    return ", ".join(filter(None, (one_line(item.outlet), (item.published or "")[:10])))


def as_text(name: str, items: Sequence[Item]) -> str:
    """The message as plain text."""
    lines = [f"{len(items)} komitmen baru untuk langganan {one_line(name)}.", ""]
    for number, item in enumerate(items, 1):
        lines += [f"{number}. {one_line(item.headline) or '(tanpa judul)'}", *filter(None, [source(item)])]
        lines += [f"\u201c{one_line(item.quote)}\u201d", facts(item), *filter(None, [link(item.url)]), ""]
    return "\n".join([*lines, FOOTER])


def as_html(name: str, items: Sequence[Item]) -> str:
    """The message as HTML."""
    parts = [f"<p>{len(items)} komitmen baru untuk langganan {escape(one_line(name))}.</p>"]
    for number, item in enumerate(items, 1):
        url = link(item.url)
        parts.append(f"<p><strong>{number}. {escape(one_line(item.headline) or '(tanpa judul)')}</strong><br>{escape(source(item))}</p>")
        parts.append(f"<blockquote>\u201c{escape(one_line(item.quote))}\u201d</blockquote><p>{escape(facts(item))}")
        parts.append(f'<br><a href="{escape(url)}">{escape(url)}</a></p>' if url else "</p>")
    return "".join([*parts, f"<p><small>{FOOTER}</small></p>"])
