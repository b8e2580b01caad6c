"""What a publisher, a person or the law has a right to see removed, out of everything that a run leaves. It cannot be undone.

In this order: written down (from then on it is refused), out of the recognised texts and the working database, out of the alerts,
out of the published file, out of the archive and its ledger, and out of the free pages of every database. Killed at any moment and run
again, it goes on: nothing else is lost, and no place in the archive is ever wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from scraper.ledger import Ledger
from scraper.recovery import recover
from scraper.removals import Found, RemovalLedger, target_of
from tagih.alerts.removing import purge, scrub_alerts
from tagih.records import StoreError, TagihError
from tagih.records.addresses import Addresses
from tagih.records.ids import slug
from tagih.run import Workspace, link_store
from tagih.store import Store, publish, removing
from tagih.store.alone import alone
from tagih.store.guard import guard
from tagih.store.ocr_cache import OcrCache
from tagih.store.removing import AskedBy, Removal

NAME_LETTERS = 4  # of a word of a name that is looked for in an address: shorter ones stand in any

REASONS: Mapping[AskedBy, str] = {
    "publisher": "permintaan penerbit · the publisher's request",
    "person": "permintaan orang yang diberitakan · the request of a person in the news",
    "law": "putusan atau perintah hukum · a ruling or an order by law",
}


def nothing(step: str) -> None:
    """For a caller that does not follow the steps."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would go. `documents`: the stored ones by id, with their addresses; `copies`: other documents with the same text, which stay;
    `instrument`: the file of a regulation whose page goes, or its page, which stay too; `names`: of people without office, that stand in
    what goes; `known`: the same was removed before, or its removal was cut off."""

    found: Found
    documents: Mapping[str, str]
    copies: tuple[str, ...]
    instrument: tuple[str, ...]
    names: frozenset[str]
    known: Removal | None

    @property
    def addresses(self) -> Addresses:
        return self.found.addresses


@dataclass(slots=True)
class Forgotten:
    """What went: documents of the working database, records and files of the archive, items of alerts; `published`: the public file was
    made anew without it (there was one)."""

    removal: Removal
    documents: int = 0
    records: int = 0
    files: int = 0
    alerts: int = 0
    published: bool = False


def plan(workspace: Workspace, text: str) -> Plan:
    """What goes where `text` (an address or a host) is removed. Raises TagihError, naming what comes near, where nobody knows it."""
    target = target_of(text)
    with _ledger(workspace) as ledger:
        found = ledger.find(target, workspace.archive)
        known = next((r for r in ledger.removals() if (r.scope, r.asked) == (target.scope, target.key)), None)
        documents: dict[str, str] = {}
        names: set[str] = set()
        copies: list[str] = []
        instrument: list[str] = []
        if workspace.working.exists():
            with Store.open(workspace.working, create=False) as store, guard(workspace.working):
                known = known or next((r for r in store.removals() if (r.scope, r.asked) == (target.scope, target.key)), None)
                documents = removing.documents_at(store.conn, found.addresses)
                names = removing.names_in(store.conn, documents)
                copies = removing.same_text(store.conn, documents)
                instrument = removing.same_instrument(store.conn, documents)
        if not (found.urls or documents or known):
            near = ledger.near(target)
            remedy = f"Did you mean {', '.join(near)}?" if near else "`tagih sources health` shows what was read."
            raise TagihError(
                "nothing of it is in this folder", where=text, remedy=f"{remedy} What must never come belongs on the opt-out list."
            )
    listed = dict(sorted(documents.items(), key=lambda d: d[1]))
    return Plan(found, listed, tuple(copies), tuple(instrument), frozenset(names), known)


def forget(
    workspace: Workspace,
    text: str,
    *,
    asked_by: AskedBy,
    reason: str | None,
    today: str,
    hide: bool = False,
    on_step: Callable[[str], None] = nothing,
) -> Forgotten:
    """Remove a page or a host for good. `today` (YYYY-MM-DD) is published with it, and `reason`.

    Of a removal that was cut off, or is done again, the first day and reason stay. Raises StoreError where another command is at work
    in the folder; nothing was removed then, or (where the machine failed) it goes on when it is run again.
    """
    with alone(workspace.data):
        planned = plan(workspace, text)
        removal = planned.known or _removal(planned, asked_by, reason, today, hide=hide)
        with _ledger(workspace) as ledger:
            keys = planned.found.keys.union(*(keys for r, keys in ledger.removals().items() if r.id == removal.id))
            return _carry_out(workspace, ledger, removal, keys, on_step)


def forget_again(workspace: Workspace, on_step: Callable[[str], None] = nothing) -> list[Forgotten]:
    """Remove once more whatever was ever removed: after a copy of the folder, from before, was put back; or to end what was cut off."""
    with alone(workspace.data), _ledger(workspace) as ledger:
        _reconcile(workspace, ledger)
        return [_carry_out(workspace, ledger, removal, keys, on_step) for removal, keys in ledger.removals().items()]


def removals(workspace: Workspace) -> list[Removal]:
    """Everything that was removed, by day."""
    with _ledger(workspace) as ledger:
        _reconcile(workspace, ledger)
        return list(ledger.removals())


@contextlib.contextmanager
def _ledger(workspace: Workspace) -> Iterator[RemovalLedger]:
    if not workspace.ledger.exists() and not workspace.working.exists():
        raise TagihError("nothing was read into this folder yet", where=str(workspace.data), remedy="Name another: --data FOLDER.")
    with RemovalLedger(workspace.ledger) as ledger:
        yield ledger


def _reconcile(workspace: Workspace, ledger: RemovalLedger) -> None:
    if workspace.working.exists():
        with Store.open(workspace.working, create=False) as store:
            ledger.reconcile(store)


def _removal(planned: Plan, asked_by: AskedBy, reason: str | None, today: str, *, hide: bool) -> Removal:
    """A removal as readers will see it. Raises TagihError where they would be told whom it is about."""
    target = planned.found.target
    if asked_by == "person" and target.scope == "host":
        raise TagihError(
            "a person asks for pages, not for a host", where=target.key, remedy="Name the page, or who asked for the host: --by publisher."
        )
    for name in sorted(planned.names):
        if reason and name.casefold() in reason.casefold():
            raise TagihError("names a person of the page, and is published", where="--reason", remedy="Say it without the name.")
    words = set(slug(target.key).replace(".", "-").split("-"))
    named = any(word in words for name in planned.names for word in slug(name).split("-") if len(word) >= NAME_LETTERS)
    return Removal(
        scope=target.scope,
        asked=target.key,
        host=target.host,
        asked_by=asked_by,
        reason=(reason or "").strip() or REASONS[asked_by],
        day=today,
        shown=target.scope == "host" or (asked_by == "publisher" and not hide and not named),
        documents=len(planned.documents),
    )


def _carry_out(
    workspace: Workspace, ledger: RemovalLedger, removal: Removal, keys: frozenset[str], on_step: Callable[[str], None]
) -> Forgotten:
    addresses, done = Addresses(keys), Forgotten(removal)
    workspace.archive.mkdir(parents=True, exist_ok=True)

    def move(old: str, new: str | None, offsets: dict[int, int]) -> None:
        if workspace.working.exists():
            with Store.open(workspace.working, create=False) as store, store.write():
                removing.move_records(store.conn, old, new, offsets)

    ledger.put(replace(removal, done=False), keys)
    on_step("written down")
    ledger.recover(workspace.archive, move)
    with Ledger(workspace.ledger) as known:
        recover(known, workspace.archive)  # a place in the archive that the machine lost is none before files are written anew
    _reconcile(workspace, ledger)
    if workspace.recognised.exists():
        OcrCache(workspace.recognised).forget(ledger.bodies(addresses, workspace.archive))
    if workspace.working.exists():
        with Store.open(workspace.working, create=False) as store, store.write():
            done.documents = removing.remove_documents(store.conn, addresses)
        on_step("out of the working database")
    if workspace.outbox.exists():
        done.alerts = purge(workspace.outbox, addresses)
        on_step("out of the alerts")
    if workspace.working.exists():
        link_store(workspace)
        if workspace.public.exists():
            publish(workspace.working, workspace.public)
            done.published = True
        on_step("out of the published file")
    ledger.erase(addresses)
    on_step("out of the ledger")
    done.records, done.files = ledger.rewrite(workspace.archive, addresses, move, on_step)
    on_step("out of the archive")
    _scrub(workspace, ledger)
    on_step("out of free pages and logs")
    removal = replace(removal, done=True)
    ledger.put(removal, keys)
    if workspace.working.exists():
        with Store.open(workspace.working, create=False) as store:
            store.put_removal(removal, keys)
    done.removal = removal
    return done


def _scrub(workspace: Workspace, ledger: RemovalLedger) -> None:
    """Nothing that was deleted stays in free pages, write-ahead logs, half-made public files, or the log of the last crawl."""
    ledger.scrub()
    if workspace.working.exists():
        with Store.open(workspace.working, create=False) as store, guard(workspace.working):
            removing.scrub(store.conn)
    if workspace.outbox.exists():
        scrub_alerts(workspace.outbox)
    for left in workspace.data.glob(f".{workspace.public.name}-*.unfinished*"):
        left.unlink(missing_ok=True)
    log = workspace.ledger.with_suffix(".log")
    try:
        if log.exists():
            log.write_bytes(b"")
    except OSError as e:
        raise StoreError(
            f"the crawl's log cannot be emptied ({e.strerror})", where=str(log), remedy="Delete it, then run this again."
        ) from e
