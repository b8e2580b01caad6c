"""Which subscriptions want a commitment."""

from __future__ import annotations

import functools
import re

from tagih.alerts.config import COUNTRY, Subscription
from tagih.store import NewCommitment


@functools.lru_cache(maxsize=1024)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    parts = (r"\s+".join(map(re.escape, w.split())) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.I)


def wants(subscription: Subscription, new: NewCommitment) -> bool:
    """Whether a commitment fits every filter of a subscription.

    The area is the commitment's own, else the one that its source serves: a regional site need not say where it is.
    """
    commitment = new.commitment
    area = commitment.jurisdiction or new.document_jurisdiction
    if subscription.regions and not any(_covers(code, area) for code in subscription.regions):
        return False
    if subscription.topics and not set(subscription.topics) & set(commitment.topics):
        return False
    told = "\n".join((new.sentence, commitment.text, new.document_title or "", commitment.actor))
    return not subscription.words or _pattern(subscription.words).search(told) is not None


def _covers(code: str, area: str | None) -> bool:
    return code == COUNTRY or (area is not None and (area == code or area.startswith(f"{code}.")))
