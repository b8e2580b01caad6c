"""The outbox -> subscribers. At least once: a kill between delivery and its mark costs one second copy, never a loss."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tagih.alerts.config import Config
from tagih.alerts.delivery import DeliveryError, check_secrets, deliver
from tagih.alerts.outbox import Outbox


@dataclass(frozen=True, slots=True)
class SendSummary:
    """What a round of deliveries gave, in items: delivered, failed (tried again later), given up after the last try, still waiting.
    `messages` were delivered; `errors` are "subscription: why", each once."""

    sent: int
    failed: int
    dead: int
    waiting: int
    messages: int
    errors: tuple[str, ...]


def send(alerts_db: Path, config: Config, *, now: datetime) -> SendSummary:
    """Deliver what is due at `now` (aware), one message after another for each subscription of the file.

    A subscription whose delivery fails waits; the others go on. Raises StoreError, and TagihError where a password is not set.
    """
    check_secrets(config)
    sent = failed = dead = messages = 0
    errors: dict[str, None] = {}
    with Outbox.open(alerts_db) as outbox:
        for subscription in config.subscriptions:
            outbox.pack(subscription.id, now)
            while message := outbox.lease(subscription.id, now):
                try:
                    deliver(config, subscription, message.items, message.key)
                except DeliveryError as e:
                    given_up = outbox.failed(message, str(e), now)
                    dead += len(message.items) if given_up else 0
                    failed += len(message.items)
                    errors[f"{subscription.id}: {e}"] = None
                    break
                outbox.sent(message, now)
                sent += len(message.items)
                messages += 1
        waiting = outbox.waiting([s.id for s in config.subscriptions])
    return SendSummary(sent, failed, dead, waiting, messages, tuple(errors))
