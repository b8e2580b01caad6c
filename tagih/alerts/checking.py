"""What is new since the last look -> the outbox of everybody who wants it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tagih.alerts.config import Config
from tagih.alerts.matching import wants
from tagih.alerts.message import Item
from tagih.alerts.outbox import Outbox
from tagih.store import NewCommitment, Store


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """What a look gave: items put into outboxes, subscriptions looked at, those that begin with this look, those that ended."""

    queued: int
    subscriptions: int
    started: tuple[str, ...]
    stopped: tuple[str, ...]


def check(store_path: Path, alerts_db: Path, config: Config, *, now: datetime | None = None) -> CheckSummary:
    """Match commitments new since each subscription's last look, and queue them in one transaction with how far it looked.

    A new subscription starts from now: nothing that is stored already is sent. One that left the file is stopped, and starts
    anew if it returns. A changed filter holds from the last look on; what it has queued stays queued. A second look, or a
    second reading of the same pages by newer rules, queues nothing twice. Raises StoreError.
    """
    now = now or datetime.now(UTC)
    with Store.open(store_path, create=False) as store, Outbox.open(alerts_db) as outbox:
        looked = outbox.looked()
        wanted: list[tuple[str, Item]] = []
        with store.snapshot():
            last = store.last_seq()
            # A working database that was built anew counts from 1 again: look from its end on, as a new subscription does.
            since = {s.id: min(looked[s.id], last) for s in config.subscriptions if s.id in looked}
            for new in store.new_commitments(min(since.values(), default=last)):
                who = [s.id for s in config.subscriptions if new.seq > since.get(s.id, last) and wants(s, new)]
                wanted.extend((id_, item_of(new)) for id_ in who)
        started = tuple(s.id for s in config.subscriptions if s.id not in looked)
        stopped = tuple(sorted(set(looked) - {s.id for s in config.subscriptions}))
        with outbox.write():
            for subscription in stopped:
                outbox.stop(subscription)
            for subscription in started:
                outbox.start(subscription, last, now)
            queued = sum(outbox.queue(subscription, item, now) for subscription, item in wanted)
            for subscription in since:
                outbox.advance(subscription, last)
    return CheckSummary(queued, len(config.subscriptions), started, stopped)


def item_of(new: NewCommitment) -> Item:
    """A commitment as an alert shows it. Its identity is its document and the words of its sentence: two clauses of one
    sentence are one item, and so is a clause that newer rules cut elsewhere."""
    words = " ".join(new.sentence.split()).casefold()
    commitment = new.commitment
    return Item(
        identity=f"{new.document_id}-{hashlib.sha256(words.encode()).hexdigest()[:16]}",
        outlet=new.outlet,
        headline=new.document_title,
        quote=new.sentence,
        url=new.document_url or None,
        published=new.document_published,
        actor=commitment.actor,
        status=commitment.status,
        due=commitment.due,
        area=commitment.jurisdiction,
    )
