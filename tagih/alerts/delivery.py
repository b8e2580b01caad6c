"""One message to one channel, through Apprise. Channels are fixed forms: nobody's Apprise URL is ever used."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import logging
import os
import socket
import warnings
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tagih.alerts.config import Config, Email, Smtp, Subscription, Webhook
from tagih.alerts.message import Item, as_html, as_text, link, subject
from tagih.records import TagihError

SECURITY = {"starttls": "starttls", "tls": "ssl", "none": "insecure"}
TIMEOUT_S = 15.0


class DeliveryError(Exception):
    """A message that was not delivered, and why."""


def check_secrets(config: Config) -> None:
    """Raise TagihError where a password that is needed is not in the environment."""
    name = config.smtp.password_env if config.smtp else None
    if name and not os.environ.get(name) and any(s.channel.kind == "email" for s in config.subscriptions):
        raise TagihError(
            "is not set", where=f"environment variable {name}", remedy="Set it to the password of the mail server, then send again."
        )


def deliver(config: Config, subscription: Subscription, items: Sequence[Item], key: str) -> None:
    """Deliver one message. `key` is the same whenever the same message is tried: it travels as X-Tagih-Message or
    Idempotency-Key, so that a receiver can tell a second copy. (Apprise writes the Message-ID itself, a new one each time.)
    Raises DeliveryError.
    """
    apprise, mail_service, json_service = _services()
    name, channel = subscription.shown, subscription.channel
    asset = apprise.AppriseAsset(app_id="Tagih", app_desc="Tagih", async_mode=False)
    sender = apprise.Apprise(asset=asset)
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:
        try:
            if isinstance(channel, Email):
                assert config.smtp is not None  # load_config refuses an e-mail channel without a mail server
                service, body, form = mail_service(asset=asset, **_email(config.smtp, channel, key)), as_html(name, items), "html"
            else:
                service = json_service(asset=asset, **_webhook(subscription, channel, items, key))
                body, form = as_text(name, items), "text"
        except TypeError as e:  # what Apprise raises for a channel that it does not accept
            raise DeliveryError(str(e)) from e
        sender.add(service)
        if not sender.notify(title=subject(name, len(items)), body=body, body_format=form):
            raise DeliveryError(" ".join(log.getvalue().split()) or "the other side refused it")


@functools.cache
def _services() -> tuple[Any, Any, Any]:
    """Apprise and the two of its services that channels use: its own discovery would import all 170."""
    with warnings.catch_warnings():
        # apprise.utils.pgp imports imghdr, which Python 3.11 and 3.12 deprecate.
        warnings.simplefilter("ignore", DeprecationWarning)
        import apprise
        from apprise.plugins.custom_json import NotifyJSON
        from apprise.plugins.email import NotifyEmail
    return apprise, NotifyEmail, NotifyJSON


def _email(smtp: Smtp, channel: Email, key: str) -> dict[str, Any]:
    return {
        "host": smtp.host,
        "smtp_host": smtp.host,
        "port": smtp.port,
        "user": smtp.user,
        "password": os.environ.get(smtp.password_env) if smtp.password_env else None,
        "secure_mode": SECURITY[smtp.security],
        "from_addr": smtp.sender,
        "targets": [channel.to],
        "headers": {"X-Tagih-Message": key, "Auto-Submitted": "auto-generated"},
        "format": "html",
        "cto": TIMEOUT_S,
        "rto": TIMEOUT_S,
    }


def _webhook(subscription: Subscription, channel: Webhook, items: Sequence[Item], key: str) -> dict[str, Any]:
    parts = urlsplit(channel.url)
    host = parts.hostname or ""
    if not channel.private:
        refuse_private(host, parts.port or 443)
    return {
        "secure": parts.scheme == "https",
        "host": f"[{host}]" if ":" in host else host,
        "port": parts.port,
        "fullpath": parts.path or "/",
        "params": dict(parse_qsl(parts.query, keep_blank_values=True)),
        "headers": {"Idempotency-Key": key},
        "payload": {"subscription": subscription.id, "items": [dataclasses.asdict(i) | {"url": link(i.url)} for i in items]},
        "redirect": "no",
        "cto": TIMEOUT_S,
        "rto": TIMEOUT_S,
    }


def refuse_private(host: str, port: int) -> None:
    """Raise DeliveryError where a webhook's host is, or resolves to, an address that is not on the public internet."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as e:
        raise DeliveryError(f"{host} cannot be resolved: {e}") from e
    inside = sorted(a for a in found if not ipaddress.ip_address(a.partition("%")[0]).is_global)
    if inside:
        raise DeliveryError(f"{host} is {inside[0]}, an address of a private network (private = true allows it)")
