"""What became of one document: /revisi/<its id>, with the word diff marked; and the feed of silent edits, /perubahan.atom."""

from __future__ import annotations

import functools
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import Any

from datasette.utils.asgi import Response
from feedgen.feed import FeedGenerator
from markupsafe import Markup

from tagih.dashboard.data import PUBLIC, rows

ENTRIES = 100  # most entries in one answer of the feed
SHOWN = 5  # silent edits on the front page
SPACE = 2  # code points: white space between two sentences that are both carried is no gap
LINKED = {("documents", "revisions"), ("documents", "gone_since")}  # cells that lead to a document's page of changes
LINKED |= {(view, "document_id") for view in ("silent_edits", "revisions_of_documents", "taken_down")}
SIGNS = str.maketrans(",.", ".,")  # Indonesian: dots group thousands, a comma marks decimals
CONTENT = Markup(
    '<p>{}</p><blockquote><del>{}</del></blockquote><blockquote><ins>{}</ins></blockquote><p><a href="{}" rel="nofollow">{}</a> ({})</p>'
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a word diff. `mark` is "keep", "del" or "ins"; `hidden` counts the code points of one that is not carried."""

    mark: str
    text: str = ""
    hidden: int = 0


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """Language -> key -> what the page says."""
    return tomllib.loads(resources.files(__package__).joinpath("revisions.toml").read_text(encoding="utf-8"))


def pieces(diff: str) -> Iterator[Piece]:
    """The diff of the public file, as a page shows it: gaps beside each other are one, signs alone between two gaps none."""
    marks = {"=": "keep", "-": "del", "+": "ins"}
    gap = 0
    for mark, said in json.loads(diff):
        size = said if isinstance(said, int) else len(said)
        bare = isinstance(said, int) or not any(c.isalnum() for c in said)
        if mark == "=" and bare and (gap or isinstance(said, int)):
            gap += size
        elif isinstance(said, str):
            yield from _gap(gap)
            gap = 0
            yield Piece(marks[mark], said)
        elif said > SPACE:
            yield from _gap(gap)
            gap = 0
            yield Piece(marks[mark], hidden=said)
    yield from _gap(gap)


def _gap(size: int) -> Iterator[Piece]:
    if size:
        yield Piece("keep", hidden=size) if size > SPACE else Piece("keep", " ")


def around(sentence: str | None, quote: str | None) -> tuple[str, str, str] | None:
    """A sentence as what stands before its evidence, the evidence, and what stands after it; None where neither is carried."""
    if quote is None:
        return None
    before, found, after = (sentence or quote).partition(quote)
    return (before, found, after) if found else ("", sentence or quote, "")


def number(value: str | None, unit: str | None, language: str) -> str | None:
    """A value as readers of the language write it: "5.300.000.000 IDR", "65 persen"."""
    unit = words()[language].get(f"unit_{unit}", unit)
    if value is None:
        return unit
    shown = f"{Decimal(value):,f}"
    return " ".join(p for p in (shown.translate(SIGNS) if language == "id" else shown, unit) if p)


def link(datasette: Any, table: str | None, column: str, row: Any, value: Any) -> Markup | None:
    """A cell that leads to its document's page of changes; None for any other."""
    if (table, column) not in LINKED or not value:
        return None
    id_ = row["id"] if table == "documents" else value
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/revisi/{id_}"), value)


async def silent_edits(datasette: Any, limit: int) -> list[dict[str, Any]]:
    """The newest silent edits whose evidence is carried."""
    sql = "SELECT * FROM silent_edits WHERE before IS NOT NULL AND withheld IS NULL ORDER BY seen DESC, edit_id LIMIT :limit"
    return await rows(datasette, sql, {"limit": limit})


async def page(datasette: Any, request: Any) -> Response:
    """Answer with a document's changes; 404 where there is no such document."""
    id_ = request.url_vars["document"]
    found = await rows(datasette, "SELECT * FROM documents WHERE id = :id", {"id": id_}) if PUBLIC in datasette.databases else []
    if not found:
        return Response.text("Not found", status=404)
    language = "en" if request.args.get("lang") == "en" else "id"
    values = {"id": id_}
    revisions = await rows(datasette, "SELECT * FROM revisions WHERE document_id = :id ORDER BY number DESC", values)
    edits = await rows(datasette, "SELECT * FROM edits WHERE document_id = :id ORDER BY old_start, id", values)
    for edit in edits:
        for side in ("old", "new"):
            edit[side] = number(edit[f"{side}_value"], edit[f"{side}_unit"], language)
            edit[f"{side}_parts"] = around(edit[f"{side}_sentence"], edit[f"{side}_quote"])
    for revision in revisions:
        revision["pieces"] = list(pieces(revision["diff"]))
        revision["of"] = [e for e in edits if e["revision_id"] == revision["id"]]
    variables = {
        "words": words()[language],
        "language": language,
        "other": "id" if language == "en" else "en",
        "document": found[0],
        "revisions": revisions,
        "absences": await rows(datasette, "SELECT * FROM absences WHERE document_id = :id ORDER BY first_missing DESC", values),
    }
    return Response.html(await datasette.render_template("revisions.html", variables, request=request))


async def silent_edits_atom(datasette: Any, request: Any) -> Response:
    """Answer with Atom, newest first; 404 where no published file is served."""
    if PUBLIC not in datasette.databases:
        return Response.text("Not found", status=404)
    base = datasette.absolute_url(request, datasette.urls.path("/"))
    own = datasette.absolute_url(request, request.full_path)
    feed = atom(await silent_edits(datasette, ENTRIES), base=base, own=own)
    return Response(feed, headers={"cache-control": "max-age=600"}, content_type="application/atom+xml; charset=utf-8")


def atom(entries: list[dict[str, Any]], *, base: str, own: str) -> str:
    """Rows of `silent_edits` as an Atom document; an entry's id is its edit's."""
    says = words()["id"]
    feed = FeedGenerator()
    feed.id(own)
    feed.title("Tagih: perubahan diam-diam")
    feed.author({"name": "Tagih"})
    feed.link(href=own, rel="self")
    feed.link(href=base, rel="alternate")
    feed.language("id")
    feed.updated(max((e["seen"] for e in entries), default="1970-01-01T00:00:00+00:00"))
    for e in entries:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:tagih:edit:{e['edit_id']}")
        entry.title(f"{says[e['kind']]}: {e['document_title']}")
        entry.updated(e["seen"])
        entry.link(href=f"{base}revisi/{e['document_id']}", rel="alternate")
        source = ", ".join(filter(None, [e["outlet"], e["published"]]))
        entry.content(
            CONTENT.format(says[e["kind"]], e["before"], e["after"] or "–", e["document_url"], e["document_title"], source), type="html"
        )
        entry.category(term=e["kind"])
    text: bytes = feed.atom_str(pretty=True)
    return text.decode("utf-8")
