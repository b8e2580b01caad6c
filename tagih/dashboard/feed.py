"""The Atom feed of new commitments: /komitmen.atom, narrowed by ?wilayah=64&topik=jamsostek&q=nelayan."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from datasette.utils.asgi import Response
from feedgen.feed import FeedGenerator
from markupsafe import Markup

from tagih.dashboard.data import PUBLIC, Latest, latest_commitments

ENTRIES = 100  # most entries in one answer; readers that poll daily see every commitment of a source of this size

# The article's own link stands in the content: feedgen drops the rel of an entry's links, and two links without one are no valid Atom.
CONTENT = Markup('<blockquote>{}</blockquote><p><a href="{}" rel="nofollow">{}</a> ({})</p>')


async def commitments_atom(datasette: Any, request: Any) -> Response:
    """Answer with Atom, newest first; 404 where no published file is served."""
    if PUBLIC not in datasette.databases:
        return Response.text("Not found", status=404)
    region, topic, words = (request.args.get(name) or None for name in ("wilayah", "topik", "q"))
    entries = await latest_commitments(datasette, ENTRIES, region=region, topic=topic, words=words)
    feed = atom(
        entries, base=datasette.absolute_url(request, datasette.urls.path("/")), own=datasette.absolute_url(request, request.full_path)
    )
    return Response(feed, headers={"cache-control": "max-age=600"}, content_type="application/atom+xml; charset=utf-8")


def atom(entries: list[Latest], *, base: str, own: str) -> str:
    """Entries as an Atom document. An entry's id is its commitment's lasting id, so that a reader sees each once."""
    feed = FeedGenerator()
    feed.id(own)
    feed.title("Tagih: komitmen baru pemerintah daerah")
    feed.author({"name": "Tagih"})
    feed.link(href=own, rel="self")
    feed.link(href=base, rel="alternate")
    feed.language("id")
    feed.updated(max((e.first_seen for e in entries), default="1970-01-01T00:00:00+00:00"))
    for e in entries:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:tagih:commitment:{e.id}")
        entry.title(f"{e.actor}: {e.quote if len(e.quote) <= 100 else e.quote[:99] + '…'}")
        entry.updated(e.first_seen)
        if e.published and len(e.published) > len("2025-01-01"):
            entry.published(datetime.fromisoformat(e.published))
        entry.link(href=f"{base}{PUBLIC}/commitments/{e.id}", rel="alternate")
        entry.content(
            CONTENT.format(e.quote, e.url, e.title or e.url, ", ".join(filter(None, [e.outlet, (e.published or "")[:10]]))), type="html"
        )
        for topic in e.topics:
            entry.category(term=topic)
        if e.area:
            entry.category(term=e.area)
    text: bytes = feed.atom_str(pretty=True)
    return text.decode("utf-8")
